"""Credentials from the vault: used, rotated while a process runs, refused."""

import time

import pytest

from gp_sync.cli.common import open_connection
from gp_sync.config.credentials import GP_VARIABLE
from tests.end_to_end.vault.vaults import NEW_CLIENT_SECRET, NEW_PASSWORD, environment_of, secrets, states
from tests.end_to_end.world import PASSWORD, USER, World

EXIT_MISTAKE, EXIT_SIDE = 2, 3


class TestUse:
    def test_orders_flow_with_secrets_that_only_the_vault_has(self, kept: World) -> None:
        order = kept.order()

        result = kept.run("sync")

        assert result.exit_code == 0, result.output
        assert order["number"] in kept.company.purchase_orders
        assert states(kept) == [("procurify_client_secret", "in use"), ("gp_password", "in use")]

    def test_the_environment_wins_and_the_list_says_so(self, kept: World) -> None:
        kept.environment |= {GP_VARIABLE: PASSWORD}

        warned = secrets(kept, "set", "gp_password", value="unused")

        assert "gp_password is still taken from the variable GP_SYNC_GP_PASSWORD: remove it there" in warned.stderr
        assert kept.run("sync").exit_code == 0
        assert ("gp_password", "not used: it is taken from the environment") in states(kept)

    @pytest.mark.parametrize("command", ["ping", "sync", "plan"])
    def test_a_lost_key_stops_every_command_before_anything_is_sent(self, kept: World, command: str) -> None:
        (kept.folder / "vault.key").unlink()

        result = kept.run(command)

        assert result.exit_code == EXIT_MISTAKE
        assert "holds secrets that are encrypted with the key" in result.stderr
        assert (kept.procurify.token_requests, len(kept.gp.requests)) == (0, 0)

    def test_a_key_that_goes_while_a_process_runs_is_told_as_that_and_the_next_run_with_it_goes_on(
        self, kept: World
    ) -> None:
        key = kept.folder / "vault.key"
        with environment_of(kept), open_connection(kept.config) as (_, connection):
            connection.engine.run()
            order = kept.order()
            key.rename(kept.folder / "away.key")
            time.sleep(1.1)
            stopped = connection.engine.run().stopped
            (kept.folder / "away.key").rename(key)
            report = connection.engine.run()

        assert [found.code for found in stopped] == ["SECRET_UNREADABLE"]
        assert "holds secrets that are encrypted with the key" in stopped[0].tried
        assert report.stopped == []
        assert order["number"] in kept.company.purchase_orders


class TestRotation:
    def test_edge_19_a_process_that_runs_takes_rotated_secrets_without_a_restart(self, kept: World) -> None:
        with environment_of(kept), open_connection(kept.config) as (_, connection):
            before = kept.order()
            connection.engine.run()
            kept.gp.users.set_password(USER, NEW_PASSWORD)
            kept.procurify.client_secret = NEW_CLIENT_SECRET
            kept.procurify.revoke_tokens()
            assert secrets(kept, "rotate", "gp_password", value=NEW_PASSWORD).exit_code == 0
            assert secrets(kept, "rotate", "procurify_client_secret", value=NEW_CLIENT_SECRET).exit_code == 0
            time.sleep(1.1)
            after = kept.order()
            report = connection.engine.run()

        assert report.stopped == []
        assert {before["number"], after["number"]} <= set(kept.company.purchase_orders)
        assert kept.gp.failed_logons == 0
        assert states(kept) == [("procurify_client_secret", "in use"), ("gp_password", "in use")]

    def test_edge_19_a_new_password_that_is_refused_is_tried_once_and_the_old_one_goes_on(self, kept: World) -> None:
        kept.run("sync")
        order = kept.order()
        secrets(kept, "rotate", "gp_password", value="mistyped")

        codes = [kept.run("sync").exit_code for _ in range(4)]

        # The questions that come before the first run meet it, so that the run itself has the old one.
        assert codes == [0, 0, 0, 0]
        assert kept.gp.failed_logons == 1
        assert order["number"] in kept.company.purchase_orders
        assert states(kept)[1:] == [
            ("gp_password", "new: refused, so that the old one is used"),
            ("gp_password", "old: kept for less than a day, until the new one has worked"),
        ]

    def test_edge_19_a_new_client_secret_counts_once_procurify_has_it_too(self, kept: World) -> None:
        """
        It was rotated here first: the old one goes on as long as it works, then the new one is tried again.
        """
        secrets(kept, "rotate", "procurify_client_secret", value=NEW_CLIENT_SECRET)
        first = [kept.run("sync").exit_code for _ in range(2)]
        kept.procurify.client_secret = NEW_CLIENT_SECRET
        kept.procurify.revoke_tokens()

        then = [kept.run("sync").exit_code for _ in range(2)]

        assert (first, then) == ([EXIT_SIDE, 0], [EXIT_SIDE, 0])
        assert states(kept)[0] == ("procurify_client_secret", "in use")
