"""Looking at each request for a vendor as it leaves: what may be in it, told from the models alone."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import dynamicsgp_sba as gp
from gp_sync.ledger.values import Intent
from tests.simulation.caller import Caller, Side
from tests.simulation.vendors.gp import ADDRESS_COLUMNS, sent
from tests.simulation.vendors.site import MASTER
from tests.simulation.vendors.truth import COLUMNS, MEMBERS, alike

if TYPE_CHECKING:
    from tests.simulation.vendors.company import Company

__all__ = ["Judge"]

_UNAPPROVE = {"city", "state"}
"""What is never changed in a vendor that GP has: it would have to be approved anew."""

_NEVER_IN_GP = ("remit_to_address_id", "ship_from_address_id", "form_1099_type", "tax_id", "account_number")
_ONLY_NEW_IN_GP = {
    "class_id", "currency_id", "payment_terms_id", "primary_address_id", "purchase_address_id", "user_defined_1",
}  # fmt: skip
_STREET = {"addressLineOne", "addressLineTwo"}
_IN_PROCURIFY = {*MEMBERS.values(), *_STREET, "state_province", "country", "phoneTwo", "fax", "external_id"}
_ONLY_NEW_IN_PROCURIFY = {"type", "email", "overall_score", "currency"}


class Judge:
    """Notes what is wrong with a request to a company, or with one to Procurify that comes from it.

    Args:
        company: the company.
    """

    def __init__(self, company: "Company") -> None:
        self._company, self._world = company, company.world
        self._meant: set[tuple[Side, str, str, str]] = set()

    def note_intent(self, intent: Intent) -> None:
        """Take note of the values that a write is reserved for, whether its request ever leaves or not."""
        body = json.loads(intent.body or "null") or {}
        for field in MEMBERS.keys() & {*body.get("sent_fields", ())}:
            key = intent.target.number.rpartition(" of ")[2]
            self._meant.add((intent.target.side, key, field, body[field]))

    def gp_card(self, caller: Caller, vendor: str, change: gp.NewVendor, *, create: bool) -> None:
        """Judge a request for a card."""
        columns = sent(change)
        if create:
            self._may_be_created_in_gp(caller, vendor, change)
        else:
            self._say_if(columns.keys() & _ONLY_NEW_IN_GP, f"an update of {change.id} has")
            self._approval_stays(vendor, change.id, columns)
            card = self._company.gp.cards[change.id]
            if card.primary_address_id == self._company.gp.paid_address(change.id):
                self._say_if(columns.keys() & ADDRESS_COLUMNS, f"where payments for {change.id} go is changed:")
        self._say_if(columns.keys() & set(_NEVER_IN_GP), f"a request for {change.id} has")
        allowed = {"name"} | _ONLY_NEW_IN_GP
        if create or self._company.gp.owns_primary(change.id):
            allowed |= ADDRESS_COLUMNS
        self._say_if(columns.keys() - allowed - set(_NEVER_IN_GP), f"a request for {change.id} has")
        self._values_for_gp(caller, vendor, change.id, columns, create=create)

    def gp_address(self, caller: Caller, vendor: str, change: gp.NewVendorAddress, *, create: bool) -> None:
        """Judge a request for an address."""
        if change.vendor_id in self._company.gp.cards:
            self._address_is_ours(change.vendor_id, change.id)
        columns = sent(change)
        if not create:
            self._approval_stays(vendor, change.vendor_id, columns)
        self._values_for_gp(caller, vendor, change.vendor_id, columns, create=create)

    def _address_is_ours(self, vendor_id: str, address_id: str) -> None:
        there = self._company.gp
        if address_id != there.own_address(vendor_id) or there.owns_primary(vendor_id):
            self._say_if([address_id], f"a request for {vendor_id} is about an address that is not ours,")
        if address_id == there.paid_address(vendor_id):
            self._say_if([address_id], f"where payments for {vendor_id} go is changed:")

    def procurify(self, caller: Caller, vendor: int | None, members: dict[str, Any]) -> None:
        """Judge a request for a vendor of Procurify; one to be created if None."""
        if vendor is None:
            self._may_be_created_in_procurify(caller, members)
            return
        self._say_if(members.keys() - _IN_PROCURIFY, f"a request for vendor {vendor} of Procurify has")
        row = self._world.procurify.rows.get(vendor, {})
        if row.get("external_id") and "external_id" in members:
            self._say_if([members["external_id"]], f"the external ID of vendor {vendor} is written over with")
        key, ids = str(vendor), self._company.truth.linked.get(str(vendor), set())
        for field, member in MEMBERS.items():
            if member not in members:
                continue
            value = members[member] or ""
            held = {was for vendor_id in ids for was in self._company.truth.held.get(("gp", vendor_id, field), ())}
            if not any(alike(field, value, was) for was in held):
                self._say_if([value], f"GP never had what is sent as the {field} of vendor {key},")
            self._is_owned("procurify", key, field)
            for vendor_id in self._company.linked_to(key):
                self._not_written_over(caller, "procurify", key, vendor_id, field)

    def _values_for_gp(
        self, caller: Caller, vendor: str, vendor_id: str, columns: dict[str, Any], *, create: bool
    ) -> None:
        for field, column in COLUMNS.items():
            if column not in columns:
                continue
            held = self._company.truth.held.get(("procurify", vendor, field), set())
            if not any(alike(field, was, columns[column]) for was in held):
                self._say_if([columns[column]], f"Procurify never had what is sent as the {field} of {vendor_id},")
            if not create:
                self._is_owned("gp", vendor_id, field)
                self._not_written_over(caller, "gp", vendor, vendor_id, field)

    def _is_owned(self, side: Side, key: str, field: str) -> None:
        """A side is not written to what it alone owns."""
        if self._world.site.policy.field(field).owner == side:
            self._say_if([field], f"{key} is sent what {side} owns:")

    def _not_written_over(self, caller: Caller, side: Side, vendor: str, vendor_id: str, field: str) -> None:
        """What a person set is not written over before the other side had it, unless a rule or a person says so."""
        rule, world = self._world.site.policy.field(field), self._world
        chosen, truth = (vendor, field) in self._company.chosen, self._company.truth
        # Where the value of another company than the master counts, it stays there until Procurify's is changed alone.
        rests = {"review", side} if self._company.is_master else {"review"}
        if rule.owner != "both" or rule.both_changed not in rests or chosen:
            return
        key = vendor if side == "procurify" else vendor_id
        name = key if side == "procurify" else self._company.named(key)
        seen = caller.seen.get((side, name), caller.born)
        # A person may have entered just what a write of ours was for, sent or not: nobody can tell these apart.
        ours = (side, key, field, truth.value(side, key, field)) in self._meant
        if not ours and name not in world.overdue and truth.is_unseen(side, vendor, vendor_id, field, seen):
            self._say_if([field], f"what a person set in {side} for {name} is written over:")

    def _approval_stays(self, vendor: str, vendor_id: str, columns: Iterable[str]) -> None:
        chosen = {field for key, field in self._company.chosen if key == vendor}
        self._say_if(_UNAPPROVE & {*columns} - chosen, f"an update of {vendor_id} takes its approval away:")

    def _may_be_created_in_gp(self, caller: Caller, vendor: str, change: gp.NewVendor) -> None:
        vendor_id = change.id
        created_in = self._world.site.policy.create_companies or (MASTER,)
        self._say_if({self._company.name}.difference(created_in), f"vendor {vendor} is to be created in")
        made_for = {named for named, made in self._world.procurify.made_for if str(made) == vendor}
        if self._company.is_master and any((vendor, named) not in self._company.refused for named in made_for):
            self._say_if([vendor_id], f"vendor {vendor} was made by us for GP, and would be created there as")
        # What GP renumbered, combined or deleted is a person's to tell; so is a vendor whose external ID was emptied.
        there = self._company
        was = {known for known in there.truth.linked.get(vendor, ()) if there.is_aligned(vendor, known, "name")}
        known = {known for known in was.union(there.linked_to(vendor)) if (vendor, known) not in there.refused}
        known = {known for known in known if not there.came_and_went(vendor, known)}
        self._say_if(known, f"vendor {vendor} is to be created in GP as {vendor_id}, and is or was there as")
        alike = [card.id for card in there.gp.cards.values() if card.name == change.name]
        entered = {other for other in alike if there.truth.named_by_hand("gp", other) < caller.born}
        entered -= {other for other in entered if (vendor, other) in there.refused}
        self._say_if(entered, f"vendor {vendor} is to be created in GP as {vendor_id}, which has one of that name,")

    def _may_be_created_in_procurify(self, caller: Caller, members: dict[str, Any]) -> None:
        named = str(members.get("external_id"))
        allowed = _IN_PROCURIFY | _ONLY_NEW_IN_PROCURIFY
        self._say_if(members.keys() - allowed, f"a new vendor of Procurify for {named} has")
        if named not in self._world.confirmed:
            self._say_if([named], "nobody confirmed that Procurify gets")
        rows = self._world.procurify.rows
        made = [pair for pair in self._company.gp.made_for if pair not in self._company.refused]
        ours = {vendor_id for vendor, vendor_id in made if rows.get(int(vendor), {}).get("active")}
        if named in ours:
            self._say_if([named], "a vendor that we made in GP would be created in Procurify:")
        there = self._company
        alike = {str(row["id"]) for row in rows.values() if row["active"] and row["name"] == members.get("name")}
        entered = {other for other in alike if there.truth.named_by_hand("procurify", other) < caller.born}
        entered -= {other for other in entered if (other, named) in there.refused}
        self._say_if(entered, f"GP's vendor {named} is to be created in Procurify, which has one of that name,")

    def _say_if(self, what: Iterable[str], words: str) -> None:
        found = sorted(what)
        if found:
            self._world.wrongs.append(f"{words} {', '.join(found)}")
