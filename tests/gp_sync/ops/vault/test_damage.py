"""A vault with a wrong key, a lost one, and rows that somebody changed: clear errors, and nothing is overwritten."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.key_changes import new_key
from gp_sync.ops.vault import VaultError
from gp_sync.ops.vault_keys import Keys
from gp_sync.secret import Secret
from tests.gp_sync.ops.vault.conftest import CONNECTION, PASSWORD, Site

OLD, NEW = Secret("spring"), Secret("summer")


def edit(site: Site, statement: str) -> None:
    """Somebody edits the table of secrets past gp-sync."""
    engine = sa.create_engine(site.url)
    with engine.begin() as sql:
        assert sql.exec_driver_sql(statement).rowcount > 0
    engine.dispose()


def put_token(site: Site, token: str) -> None:
    """Somebody puts another token, as an expression of SQL gives it, into the newest row of the password."""
    mine = "connection = 'fabrikam' AND name = 'gp_password'"
    newest = f"number = (SELECT max(number) FROM gp_sync_secrets WHERE {mine})"  # noqa: S608  # all from this file
    edit(site, f"UPDATE gp_sync_secrets SET token = ({token}) WHERE {mine} AND {newest}")  # noqa: S608  # as above


Refused = Callable[[Site], object]
USES: dict[str, Refused] = {
    "values": lambda site: site.vault.values(PASSWORD),
    "check": lambda site: site.vault.check(),
    "set": lambda site: site.vault.set(PASSWORD, NEW, by="anna"),
    "set another": lambda site: site.vault.set("procurify_client_secret", NEW, by="anna"),
    "rotate": lambda site: site.vault.rotate(PASSWORD, NEW, by="anna"),
    "worked": lambda site: site.vault.worked(PASSWORD, OLD),
    "seal again": lambda site: site.vault.seal_again(by="anna"),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
class TestWrongKey:
    def test_another_key_is_told_at_once_and_changes_nothing(self, site: Site, use: Refused) -> None:
        right, wrong = site.place.read(), Keys.new()
        assert right is not None
        before = site.store.secrets(CONNECTION)
        site.place.write(wrong)

        with pytest.raises(VaultError, match="has another key than the vault of 'fabrikam'") as refused:
            use(site)

        assert right.ids[0] in str(refused.value)
        assert wrong.ids[0] in str(refused.value)
        assert site.store.secrets(CONNECTION) == before
        assert site.audited() == ["secret.set"]

    def test_a_lost_key_is_no_empty_vault(self, site: Site, use: Refused) -> None:
        before = site.store.secrets(CONNECTION)
        site.place.path.unlink()

        with pytest.raises(VaultError, match=r"holds secrets that are encrypted with the key \w+, and the key file"):
            use(site)

        assert site.store.secrets(CONNECTION) == before

    def test_a_newer_format_is_left_alone(self, site: Site, use: Refused) -> None:
        edit(site, "UPDATE gp_sync_secrets SET format = 2 WHERE name = 'gp_password'")
        before = site.store.secrets(CONNECTION)

        with pytest.raises(
            VaultError, match=r"written by a newer gp-sync \(its format is 2, this one reads 1\): upgrade"
        ):
            use(site)

        assert site.store.secrets(CONNECTION) == before

    def test_an_older_format_is_told_with_what_to_do(self, site: Site, use: Refused) -> None:
        edit(site, "UPDATE gp_sync_secrets SET format = 0 WHERE name = 'gp_password'")
        before = site.store.secrets(CONNECTION)

        with pytest.raises(VaultError, match="format 0, which this gp-sync does not read any more"):
            use(site)

        assert site.store.secrets(CONNECTION) == before

    def test_a_canary_that_is_gone_is_told(self, site: Site, use: Refused) -> None:
        edit(site, "DELETE FROM gp_sync_secrets WHERE name = 'canary'")

        with pytest.raises(VaultError, match="lacks the row that shows whether a key is right"):
            use(site)

    def test_a_canary_that_is_damaged_is_told(self, site: Site, use: Refused) -> None:
        edit(site, "UPDATE gp_sync_secrets SET token = substr(token, 1, 60) WHERE name = 'canary'")

        with pytest.raises(VaultError, match="the vault's row of canary is damaged"):
            use(site)


class TestDamage:
    @pytest.mark.parametrize("token", ["substr(token, 1, 60)", "substr(token, 2)", "''", "'x'", "token || 'ä'"])
    def test_a_truncated_row_is_told_and_can_be_set_again(self, site: Site, token: str) -> None:
        put_token(site, token)

        with pytest.raises(VaultError, match="the vault's row of gp_password is damaged: set it again"):
            site.vault.values(PASSWORD)

        site.vault.set(PASSWORD, NEW, by="anna")
        assert site.revealed() == ["summer"]

    def test_a_row_of_another_connection_is_refused(self, site: Site) -> None:
        site.vault_of("north").set(PASSWORD, NEW, by="anna")
        north = "SELECT token FROM gp_sync_secrets WHERE connection = 'north' AND name = 'gp_password'"
        put_token(site, north)

        with pytest.raises(VaultError, match=r"was made as gp_password \(number 1\) of the connection 'north'"):
            site.vault.values(PASSWORD)

    def test_a_row_of_another_secret_is_refused(self, site: Site) -> None:
        site.vault.set("gp_sql_password", NEW, by="anna")
        other = "SELECT token FROM gp_sync_secrets WHERE name = 'gp_sql_password'"
        put_token(site, other)

        with pytest.raises(VaultError, match="was made as gp_sql_password"):
            site.vault.values(PASSWORD)

    def test_an_earlier_value_does_not_pass_for_a_later_one(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, NEW, by="anna")
        earlier = "SELECT token FROM gp_sync_secrets WHERE name = 'gp_password' AND number = 1"
        put_token(site, earlier)

        with pytest.raises(VaultError, match=r"\(number 1\)"):
            site.vault.values(PASSWORD)

    def test_a_vault_whose_key_is_lost_can_be_emptied_and_begun_anew(self, site: Site) -> None:
        site.place.path.unlink()
        site.vault.remove(PASSWORD, by="anna")

        new_key(site.store, CONNECTION, site.place)
        site.vault.set(PASSWORD, NEW, by="anna")

        assert site.revealed() == ["summer"]

    @pytest.mark.parametrize(
        "edited",
        [
            "UPDATE gp_sync_secrets SET set_at = 'yesterday' WHERE name = 'gp_password'",
            "UPDATE gp_sync_secrets SET format = 'yesterday' WHERE name = 'gp_password'",
        ],
    )
    def test_a_value_of_another_kind_is_told_with_its_table(self, site: Site, edited: str) -> None:
        if site.url.startswith("postgresql"):
            pytest.skip("PostgreSQL takes no such value")
        edit(site, edited)

        with pytest.raises(LedgerError, match=r"by hand and cannot be read \(.*yesterday.*\): put a backup") as told:
            site.vault.values(PASSWORD)

        assert "Attribute(" not in str(told.value)
