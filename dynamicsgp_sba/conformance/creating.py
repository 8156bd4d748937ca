"""Checks of creates: a number once, all or nothing, and nothing rounded."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from dynamicsgp_sba.conformance.bench import NO_SUCH_ACCOUNT, Bench
from dynamicsgp_sba.conformance.check import Check, Failed, NotProvable, expect, refused
from dynamicsgp_sba.errors import AlreadyExistsError, DynamicsGPError, NotFoundError, RefusedError
from dynamicsgp_sba.models import PurchaseOrderStatus, PurchaseOrderType

__all__ = ["AT_ONCE", "CREATING"]

_CREATED = 201
AT_ONCE = 4
"""How many creates of one number are sent together; the client needs as many connections for that."""
_MOST_DECIMALS = 5


def _create(bench: Bench) -> None:
    wanted = bench.order()
    answer = bench.gp.exchange(bench.orders.calls.create(wanted), allow_write=True)
    made = answer.data
    expect(answer.status == _CREATED, f"the status is {answer.status}")
    expect(made.number == wanted.number.upper(), f"the answer shows the number {made.number!r}")
    standing = (made.type, made.status, made.in_history)
    unposted = (PurchaseOrderType.STANDARD, PurchaseOrderStatus.NEW, False)
    expect(standing == unposted, f"type, status and history are {standing}")
    expect([line.sequence for line in made.lines] == [16384, 32768], f"the lines are {made.lines}")
    expect(bench.orders.get(wanted.number) == made, "a read gives another record than the create's answer")


def _defaults(bench: Bench) -> None:
    made = bench.created()
    shown = {
        "VENDNAME": made.vendor_name,
        "CURNCYID": made.currency_id,
        "PRSTADCD": made.ship_to_address_id,
        "PRBTADCD": made.bill_to_address_id,
        "VADCDPAD": made.purchase_address_id,
    }
    blank = [column for column, value in shown.items() if not value]
    expect(not blank, f"blank in the answer: {', '.join(blank)}")
    total = sum((line.extended_cost for line in made.lines), Decimal(0))
    expect(made.subtotal == total == Decimal(40), f"the subtotal is {made.subtotal}, the lines come to {total}")


def _second_in_work(bench: Bench) -> None:
    first = bench.created()
    again = bench.orders.calls.create(bench.order(number=first.number, comment="the second"))
    refused(bench, again, "a second create of a number in work", AlreadyExistsError, code="220")
    expect(bench.orders.get(first.number) == first, "the refused create changed the order")


def _second_in_history(bench: Bench) -> None:
    _needs_history(bench)
    gone = bench.voided()
    again = bench.orders.calls.create(bench.order(number=gone.number))
    refused(bench, again, "a create of a number in history", AlreadyExistsError, code="220")


def _at_once(bench: Bench) -> None:
    number = bench.number()

    def create(position: int) -> DynamicsGPError | None:
        try:
            call = bench.orders.calls.create(bench.order(number=number, comment=f"attempt {position}"))
            bench.gp.send(call, allow_write=True)
        except DynamicsGPError as error:
            return error
        return None

    with ThreadPoolExecutor(AT_ONCE) as threads:
        errors = list(threads.map(create, range(AT_ONCE)))
    expect(errors.count(None) == 1, f"{errors.count(None)} of {AT_ONCE} creates of one number were carried out")
    others = [error for error in errors if error is not None and not isinstance(error, AlreadyExistsError)]
    expect(not others, f"another answer than 'in use': {others}")


def _whole_create(bench: Bench) -> None:
    bad = bench.order(lines=(bench.line(), bench.line(account_number=NO_SUCH_ACCOUNT)))
    refused(bench, bench.orders.calls.create(bad), "an order with an unknown account", RefusedError, code="442")
    try:
        left = bench.orders.get(bad.number)
    except NotFoundError:
        return
    raise Failed(f"the refused create left an order with {len(left.lines)} lines")


def _all_mistakes(bench: Bench) -> None:
    line = bench.line(account_number=NO_SUCH_ACCOUNT)
    bad = bench.order(lines=(line, line))
    error = refused(bench, bench.orders.calls.create(bad), "an order with two unknown accounts", RefusedError)
    expect(len(error.field_errors) == 2, f"the answer names {sorted(error.field_errors)}")  # noqa: PLR2004


def _decimals(bench: Bench) -> None:
    most = bench.company.setup.get().quantity_decimals
    if most is None or most >= _MOST_DECIMALS:
        raise NotProvable("quantities have as many decimals as GP can store")
    if bench.gp.profile.decimals_of(bench.company.name).quantity is not None:
        raise NotProvable("the site profile states them, so that the client refuses more before anything is sent")
    fine = bench.line(quantity_ordered=Decimal(1) + Decimal(1).scaleb(-most - 1))
    call = bench.orders.calls.create(bench.order(lines=(fine,)))
    refused(bench, call, f"a quantity with {most + 1} decimals", RefusedError, code="8504")


def _rounding(bench: Bench) -> None:
    setup = bench.company.setup.get()
    if not setup.quantity_decimals or setup.cost_decimals is None:
        raise NotProvable("quantities have no decimals, so that nothing is to be rounded")
    smallest = Decimal(1).scaleb(-setup.cost_decimals)
    made = bench.created(lines=(bench.line(quantity_ordered=Decimal("0.5"), unit_cost=smallest),))
    expect(made.subtotal == smallest, f"half of {smallest} became {made.subtotal}")


def _subtotal(bench: Bench) -> None:
    call = bench.orders.calls.create(bench.order(subtotal=Decimal(41)))
    refused(bench, call, "a subtotal that is not the sum of the lines", RefusedError, code="370")


def _tax(bench: Bench) -> None:
    made = bench.created(tax_amount=Decimal(3))
    expect(made.tax_amount == Decimal(3), f"a tax of 3 became {made.tax_amount}")


def _texts(bench: Bench) -> None:
    note = "Two lines,\r\nthe second with é"
    made = bench.created(comment=note, note=note)
    expect((made.comment, made.note) == (note, note), f"the texts became {made.comment!r} and {made.note!r}")


def _closed_account(bench: Bench) -> None:
    closed = [row.number for row in bench.company.gl_accounts.list() if not (row.active and row.allows_entry)]
    if not closed:
        raise NotProvable("the company has no account that is inactive or allows no entry")
    call = bench.orders.calls.create(bench.order(lines=(bench.line(account_number=closed[0]),)))
    refused(bench, call, f"the closed account {closed[0]}", RefusedError)


def _needs_history(bench: Bench) -> None:
    if bench.company.setup.get().keeps_history is False:
        raise NotProvable("the company keeps no history of purchase orders")


CREATING: tuple[Check, ...] = (
    Check(name="create", promise="A create answers 201 with the unposted record as GP now holds it.", run=_create),
    Check(name="defaults", promise="The answer shows GP's defaults for what was left out.", run=_defaults),
    Check(
        name="number-in-work",
        promise="A create with a number that is in work is refused.",
        run=_second_in_work,
        proves="refuses_existing",
    ),
    Check(
        name="number-in-history",
        promise="A create with a number that is in history is refused.",
        run=_second_in_history,
        proves="refuses_existing",
    ),
    Check(
        name="number-at-once",
        promise="Of several creates of one number at the same moment, one is carried out.",
        run=_at_once,
        proves="refuses_existing",
    ),
    Check(
        name="whole-create",
        promise="A create that is refused leaves nothing.",
        run=_whole_create,
        proves="atomic",
    ),
    Check(name="all-mistakes", promise="All that is wrong comes in one answer.", run=_all_mistakes),
    Check(name="decimals", promise="Too many decimals are refused, never rounded.", run=_decimals),
    Check(name="rounding", promise="Extended costs are rounded half away from zero.", run=_rounding),
    Check(name="subtotal", promise="A subtotal that is not the sum of the lines is refused.", run=_subtotal),
    Check(name="tax", promise="A tax that is given is stored as it comes.", run=_tax),
    Check(name="texts", promise="Comment and note keep their lines and their letters.", run=_texts),
    Check(name="closed-account", promise="An account that takes no entry is refused.", run=_closed_account),
)
