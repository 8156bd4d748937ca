"""The loop breaker: how often is too often, what counts, and what becomes of the link."""

from datetime import datetime, timedelta

from gp_sync.core.canonical import fingerprint
from gp_sync.core.facts import vendor_release
from gp_sync.flows.vendors.document import VendorRecord, Written
from gp_sync.flows.vendors.loops import flips, trail_of
from gp_sync.flows.vendors.policy import FieldPolicy, VendorPolicy
from tests.gp_sync.flows.vendors.settled import in_gp, settled
from tests.gp_sync.flows.vendors.two_systems import START, World, codes

POLICY = VendorPolicy()


def trail(*days: float | None, field: str = "contact", text: str = "B. Payer") -> tuple[Written, ...]:
    """Writes of one value, so many days after the start."""
    at = [None if day is None else START + timedelta(days=day) for day in days]
    return tuple(Written(field=field, value=fingerprint(text), turn=1, at=when) for when in at)


def frozen(rows: tuple[Written, ...], released: datetime | None = None) -> bool:
    return flips(rows, "contact", "B. Payer", POLICY, released)


class TestFlips:
    def test_three_writes_of_one_value_within_a_week_are_too_many(self) -> None:
        assert frozen(trail(0, 3, 7))

    def test_two_are_not(self) -> None:
        assert not frozen(trail(0, 1))

    def test_nor_are_three_over_a_longer_time(self) -> None:
        assert not frozen(trail(0, 3, 8))

    def test_other_values_and_other_fields_do_not_count(self) -> None:
        assert not frozen((*trail(0, 1), *trail(1, text="C. Clerk"), *trail(1, field="name")))

    def test_the_last_ones_count(self) -> None:
        assert frozen(trail(0, 100, 101, 102))

    def test_writes_whose_time_is_not_known_count_as_close(self) -> None:
        assert frozen(trail(None, None, None))

    def test_what_was_written_before_a_release_counts_no_more(self) -> None:
        assert not frozen(trail(0, 1, 2), START + timedelta(days=2))
        assert not frozen(trail(None, None, None), START)
        assert frozen(trail(0, 3, 4, 5), START + timedelta(days=2))


class TestTrail:
    def test_it_grows_by_what_is_written_and_keeps_the_last_of_each_field(self) -> None:
        other = Written(field="contact", value="", turn=1, at=START)
        record = VendorRecord(trail=(other, *trail(*range(100), field="name")))

        grown = trail_of(record, {"name": "Lakeshore"}, 7, START)

        assert (len(grown), grown[0]) == (101, other)
        assert grown[-1] == Written(field="name", value=fingerprint("Lakeshore"), turn=7, at=START)

    def test_it_begins_with_the_first_write(self) -> None:
        assert [row.field for row in trail_of(None, {"name": "Lakeshore"}, 1, None)] == ["name"]


class TestLoops:
    def fought(self, times: int) -> World:
        """Something in GP sets a contact back each time, and somebody in Procurify sets it again."""
        world = settled()
        for _ in range(times):
            world.edit_here(contact="B. Payer")
            world.rest()
            world.edit_there(contact="A. Buyer")
            world.rest()
        return world

    def test_edge_45_a_link_that_flips_is_frozen_as_a_whole(self) -> None:
        world = self.fought(3)
        world.written.clear()
        world.edit_here(contact="B. Payer", name="Lakeshore Ltd")

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("hold", ["VENDOR_LINK_FROZEN"])
        assert (decision.writes, decision.findings[0].where) == ((), "contact")

    def test_edge_45_two_changes_to_and_fro_are_no_loop(self) -> None:
        world = self.fought(2)
        world.edit_here(contact="B. Payer")

        assert world.round().action == "write"

    def test_edge_45_a_person_lets_it_go_on(self) -> None:
        world = self.fought(3)
        world.edit_here(contact="B. Payer")
        world.round()
        world.facts[vendor_release("17", "TWO")] = world.clock.isoformat()
        world.edit_here(name="Lakeshore Ltd")

        world.rest()

        assert (in_gp(world).contact, in_gp(world).name) == ("B. Payer", "Lakeshore Ltd")

    def test_edge_45_a_robot_that_never_writes_one_value_twice_is_stopped_too(self) -> None:
        """
        Such as one that counts its looks in a name.
        """
        world = settled()
        for look in range(30):
            world.edit_there(name=f"Lakeshore {look}")
            world.round()
            world.round()

        assert len(world.written) == 10
        assert codes(world.findings) == ["VENDOR_LINK_FROZEN"]

    def test_edge_45_two_robots_that_fight_are_stopped(self) -> None:
        """
        Whatever sets a field back on either side: our writes end.
        """
        world = settled()
        for _ in range(30):
            world.edit_here(contact="B. Payer")
            world.round()
            world.edit_there(contact="A. Buyer")
            world.round()

        assert len(world.written) <= 7
        assert codes(world.findings) == ["VENDOR_LINK_FROZEN"]


class TestAFieldThatGPSetsBack:
    """It is Procurify's alone, so that Procurify's value is written again each time, and nobody changes that."""

    def set_back(self, world: World, times: int, *, every: timedelta = timedelta()) -> int:
        """How often it was written again."""
        world.written.clear()
        for _ in range(times):
            world.clock += every
            world.edit_there(contact="A. Buyer")
            world.round()
        return len(world.written)

    def owned(self) -> World:
        world = settled(fields={"contact": FieldPolicy(owner="procurify")})
        world.edit_here(contact="B. Payer")
        world.rest()
        return world

    def test_edge_45_a_loop_that_goes_on_after_a_release_is_frozen_again(self) -> None:
        world = self.owned()
        self.set_back(world, 5)
        world.facts[vendor_release("17", "TWO")] = world.clock.isoformat()

        written = self.set_back(world, 20)

        assert (written, codes(world.findings)) == (POLICY.same_write, ["VENDOR_LINK_FROZEN"])

    def test_edge_45_who_sets_it_back_now_and_then_makes_no_loop(self) -> None:
        """Procurify's vendor stays as it is for years, which tells nothing of how soon the writes followed."""
        world = self.owned()

        written = self.set_back(world, 8, every=timedelta(days=60))

        assert (written, codes(world.findings)) == (8, [])
