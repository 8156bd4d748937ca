"""Reconciliations for the report's tests: one with every reason, and small ones."""

from datetime import timedelta
from decimal import Decimal

import attrs

from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS
from gp_sync.core.states import End
from gp_sync.reconcile.model import Bucket, LedgerSide
from gp_sync.reconcile.result import Reconciliation
from gp_sync.reconcile.vendor_rows import FieldRow, VendorRow
from tests.gp_sync.reconcile.made import NOW, Books, body, gp_line, linked, record, source, source_line, source_order

__all__ = ["FROM_THE_RIGHT", "HOSTILE", "LONG", "TURNED", "every_reason", "lengthy", "many", "none", "one", "turned"]

HOSTILE = '<script>alert("x")</script> & </script><!--<b>'
"""A vendor's name that would be markup, if anything of the report took it for that."""

TURNED = "Litware \u202e00.001\u202c Tools"
"""A vendor's name that would show its digits, and what follows, from right to left."""

LONG = "Fabrikam Purveyors of Paper, Pens, Pencils, Staples and Other Things for a Desk " * 2 + "of Joliet"
"""A vendor's name that is longer than a column is wide."""

FROM_THE_RIGHT = ("\u05e9\u05d9\u05e8\u05d5\u05ea\u05d9 \u05de\u05e9\u05e8\u05d3", "\u05e9\u05d9\u05e8\u05d5\u05ea")
"""Names of one vendor, Procurify's and GP's, that are read from right to left."""


def none() -> Reconciliation:
    """Neither system has an order."""
    return Books().made


def one() -> Reconciliation:
    """One order, which agrees."""
    return Books().add(source(), record(body()), linked(body(), body())).made


def turned() -> Reconciliation:
    """An order whose vendor, and a text beside the totals, turn the direction of what follows."""
    books = Books().add(source(vendor=TURNED), record(body()), linked(body(), body()))
    return attrs.evolve(books.made, unreadable=(TURNED,))


def lengthy() -> Reconciliation:
    """Huge amounts, a long reason, an order whose lines alone differ, names that are long or go from right to left."""
    amount = "98765432109876.50"
    stop = LedgerSide(end=End.BLOCKED, stopped_by=f"WHY: {LONG} is not linked")
    books = Books().add(source(amount, number="PF-2026-000000000001", vendor=LONG), None, stop)
    there = body(amount, "PF2", lines=(gp_line(amount),))
    books.add(source(amount, 2), record(there), linked(there, there))
    books.add(source("9.00", 3, order=source_order(source_line("4.00"), source_line("5.00", 2))))
    books.marks["procurify 3"], books.ledger["3"] = "3", LedgerSide(end=End.WRITTEN)
    books.add(None, record(body("9.00", "PF3", confirm_with="PROCURIFY 3", lines=(gp_line("9.00"),)), marked=True))
    row = VendorRow(
        name=LONG,
        source_id="1",
        company="TWO",
        vendor_id="FABRIKAMPURV001",
        standing="linked",
        end="held",
        fields=(FieldRow(field="name", procurify=LONG, gp=f"{LONG}, Illinois", state="differs"),),
    )
    ours, theirs = FROM_THE_RIGHT
    turned = FieldRow(field="name", procurify=ours, gp=theirs, state="differs")
    return attrs.evolve(books.made, vendors=(row, attrs.evolve(row, name=ours, source_id="2", fields=(turned,))))


def every_reason() -> Reconciliation:
    """An order or requisition for every reason, among them hostile texts and two companies; vendors too."""
    books = Books(marks={"procurify 1": "1"}, early=frozenset({"30"}), unreadable=frozenset({("TWO", "pf31")}))
    books.add(source("49.00", 1), record(body()), linked(body(), body()))
    changed = body("56.00", "PF2", lines=(gp_line("56.00"),))
    books.add(source("58.00", 2), record(changed), _linked("PF2", End.BLOCKED, "CHANGED_IN_BOTH: changed in both"))
    taxed = source_order(source_line("49.00"), tax="5.00")
    books.add(
        source("54.00", 3, order=taxed),
        record(body(number="PF3", tax_amount=Decimal("4.50"))),
        linked(
            body(number="PF3", tax_amount=None, source_tax=Decimal(5)), body(number="PF3", tax_amount=Decimal("4.50"))
        ),
    )
    books.add(source("49.004", 4), record(body(number="PF4")), _linked("PF4"))
    made = body("49.50", "PF5")
    books.add(source("49.00", 5), record(made), linked(body(number="PF5"), made))
    by_hand = body("60.00", "PF6")
    books.add(source("49.00", 6), record(by_hand), linked(body(number="PF6"), by_hand, End.ADOPTED, by_hand=True))
    books.add(source("49.00", 7), record(body(number="PF7"), void=True), linked(None, body(number="PF7")))
    books.add(
        source("49.00", 8, bucket=Bucket(company="NORTH", currency="CAD")), record(body(number="PF8")), _linked("PF8")
    )
    books.add(
        source("49.00", 9, bucket=Bucket(company="TWO", currency="CAD")), record(body(number="PF9")), _linked("PF9")
    )
    books.add(source("49.00", 10, in_period=False), record(body(number="PF10")), _linked("PF10"))
    for place, end in enumerate(
        (
            End.SKIPPED,
            End.HELD,
            End.BLOCKED,
            End.PENDING,
            End.IN_DOUBT,
            End.QUARANTINED,
            End.UNREADABLE,
            End.DONE_BY_HAND,
        )
    ):
        books.add(source("10.00", 20 + place), None, LedgerSide(end=end, stopped_by=f"WHY: it is {end.value}"))
    books.add(source("11.00", 28))
    books.add(source("12.00", 29), None, linked(body(number="PF29"), body(number="PF29")))
    books.add(source("13.00", 30))
    books.add(source("14.00", 31), None, linked(body(number="PF31"), body(number="PF31")))
    books.add(source("15.00", 32), None, linked(body(number="PF32"), None, End.DONE_BY_HAND, by_hand=True))
    books.add(None, record(body("70.00", "PO900"), vendor=HOSTILE))
    books.add(None, record(body("49.00", "COPY", confirm_with="PROCURIFY 1"), marked=True))
    books.add(None, record(body("49.00", "PF77", confirm_with="PROCURIFY 77"), marked=True))
    books.gone["78"], books.owners["TWO", "pf78"] = source("49.00", 78), "78"
    books.add(None, record(body(number="PF78")))
    books.add(source("61.00", 79), record(body(number="PF79")), _linked("PF79"))
    asked = Bucket(flow=REQUISITIONS, company="TWO", currency="USD")
    wanted = linked(body(number="PREQ80"), body(number="PREQ80"))
    books.add(
        source("59.00", 80, number="700080", bucket=asked, order=source_order(source_line("49.00"))),
        record(body(number="PREQ80"), bucket=asked),
        wanted,
    )
    books.add(source("49.00", 81, number="700081", bucket=asked), None, linked(None, body(number="PREQ81")))
    books.flows = (PURCHASE_ORDERS, REQUISITIONS)
    made_of_all = books.made
    steps = (
        (NOW - timedelta(days=2), "Ordered in Procurify by Dana Buyer", ""),
        (NOW - timedelta(days=1), f"Sent to GP: {HOSTILE}", ""),
        (NOW, "GP confirmed it", "pat: seen in GP"),
    )
    return attrs.evolve(
        made_of_all,
        companies={"TWO": "Fabrikam, Inc.", "NORTH": "Fabrikam North"},
        orders=tuple(attrs.evolve(row, steps=steps, notes=("WHY: a note",)) for row in made_of_all.orders),
        vendors=_vendors(),
        unreadable=(f"order 160 of Procurify: {HOSTILE}",),
    )


def many(count: int) -> Reconciliation:
    """So many orders of a few lines with their timelines; each seventh differs."""
    books = Books()
    for key in range(1, count + 1):
        amount = Decimal(f"{20 + key % 900}.{key % 100:02}")
        lines = tuple(source_line(str(amount), place, name=f"Item {key % 500} of {place}") for place in (1, 2, 3))
        ours = source(str(amount * 3), key, order=source_order(*lines, key=key))
        there = body(str(amount * 3), f"PF{key}", lines=tuple(gp_line(str(amount), place) for place in (1, 2, 3)))
        books.add(
            ours,
            record(there) if key % 7 else None,
            linked(there, there) if key % 7 else LedgerSide(end=End.HELD, stopped_by="PERIOD_CLOSED: closed"),
        )
    words = (
        "Ordered in Procurify by Dana Buyer",
        "Read from Procurify as version 1",
        "GP confirmed it",
        "Done: GP has it as Procurify says",
    )
    made = books.made
    return attrs.evolve(
        made,
        orders=tuple(
            attrs.evolve(
                row,
                steps=(
                    *((NOW + timedelta(minutes=place), told, "") for place, told in enumerate(words)),
                    (NOW, f"Sent to GP: {row.number} to be created in TWO; dated 2026-11-04", ""),
                ),
            )
            for row in made.orders
        ),
    )


def _linked(number: str, end: End = End.WRITTEN, stopped_by: str = "") -> LedgerSide:
    return linked(body(number=number), body(number=number), end, stopped_by=stopped_by)


def _vendors() -> tuple[VendorRow, ...]:
    agrees = FieldRow(field="city", procurify="Joliet", gp="JOLIET", state="agrees")
    differs = FieldRow(field="phone_1", procurify="312-555-0101", gp="31255501990000", state="differs")
    left = FieldRow(field="payment_terms", procurify="Net 30", gp="2% 10/NET 30", state="not aligned")
    same = VendorRow(
        name="Contoso Office Supplies",
        source_id="1",
        company="TWO",
        vendor_id="CONTOSUP0001",
        standing="linked",
        end="unchanged",
        fields=(agrees, left),
    )
    other = attrs.evolve(same, name=HOSTILE, source_id="2", vendor_id="HOSTILE0001", fields=(agrees, differs, left))
    alone = VendorRow(
        name="Litware Tools",
        source_id="gp TWO LITWARE0001",
        company="TWO",
        vendor_id="LITWARE0001",
        standing="in GP alone",
        end="skipped",
    )
    twin = attrs.evolve(
        same,
        name="Contoso Twin",
        source_id="3",
        standing="linked, not compared",
        end="held",
        fields=(attrs.evolve(differs, state="not aligned"),),
        notes=("VENDOR_SHARED: it is linked twice",),
    )
    return (same, other, alone, twin)
