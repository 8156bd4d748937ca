"""The vault: what is kept, what a rotation does, and that every doubt is an error that changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.values import Event
from gp_sync.ops.key_places import FileKey
from gp_sync.ops.vault import Vault, VaultError
from gp_sync.secret import Secret
from gp_sync.testing.processes import Opener, answers_at_once
from tests.gp_sync.ops.vault.conftest import CONNECTION, PASSWORD, Site

OLD, NEW, NEWER = Secret("spring"), Secret("summer"), Secret("autumn")


class TestKeeping:
    def test_a_value_comes_back(self, site: Site) -> None:
        assert site.revealed() == ["spring"]

    def test_a_secret_that_was_never_set_has_no_values(self, site: Site) -> None:
        assert site.vault.values("procurify_client_secret") == ()

    def test_any_text_comes_back_as_it_was(self, site: Site) -> None:
        site.vault.set(PASSWORD, Secret('pässword "\\ \N{SNOWMAN}'), by="anna")

        assert site.revealed() == ['pässword "\\ \N{SNOWMAN}']

    def test_setting_takes_the_place_of_all_values(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")

        site.vault.set(PASSWORD, NEWER, by="anna")

        assert site.revealed() == ["autumn"]

    def test_connections_that_share_a_ledger_have_vaults_of_their_own(self, site: Site) -> None:
        other = site.vault_of("north")
        other.set(PASSWORD, NEW, by="anna")

        assert site.revealed() == ["spring"]
        assert [row.connection for row in other.rows()] == ["north"]

    def test_a_removed_secret_is_gone(self, site: Site) -> None:
        site.vault.remove(PASSWORD, by="anna")

        assert site.vault.values(PASSWORD) == ()
        assert site.store.secrets(CONNECTION) == []

    def test_what_is_not_there_cannot_be_removed(self, site: Site) -> None:
        with pytest.raises(VaultError, match="there is no gp_sql_password in the vault"):
            site.vault.remove("gp_sql_password", by="anna")

    def test_every_change_is_audited_with_who_made_it_and_without_a_value(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")
        site.vault.worked(PASSWORD, NEW)
        site.vault.remove(PASSWORD, by="ben")

        assert [(row.what, row.detail_text) for row in site.store.audit(CONNECTION)] == [
            ("secret.set", '{"by":"anna","name":"gp_password","number":1}'),
            ("secret.rotated", '{"beside":1,"by":"anna","name":"gp_password","number":2}'),
            ("secret.worked", '{"gone":[1],"name":"gp_password","number":2}'),
            ("secret.removed", '{"by":"ben","name":"gp_password"}'),
        ]
        assert check_audit(site.store, CONNECTION).problems == ()

    def test_a_run_under_way_stands_in_nobodys_way(self, site: Site) -> None:
        lease = site.store.acquire(CONNECTION, "a run", 60)
        assert lease is not None

        site.vault.rotate(PASSWORD, NEW, by="anna")

        assert site.store.renew(lease, 60) is not None
        assert check_audit(site.store, CONNECTION).problems == ()

    def test_rows_that_somebody_else_has_changed_are_not_replaced(self, site: Site) -> None:
        seen = site.store.secrets(CONNECTION)
        site.vault.rotate(PASSWORD, NEW, by="anna")
        event = Event(what="secret.removed", at=site.clock(), detail={})

        assert not site.store.replace_secrets(CONNECTION, seen, [], owner="a process", event=event)

        assert site.revealed() == ["summer", "spring"]
        assert site.audited() == ["secret.set", "secret.rotated"]


class TestRotation:
    def test_the_new_value_is_used_first_and_the_old_one_is_kept(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")

        assert site.revealed() == ["summer", "spring"]

    def test_once_the_new_one_has_worked_the_old_one_goes(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")

        site.vault.worked(PASSWORD, NEW)

        assert site.revealed() == ["summer"]

    def test_that_the_old_one_works_meanwhile_proves_nothing(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")

        site.vault.worked(PASSWORD, OLD)

        assert site.revealed() == ["summer", "spring"]

    def test_while_the_new_one_is_refused_the_old_one_is_used(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")

        site.vault.refused(PASSWORD, NEW)

        assert site.revealed() == ["spring", "summer"]

    def test_where_both_are_refused_the_new_one_is_used_again(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")
        site.vault.refused(PASSWORD, NEW)

        site.vault.refused(PASSWORD, OLD)

        assert site.revealed() == ["summer", "spring"]

    def test_a_new_one_that_was_refused_and_works_later_is_proved(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")
        site.vault.refused(PASSWORD, NEW)

        site.vault.worked(PASSWORD, NEW)

        assert site.revealed() == ["summer"]
        assert [row.refused_at for row in site.vault.rows()] == [None]

    def test_a_second_rotation_keeps_the_value_that_has_worked(self, site: Site) -> None:
        site.vault.worked(PASSWORD, OLD)
        site.vault.rotate(PASSWORD, NEW, by="anna")
        site.vault.refused(PASSWORD, NEW)

        site.vault.rotate(PASSWORD, NEWER, by="anna")

        assert site.revealed() == ["autumn", "spring"]

    def test_the_only_value_is_not_put_aside_when_it_is_refused(self, site: Site) -> None:
        site.vault.refused(PASSWORD, OLD)

        assert site.revealed() == ["spring"]
        assert site.audited() == ["secret.set"]

    def test_that_a_value_works_is_noted_once(self, site: Site) -> None:
        site.vault.worked(PASSWORD, OLD)
        site.clock.advance(hours=1)

        site.vault.worked(PASSWORD, OLD)

        assert site.audited() == ["secret.set", "secret.worked"]

    def test_a_value_that_is_not_kept_any_more_is_no_news(self, site: Site) -> None:
        site.vault.worked(PASSWORD, NEW)
        site.vault.refused(PASSWORD, NEW)

        assert site.audited() == ["secret.set"]

    def test_what_was_never_set_cannot_be_rotated(self, site: Site) -> None:
        with pytest.raises(VaultError, match="`gp-sync secrets set gp_sql_password` puts it there"):
            site.vault.rotate("gp_sql_password", NEW, by="anna")

    def test_processes_that_rotate_at_once_take_turns(self, site: Site) -> None:
        """Each begins the rotation anew beside the value that was there; none is lost from the audit."""
        opener = Opener(SqlStore, (site.url,))

        numbers = answers_at_once(opener, rotate_in_another_process, str(site.place.path))

        values = site.revealed()
        assert values[1:] == ["spring"]
        assert values[0] in {f"value {number}" for number in numbers}
        assert site.audited() == ["secret.set", *["secret.rotated"] * 3]
        assert check_audit(site.store, CONNECTION).problems == ()


def rotate_in_another_process(store: SqlStore, number: int, key_file: str) -> Iterator[int]:
    vault = Vault(store, CONNECTION, FileKey(Path(key_file)))
    vault.rotate(PASSWORD, Secret(f"value {number}"), by="anna")
    yield number
