"""Every attempt to write and every link is held against the audit's rows: what was edited past gp-sync is told."""

# ruff: noqa: S608  # the statements are made of what stands here

import pytest

from tests.gp_sync.ledger.tampering import ADVICE, Edit

WRITE = "the write of purchase_orders 52 to TWO in gp"
LINK = "what is linked for purchase_orders 52 to PF52 of TWO in gp"


class TestWrites:
    @pytest.mark.parametrize(("attempt", "told"), [(1, "refused"), (2, "confirmed")])
    def test_the_state_of_each_attempt(self, edit: Edit, attempt: int, told: str) -> None:
        problems = edit(
            f"UPDATE gp_sync_writes SET state = 'not executed' WHERE source_id = '52' AND attempt = {attempt}"
        )

        assert problems == [
            f"attempt {attempt} of {WRITE}: its rows tell state {told}, the ledger holds state not executed{ADVICE}"
        ]

    def test_the_record_that_it_goes_to(self, edit: Edit) -> None:
        problems = edit("UPDATE gp_sync_writes SET number = 'PF53' WHERE source_id = '52' AND attempt = 1")

        assert problems == [f"attempt 1 of {WRITE}: its rows tell number PF52, the ledger holds number PF53{ADVICE}"]

    @pytest.mark.parametrize(
        "change",
        [
            "body = '{}'",
            "before = '{}'",
            "stamp = 'new'",
            "op = 'void'",
            "fingerprint = 'abc'",
            "version = 2",
        ],
    )
    def test_what_it_carries(self, edit: Edit, change: str) -> None:
        (problem,) = edit(f"UPDATE gp_sync_writes SET {change} WHERE source_id = '52' AND attempt = 2")

        assert problem.startswith(f"attempt 2 of {WRITE}: its rows tell content ")

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("absences = 2", "its rows tell absences 1, the ledger holds absences 2"),
            (
                "checked = '2026-11-05T00:00:00.000000+00:00'",
                (
                    "its rows tell checked 2026-11-04 18:30:15.123456+00:00, "
                    "the ledger holds checked 2026-11-05 00:00:00+00:00"
                ),
            ),
            (
                "deadline = '2026-11-03T00:00:00.000000+00:00'",
                (
                    "its rows tell deadline 2026-11-04 18:30:15.123456+00:00, "
                    "the ledger holds deadline 2026-11-03 00:00:00+00:00"
                ),
            ),
        ],
    )
    def test_when_it_may_count_as_not_executed(self, edit: Edit, change: str, told: str) -> None:
        """A write in doubt is sent again once it was absent twice, late enough."""
        assert edit(f"UPDATE gp_sync_writes SET {change} WHERE source_id = '55'") == [
            f"attempt 1 of the write of purchase_orders 55 to TWO in gp: {told}{ADVICE}"
        ]

    def test_an_instant_that_is_none(self, edit: Edit) -> None:
        assert edit("UPDATE gp_sync_writes SET deadline = 'tomorrow' WHERE source_id = '55'") == [
            (
                "a table beside the audit cannot be read, since it was changed: Invalid isoformat string: 'tomorrow': "
                "set it back, or put a backup of the ledger in place"
            )
        ]

    @pytest.mark.parametrize("attempt", [1, 2])
    def test_one_that_was_deleted(self, edit: Edit, attempt: int) -> None:
        (problem,) = edit(f"DELETE FROM gp_sync_writes WHERE source_id = '52' AND attempt = {attempt}")

        assert problem.startswith(f"attempt {attempt} of {WRITE}: its rows tell number PF52, state ")
        assert problem.endswith(f", the ledger holds nothing{ADVICE}")

    def test_one_that_was_added(self, edit: Edit) -> None:
        columns = "side, company, number, version, state, op, body, fingerprint, absences, reserved_as"

        (problem,) = edit(
            f"INSERT INTO gp_sync_writes (connection, flow, source_id, attempt, {columns}) "
            f"SELECT connection, flow, source_id, 3, {columns} FROM gp_sync_writes "
            "WHERE source_id = '52' AND attempt = 2"
        )

        assert problem.startswith(f"attempt 3 of {WRITE}: its rows tell nothing, the ledger holds number PF52, ")


class TestLinks:
    @pytest.mark.parametrize(
        "change",
        [
            "sent = '{}'",
            "held = '{}'",
            "stamp = 'new'",
            "fingerprint = 'abc'",
            "given_up = true",
            "by_hand = true",
            "to_void = true",
        ],
    )
    def test_what_is_linked(self, edit: Edit, change: str) -> None:
        (problem,) = edit(f"UPDATE gp_sync_links SET {change}")

        assert problem.startswith(f"{LINK}: its rows tell content ")
        assert problem.endswith(ADVICE)

    def test_the_record_that_it_leads_to(self, edit: Edit) -> None:
        gone, added = edit("UPDATE gp_sync_links SET number = 'PF99'")

        assert gone.startswith(f"{LINK}: its rows tell content ")
        assert gone.endswith(f", the ledger holds nothing{ADVICE}")
        assert added.startswith(
            "what is linked for purchase_orders 52 to PF99 of TWO in gp: its rows tell nothing, "
            "the ledger holds content "
        )

    def test_the_document_that_owns_it(self, edit: Edit) -> None:
        gone, added = edit("UPDATE gp_sync_links SET source_id = '53'")

        assert gone.startswith(f"{LINK}: its rows tell content ")
        assert added.startswith("what is linked for purchase_orders 53 to PF52 of TWO in gp: its rows tell nothing, ")

    def test_one_that_was_deleted(self, edit: Edit) -> None:
        (problem,) = edit("DELETE FROM gp_sync_links")

        assert problem.endswith(f", the ledger holds nothing{ADVICE}")
