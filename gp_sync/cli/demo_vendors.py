"""The demo's vendors: what is edited on both sides, what people decide, and whether both systems agree in the end.

All names, numbers and people are made up.
"""

import attrs
from rich.console import Console

from dynamicsgp_sba.testing import GPCompany
from gp_sync.cli.show_vendors import print_conflicts, print_proposals
from gp_sync.config.file import Config
from gp_sync.engine import Engine
from gp_sync.people import vendor_desk as desk
from gp_sync.people.vendor_decisions import carry_out, change
from gp_sync.people.vendor_proposals import proposals
from gp_sync.systems.connect import Connection
from gp_sync.systems.vendor_standing import standing
from procurify_client.testing import ProcurifyServer

__all__ = ["DemoVendors"]

_PERSON = "the demo's controller"
_NEW, _UNLINKED = "Riverside Catering", "Proseware Maintenance"
_IN_GP = "PROSEWAR0001"
_REQUEST = {"id": 1, "requester": "Dana Fox", "submitted_date": None, "next_approver": "Lee Park", "permissions": None}


@attrs.define
class DemoVendors:
    """The vendors of the demo's world, and what happens to them.

    Args:
        procurify: Procurify's server.
        company: the company of GP's server.
        ids: Procurify's ids by name.
        numbers: GP's vendor IDs by name, of those that are linked from the beginning.
    """

    procurify: ProcurifyServer
    company: GPCompany
    ids: dict[str, int]
    numbers: dict[str, str]

    @classmethod
    def seeded(cls, procurify: ProcurifyServer, company: GPCompany, numbers: dict[str, str]) -> "DemoVendors":
        """Fill Procurify: vendors that are linked, one that nobody has linked, and one that is new."""
        ids = {name: int(procurify.add_vendor(name, external_id=number)["id"]) for name, number in numbers.items()}
        ids[_UNLINKED] = int(procurify.add_vendor(_UNLINKED)["id"])
        ids[_NEW] = int(procurify.add_vendor(_NEW, vendor_request=_REQUEST)["id"])
        return cls(procurify=procurify, company=company, ids=ids, numbers=numbers)

    @property
    def linked(self) -> list[int]:
        """Procurify's ids of the vendors that are linked from the beginning."""
        return [self.ids[name] for name in self.numbers]

    @property
    def new(self) -> tuple[str, int]:
        """The vendor that GP does not have: its name and Procurify's id."""
        return _NEW, self.ids[_NEW]

    @property
    def unlinked(self) -> tuple[str, int]:
        """The vendor that GP has, and that nobody has linked: its name and Procurify's id."""
        return _UNLINKED, self.ids[_UNLINKED]

    def edit(self, console: Console) -> None:
        """People change vendors on both sides, one of them on both at once; and the new one is approved."""
        northwind, litware, tailspin = list(self.numbers)[1:4]
        self.procurify.edit_vendor(self.ids[northwind], contact="Kim Roe")
        self.company.edit_vendor(self.numbers[litware], VENDNAME="Litware Tools & Supply")
        self.procurify.edit_vendor(self.ids[tailspin], name="Tailspin Safety")
        self.company.edit_vendor(self.numbers[tailspin], VENDNAME="Tailspin Gear")
        self.procurify.edit_vendor(self.ids[_NEW], vendor_request=None)
        for words in (
            f"in Procurify: {northwind} has a new contact, Kim Roe",
            f"in GP: {litware} is renamed Litware Tools & Supply",
            f"in both: {tailspin} is renamed, Tailspin Safety in Procurify and Tailspin Gear in GP",
            f"in Procurify: {_NEW} is approved, so GP may get it",
        ):
            console.print(f"  - {words}", soft_wrap=True)

    def link(self, console: Console, connection: Connection, config: Config) -> None:
        """Show what is proposed for the vendor that is not linked, and take it."""
        (seen,) = standing(config, connection, config.companies)
        policy = config.vendors
        found = list(
            proposals(
                seen.vendors,
                kinds=policy.vendor_types,
                low=policy.propose_from,
                high=policy.likely_from,
                most=1,
                trail=seen.trail,
            )
        )
        print_proposals(console, found, [seen], policy.vendor_types, None)
        key = str(self.ids[_UNLINKED])
        with connection.engine.session() as session:
            decided = carry_out(
                session,
                seen.vendors,
                lambda vendors: change(vendors, key, "vendor.linked", vendors.link(key, _IN_GP)),
                by=_PERSON,
                why="the same vendor",
            )
        console.print(f"a person says yes: {decided.vendors.words(key)}", soft_wrap=True)

    def decide(self, console: Console, engine: Engine) -> None:
        """Show the conflict, and take GP's side of it."""
        found = list(desk.conflicts(engine.ledger, engine.connection))
        print_conflicts(console, found, [])
        with engine.session() as session:
            for conflict in found:
                desk.resolve(session, conflict, "gp", by=_PERSON, why="GP has the legal name")
                words = f"a person takes GP's side: the {conflict.field} of vendor {conflict.vendor} is '{conflict.gp}'"
                console.print(words, soft_wrap=True)

    def differing(self) -> list[str]:
        """The vendors of Procurify that GP lacks, or has with another name or contact; read from both servers."""
        there = {row["VENDORID"].strip(): row for row in self.company.vendors.values()}
        addresses = self.company.vendor_addresses
        wrong = []
        for key in self.ids.values():
            vendor = self.procurify.vendor(key)
            card = there.get(vendor["external_id"] or "")
            if card is None or card["VENDNAME"].strip() != vendor["name"]:
                wrong.append(str(vendor["name"]))
                continue
            address = addresses.get((card["VENDORID"].strip(), "PROCURIFY"), card)
            if address["VNDCNTCT"].strip() != (vendor["contact"] or ""):
                wrong.append(str(vendor["name"]))
        return wrong

    def twice(self) -> int:
        """How many vendors are in one of the systems more than once."""
        in_gp = [row["VENDNAME"].strip() for row in self.company.vendors.values()]
        ids = [row["external_id"] for row in self.procurify.vendors.values() if row["external_id"]]
        return len(in_gp) - len(set(in_gp)) + len(ids) - len(set(ids))
