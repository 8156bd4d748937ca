"""Orders that only one of ledger and GP knows: one of the two may have been restored from a backup."""

import pytest

from gp_sync.core.states import End
from gp_sync.run.guards import standing
from gp_sync.run.report import RunReport
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.run.test_other_systems import let_go, put, sentence, stopped


class TestRestoredBackups:
    @pytest.fixture
    def three(self, world: ModelConnection) -> ModelConnection:
        """Three orders are in GP, and all was well."""
        put(world, 1, 2, 3)
        world.run()
        return world

    def lose(self, world: ModelConnection, *keys: int) -> None:
        for key in keys:
            world.target.delete(world.record(f"PF{key}"))

    def full(self, world: ModelConnection) -> RunReport:
        return world.engine().run(full=True)

    def test_edge_53_gp_without_orders_that_we_confirmed_stops_the_connection(self, three: ModelConnection) -> None:
        self.lose(three, 1, 2, 3)
        put(three, 4)

        report = self.full(three)

        assert sentence(report) == (
            "The ledger and GP do not know the same orders: 3 written records are not in GP, and 0 of ours are not in "
            "the ledger, such as PF1 in TWO, PF2 in TWO, PF3 in TWO. One of them may have been restored from a backup."
        )
        assert (report.ends, three.creates("PF4")) == ({}, 0)

    def test_edge_53_a_ledger_without_orders_that_gp_has_stops_the_connection(self, three: ModelConnection) -> None:
        restored = ModelConnection(three.clock, target=three.target)
        put(restored, 4)

        report = restored.run()

        assert "0 written records are not in GP, and 3 of ours are not in the ledger" in sentence(report)
        assert (report.ends, three.creates("PF4")) == ({}, 0)

    def test_edge_53_fewer_are_told_one_by_one(self, three: ModelConnection) -> None:
        self.lose(three, 1, 2)

        report = self.full(three)

        assert (stopped(report), report.ends) == ([], {End.BLOCKED: 2})

    def test_edge_53_an_ordinary_run_does_not_go_on_without_a_person(self, three: ModelConnection) -> None:
        self.lose(three, 1, 2, 3)
        self.full(three)
        put(three, 4)

        report = three.run()

        assert (stopped(report), three.creates("PF4")) == (["BACKUP_RESTORED"], 0)

    def test_edge_53_once_it_is_let_go_the_others_are_written_and_the_lost_ones_told(
        self, three: ModelConnection
    ) -> None:
        self.lose(three, 1, 2, 3)
        put(three, 4)
        self.full(three)

        let_go(three, "restored-backup")
        report = self.full(three)

        assert report.ends == {End.WRITTEN: 1, End.BLOCKED: 3}
        assert (three.codes("1"), three.creates("PF1")) == (["DELETED_IN_GP"], 1)
        released = [row for row in three.ledger.audit(three.name) if row.what == "guard.released"]
        assert [row.detail for row in released] == [
            {
                "guard": "restored-backup",
                "by": "dana",
                "why": "GP moved to a new server",
                "items": ["PF1 in TWO", "PF2 in TWO", "PF3 in TWO"],
            }
        ]

    def test_edge_53_what_is_lost_after_that_is_counted_anew(self, three: ModelConnection) -> None:
        put(three, 4, 5, 6)
        three.run()
        self.lose(three, 1, 2, 3)
        self.full(three)
        let_go(three, "restored-backup")
        self.full(three)
        self.lose(three, 4, 5, 6)

        assert stopped(self.full(three)) == ["BACKUP_RESTORED"]

    def test_edge_53_it_ends_by_itself_if_the_records_come_back(self, three: ModelConnection) -> None:
        bodies = {target: found.body for target, found in three.target.records().items()}
        self.lose(three, 1, 2, 3)
        self.full(three)
        for target, body in bodies.items():
            three.target.put(target, body)

        report = three.run()

        assert (stopped(report), three.document("1").end) == ([], End.WRITTEN)
        assert standing(three.ledger, three.name) == ()
