"""Planted bugs of the vendor flow: each takes one safeguard out of the product, and must be caught."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

import attrs

import procurify_client as pc
from gp_sync.core.merge import Change, Side
from gp_sync.core.model import TargetRef
from gp_sync.flows.vendors import agreement, aligning, gates, laying, mapper, needs, settling, standing
from gp_sync.flows.vendors.document import VendorPair, external_id_of
from gp_sync.flows.vendors.mapper import VendorMapper
from gp_sync.flows.vendors.settling import FieldState, Settled
from gp_sync.flows.vendors.standing import policy_of
from gp_sync.systems.procurify_vendors import ProcurifyVendors
from gp_sync.systems.vendor_feed import VendorFeed
from tests.simulation.play import Planted

__all__ = ["VENDOR_MUTANTS"]


@contextmanager
def _own_write_not_recognised() -> Iterator[None]:
    """What we wrote to Procurify comes back as a change that somebody made there."""

    def by_change_alone(left: Side, right: Side) -> Change:
        if left.changed and right.changed:
            return Change.BOTH
        if left.changed or right.changed:
            return Change.LEFT if left.changed else Change.RIGHT
        return Change.NONE

    stale = partial(agreement.agreed_on, newer=False)
    with patch.object(settling, "merge", by_change_alone), patch.object(standing, "agreed_on", stale):
        yield


@contextmanager
def _created_unseen() -> Iterator[None]:
    """No vendor of Procurify is found by the external ID that it was created with, neither when the lists are read."""
    honest = ProcurifyVendors.fetch

    def fetch(self: ProcurifyVendors, target: TargetRef) -> pc.Vendor:
        if external_id_of(target) is not None:
            raise pc.NotFoundError("nobody looked")
        return honest(self, target)

    unseen = patch.object(VendorFeed, "_linked_since", lambda *_: iter(()))
    with patch.object(ProcurifyVendors, "fetch", fetch), unseen:
        yield


def _nobody_asked() -> Any:
    """Where both sides changed a field, Procurify's value counts without anybody being asked."""
    honest = settling.settle

    def settle(state: FieldState, policy: Any) -> Settled:
        settled = honest(state, policy)
        return Settled.TO_GP if settled is Settled.OPEN else settled

    return patch.object(aligning, "settle", settle)


def _approval_forgotten() -> Any:
    """No field is held back although GP would ask for a new approval."""

    def policy_of(case: Any) -> Any:
        return attrs.evolve(case.policy, vendors=attrs.evolve(case.policy.vendors, reapproval_fields=()))

    return patch.object(gates, "policy_of", policy_of)


def _remit_to_forgotten() -> Any:
    """Nobody looks at whether an address is the one that payments go to."""
    return patch.object(gates, "_remit_to", lambda *_: ())


def _ownership_forgotten() -> Any:
    """Every field is taken for both sides'."""
    honest = settling.settle

    def settle(state: FieldState, policy: Any) -> Settled:
        owned = attrs.evolve(policy.field(state.field), owner="both")
        return honest(attrs.evolve(state, back=True), attrs.evolve(policy, fields={state.field: owned}))

    return patch.object(aligning, "settle", settle)


def _everybody_writes_back() -> Any:
    """What any company has flows back to Procurify, as if it were the master."""
    honest = standing.field_states

    def field_states(case: Any, *place: Any) -> Iterator[FieldState]:
        for state in honest(case, *place):
            yield attrs.evolve(state, back=policy_of(case).vendors.flows_to("procurify", state.field))

    return patch.object(aligning, "field_states", field_states)


@contextmanager
def _vanished_created_anew() -> Iterator[None]:
    """A vendor whose GP vendor was renumbered, combined or deleted is taken for one that is linked to none."""
    honest_needs, honest_map = VendorMapper.needs, VendorMapper.map

    def unlinked(source: VendorPair) -> VendorPair:
        there = {company: vendor_id for company, vendor_id in source.links.items() if source.gp.get(company)}
        return source if source.id is None else attrs.evolve(source, links=there)

    def needed(self: VendorMapper, source: VendorPair, facts: Any) -> Any:
        return honest_needs(self, unlinked(source), facts)

    def mapped(self: VendorMapper, source: VendorPair, facts: Any) -> Any:
        return honest_map(self, unlinked(source), facts)

    with patch.object(VendorMapper, "needs", needed), patch.object(VendorMapper, "map", mapped), _alignment_forgotten():
        yield


@contextmanager
def _alignment_forgotten() -> Iterator[None]:
    """Nobody remembers that a vendor which nothing links any more was aligned with one of GP."""
    nothing: Any = {}
    created = patch.object(laying, "created_before", lambda *_: None)
    written = (patch.object(module, "written_before", lambda *_: nothing) for module in (laying, needs))
    with ExitStack() as planted:
        for forgotten in (created, *written):
            planted.enter_context(forgotten)
        yield


def _nobody_looks_for_it() -> Any:
    """Of a GP vendor that vanished, nobody says what it may be now."""
    return patch.object(laying, "looks_like", lambda *_: "")


def _like_one_created(module: Any) -> Any:
    """A vendor is created on the other side although that has one that looks like it."""
    return patch.object(module, "alike_in", lambda *_: None)


def _foreign_id_written_over() -> Any:
    """The master's ID takes the place of whatever external ID a vendor has."""

    def external_id(_: Any, lane: Any, stands: Any) -> Any:
        there = stands.procurify.body.external_id
        return ({} if there == lane.vendor.number else {"external_id": lane.vendor.number}), ()

    return patch.object(aligning, "_external_id", external_id)


VENDOR_MUTANTS: dict[str, Planted] = {
    "own write not recognised": Planted(plant=_own_write_not_recognised, within=60),
    "vendor created twice in Procurify": Planted(plant=_created_unseen, within=100, weather={"send": 0.6}),
    "nobody asked about a conflict": Planted(plant=_nobody_asked, within=60),
    "approval forgotten": Planted(plant=_approval_forgotten, within=60),
    "remit-to forgotten": Planted(
        plant=_remit_to_forgotten, within=100, weather={"send": 0.1}, site={"address_id": "PRIMARY"}
    ),
    "every company writes to Procurify": Planted(plant=_everybody_writes_back, within=60, site={"other": "linked"}),
    "vanished vendor created anew": Planted(plant=_vanished_created_anew, within=60),
    "vanished vendor not looked for": Planted(plant=_nobody_looks_for_it, within=100),
    "emptied external ID created anew": Planted(plant=_alignment_forgotten, within=200),
    "created in GP beside one like it": Planted(plant=partial(_like_one_created, laying), within=60),
    "created in Procurify beside one like it": Planted(plant=partial(_like_one_created, mapper), within=200),
    "foreign external ID written over": Planted(plant=_foreign_id_written_over, within=60),
    "ownership forgotten": Planted(plant=_ownership_forgotten, within=100, site={"contact": "gp", "other": ""}),
}
"""Every planted bug by its name, with how soon it is caught."""
