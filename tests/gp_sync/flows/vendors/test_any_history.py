"""Whatever people do to a vendor on both sides, the two converge, or rest as one open issue for each field."""

from typing import Any

import attrs
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gp_sync.core.canonical import plain
from gp_sync.core.facts import vendor_choice
from gp_sync.core.model import Finding, Severity, Write
from gp_sync.flows.vendors.document import ADDRESS_FIELDS, FIELDS, VendorRecord, address_of
from gp_sync.flows.vendors.policy import FieldPolicy
from gp_sync.flows.vendors.translating import gp_value, procurify_value
from tests.gp_sync.flows.vendors.held import public
from tests.gp_sync.flows.vendors.two_systems import KEY, World, company, here, linked, policy, there

HERE: dict[str, list[Any]] = {
    "name": ["Acme", "ACME", "Åcme GmbH", "Łódź Tools", "Acme " + "of the Northern Lakes " * 5],
    "contact": ["", "A. Buyer", "a. buyer", "B. Payer"],
    "street": [(), ("1 Oak Road",), ("1 Oak Road", "Floor 2"), ("long " * 25,), ("long " * 60,)],
    "city": ["", "Chicago", "Boston"],
    "postal_code": ["60601", "SW1A 2AA", "12345678901"],
    "phone_1": ["", "312-555-0100", "(312) 555 0100", "+1 312 555 0199 x7", "n/a", "+44 20 7946 0958"],
    "payment_terms": ["", "Net 30 days", "Net 60 days", "When it suits"],
}
THERE: dict[str, list[Any]] = {
    "name": ["Acme", "acme", "Acme Tools"],
    "contact": ["", "A. Buyer", "C. Clerk", "the person who is asked for about all the open orders"],
    "street": [(), ("1 Oak Road",), ("1 Oak Road", "Gate 4", "Box 12")],
    "city": ["", "Chicago", "Denver"],
    "postal_code": ["60601", "60602"],
    "phone_1": ["", "31255501000000", "3125550123", "442079460958"],
    "payment_terms": ["", "Net 30", "2% 10/Net 30"],
}

Op = tuple[str, str, Any]
EDITS = st.one_of(
    [st.tuples(st.just("here"), st.just(field), st.sampled_from(values)) for field, values in HERE.items()]
    + [st.tuples(st.just("there"), st.just(field), st.sampled_from(values)) for field, values in THERE.items()]
)
RUNS = st.tuples(st.sampled_from(["round", "refused", "part"]), st.just(""), st.none())
CHOICES = st.tuples(st.just("choose"), st.sampled_from(sorted(HERE)), st.sampled_from(["gp", "procurify"]))
HISTORIES = st.lists(st.one_of(EDITS, EDITS, EDITS, RUNS, CHOICES), max_size=14)

OWNED = st.builds(
    FieldPolicy,
    owner=st.sampled_from(["both", "both", "gp", "procurify", "none"]),
    both_changed=st.sampled_from(["review", "review", "gp", "procurify"]),
)
POLICIES = st.fixed_dictionaries(
    {
        "fields": st.dictionaries(st.sampled_from(sorted(HERE)), OWNED, max_size=4),
        "terms_to_procurify": st.booleans(),
        "address_id": st.sampled_from(["", "PROCURIFY"]),
        "long_values": st.sampled_from([{}, {"name": "shorten", "street": "shorten"}, {"street": "block"}]),
        "other_letters": st.sampled_from(["replace", "block"]),
        "reapproval_fields": st.sampled_from([("city", "state"), ()]),
        "same_write": st.just(100),
        "field_writes": st.just(100),
    }
)


def played(history: list[Op], rules: dict[str, Any], *, agreed: bool) -> World:
    """A world after a history, with the writes of its rounds checked."""
    start = here(external_id="LAKESHORE0001") if agreed else here(external_id="LAKESHORE0001", name="Other", contact="")
    world = World(settings=policy(company(), **rules), here=start, links={"TWO": "LAKESHORE0001"})
    world.gp["TWO", "LAKESHORE0001"] = there()
    for op, field, value in history:
        if op == "here":
            world.edit_here(**{field: value})
        elif op == "there":
            world.edit_there(**{field: value})
        elif op == "choose":
            open_now = {found.cause for found in world.findings if found.differences}
            if vendor_choice(str(KEY), "TWO", field) in open_now:
                world.choose(field, value)
        else:
            run(world, op)
    return world


def run(world: World, how: str) -> None:
    """One run: all writes are carried out, none, or the first alone."""
    decision = world.decided()
    if how == "part":
        decision = attrs.evolve(decision, writes=decision.writes[:1])
    if how != "refused":
        world.carry_out(decision)


def disagreeing(world: World) -> list[str]:
    """Fields of which neither side holds what the other has, in its own terms; case alone makes no other value."""
    source, decided = world.pair(), []
    assert source.procurify is not None
    record = source.gp["TWO"]
    assert record is not None
    lane = world.lane()
    for field in FIELDS:
        ours, theirs = procurify_value(source.procurify.text(field)), gp_value(field, record.text(field))
        in_gp, in_procurify = lane.to_gp.texts[field], lane.to_procurify.texts[field]
        flows = [side for side in ("gp", "procurify") if world.settings.vendors.flows_to(side, field)]
        if not record.address_id and field in ADDRESS_FIELDS and "gp" not in flows:
            continue  # it is no reason to make the address that it would be of
        if flows and plain(in_gp) != plain(theirs) and plain(in_procurify) != plain(ours):
            decided.append(field)
    return decided


def counts_empty(world: World, field: str) -> bool:
    """Whether the side that counts lacks the field: before both ever agreed, that blanks nothing on the other."""
    rule, source = world.settings.vendors.field(field), world.pair()
    side = rule.owner if rule.owner in {"gp", "procurify"} else rule.both_changed
    record = source.gp["TWO"] if side == "gp" else source.procurify
    return side != "review" and record is not None and not record.text(field).strip()


def about(field: str, findings: tuple[Finding, ...]) -> list[Finding]:
    """What is said of a field that stays open."""
    words = field.replace("_", " ")
    stops = [found for found in findings if found.severity is not Severity.WARN]
    return [
        found
        for found in stops
        if found.cause == vendor_choice(str(KEY), "TWO", field)
        or found.where == f"the {words}"
        or (field == "payment_terms" and found.code == "VENDOR_TERMS_UNMAPPED")
    ]


def changed(write: Write[VendorRecord]) -> set[str]:
    assert write.body is not None
    before, body = public(write.before or VendorRecord()), public(write.body)
    return {name for name, value in body.items() if value != before[name]}


class TestAnyTwoHistories:
    @settings(deadline=None)
    @given(history=HISTORIES, rules=POLICIES, agreed=st.booleans())
    def test_edge_45_both_converge_or_each_open_field_is_one_issue(
        self, history: list[Op], rules: dict[str, Any], agreed: bool
    ) -> None:
        """
        However two histories interleave, writes stop after a few rounds, and each field is agreed or one open issue.
        """
        world = played(history, rules, agreed=agreed)

        rounds = world.rest(most=6)

        event(f"{rounds} rounds")
        fields = disagreeing(world)
        event(f"{len(fields)} fields stay apart")
        vendors = world.settings.vendors
        kept_apart = {
            field
            for field in fields
            if (vendors.field(field).both_changed == "gp" and not vendors.flows_to("procurify", field))
            or counts_empty(world, field)
        } | world.chosen
        for field in FIELDS:
            said = about(field, world.findings)
            assert len(said) == 1 if field in fields and field not in kept_apart else len(said) <= 1, (field, said)

    @settings(deadline=None)
    @given(history=HISTORIES, rules=POLICIES, agreed=st.booleans())
    def test_edge_45_no_side_writes_a_field_that_is_not_its_own(
        self, history: list[Op], rules: dict[str, Any], agreed: bool
    ) -> None:
        """
        Each written field may flow to that side; what is no field of a vendor is never changed. An address that GP does
        not have belongs to nobody yet: it is made with all that Procurify has.
        """
        world = played(history, rules, agreed=agreed)
        world.rest(most=6)

        vendors = world.settings.vendors
        for write in world.written:
            fields = changed(write) - {"modified"}
            if write.op == "create":
                assert address_of(write.target) == ("LAKESHORE0001", "PROCURIFY")
                fields -= {"address_id", "primary_address_id", *ADDRESS_FIELDS}
            assert all(vendors.flows_to(write.target.side, field) for field in fields), (write.target, fields)

    @settings(deadline=None)
    @given(history=HISTORIES, agreed=st.booleans())
    def test_edge_21_what_would_take_an_approval_away_is_never_changed_by_itself(
        self, history: list[Op], agreed: bool
    ) -> None:
        """
        City and state of a GP vendor stay as they are, unless a person chose Procurify's.
        """
        history = [op for op in history if op[0] != "choose"]
        world = played(history, {"same_write": 100, "field_writes": 100}, agreed=agreed)
        world.rest(most=6)

        in_gp = [write for write in world.written if write.target.side == "gp" and write.op == "update"]
        assert [write for write in in_gp if changed(write) & {"city", "state"}] == []


NORTH = st.tuples(st.just("north"), st.just("contact"), st.sampled_from(THERE["contact"]))
OTHERS = st.sampled_from(["here", "there", "round"]).flatmap(
    lambda op: st.tuples(st.just(op), st.just("contact"), st.sampled_from((HERE if op == "here" else THERE)["contact"]))
)


class TestTwoCompanies:
    @settings(deadline=None)
    @given(history=st.lists(st.one_of(NORTH, OTHERS), max_size=12), rule=OWNED)
    def test_edge_58_all_three_records_come_to_rest_and_only_the_master_s_values_flow_back(
        self, history: list[Op], rule: FieldPolicy
    ) -> None:
        """
        What was written to Procurify is what the master company held; each company has at most one open issue.
        """
        rules = policy(
            company(), company("NORTH"), master="TWO", fields={"contact": rule}, same_write=100, field_writes=100
        )
        world = linked(rules)
        seen = {"A. Buyer"}
        for op, field, value in history:
            if op == "here":
                world.edit_here(**{field: value})
            elif op == "round":
                world.round()
            else:
                world.edit_there("TWO" if op == "there" else "NORTH", **{field: value})
                seen |= {value} if op == "there" else set()

        world.rest(most=8)

        back = [write.body for write in world.written if write.target.side == "procurify"]
        assert all(body is not None and body.contact in seen | set(HERE["contact"]) for body in back)
        causes = [found.cause for found in world.findings]
        assert len(causes) == len(set(causes)) <= 2


class TestRobots:
    @settings(deadline=None, max_examples=25)
    @given(
        robots=st.lists(st.tuples(st.booleans(), st.sampled_from(["A. Buyer", "B. Payer"])), min_size=1, max_size=4),
        fields=st.sampled_from(["both", "gp", "procurify"]),
    )
    def test_edge_45_writes_stop_whatever_keeps_on_changing_a_field(
        self, robots: list[tuple[bool, str]], fields: str
    ) -> None:
        """
        Something sets a field again after each of our runs, for ever: sooner or later nothing is written any more.
        """
        world = linked(policy(fields={"contact": FieldPolicy(owner=fields, both_changed="procurify")}))
        for turn in range(30):
            in_procurify, value = robots[turn % len(robots)]
            edit = world.edit_here if in_procurify else world.edit_there
            edit(contact=value)
            world.round()
        before = len(world.written)
        for turn in range(30, 40):
            in_procurify, value = robots[turn % len(robots)]
            edit = world.edit_here if in_procurify else world.edit_there
            edit(contact=value)
            world.round()

        assert len(world.written) == before
