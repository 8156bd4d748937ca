"""The requisitions and payables transactions of one GP company, in the form of the wire."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.masters import Masters
from dynamicsgp_sba.testing.refusal import Fault, RefusalError
from dynamicsgp_sba.testing.rules import (
    amount,
    check_account,
    check_line_amounts,
    check_shape,
    check_site,
    extended_cost,
)

__all__ = [
    "PurchasingTables",
    "create_requisition",
    "delete_requisition",
    "list_requisitions",
    "read_requisition",
    "update_requisition",
]

_SAVED = 1
_STARTABLE = {1, 9}  # workflow states in which a requisition may still be changed


class PurchasingTables(Masters):
    """Requisitions and payables transactions, keyed by their numbers in upper case.

    Attributes:
        requisitions: POP10200 with the lines of POP10210.
        requisition_history: POP30200 with the lines of POP30210.
        locked_requisitions: numbers of requisitions that a user has open.
        payables_transactions: PM20000 by type and voucher number.
    """

    refuses_existing: bool
    reads_history: bool

    def __init__(self, name: str, *, database: str, id: int, clock: Clock) -> None:  # noqa: A002 - what everybody calls it
        super().__init__(name, database=database, id=id, clock=clock)
        self.locked_requisitions: set[str] = set()
        self.requisitions: dict[str, dict[str, Any]] = {}
        self.requisition_history: dict[str, dict[str, Any]] = {}
        self.payables_transactions: dict[tuple[str, str], dict[str, Any]] = {}

    def edit_requisition(self, number: str, **columns: Any) -> None:
        """Change a requisition in work as a GP user would. Its row stamp stays: GP has no trigger for it.

        Raises:
            KeyError: there is no such requisition in work.
        """
        with self.lock:
            self.requisitions[number.upper()].update(columns)

    def purchase_requisition(self, number: str) -> None:
        """Turn all lines of a requisition into orders, which moves it to history, or away where none is kept.

        Raises:
            KeyError: there is no such requisition in work.
        """
        with self.lock:
            row = self.requisitions.pop(number.upper())
            for line in row["Lines"]:
                line["RequisitionLineStatus"] = 2
            if self.keeps_history:
                self.requisition_history[number.upper()] = row | {"RequisitionStatus": 4, "VOIDED": 0}

    def purchase_requisition_line(self, number: str, position: int) -> None:
        """Turn one line of a requisition, counted from 0, into an order; the others wait.

        Raises:
            KeyError: there is no such requisition in work.
        """
        with self.lock:
            row = self.requisitions[number.upper()]
            row["Lines"][position]["RequisitionLineStatus"] = 2
            row["RequisitionStatus"] = 3

    def lock_requisition(self, number: str, *, locked: bool = True) -> None:
        """Have a user open a requisition in its window, which keeps others from changing it, or close it."""
        with self.lock:
            change = self.locked_requisitions.add if locked else self.locked_requisitions.discard
            change(number.upper())

    def add_payables_transaction(
        self,
        type: int,  # noqa: A002 - what everybody calls it
        voucher: str,
        vendor_id: str,
        amount: Decimal,
        **columns: Any,
    ) -> dict[str, Any]:
        """Add a posted transaction, by default one that is not paid yet; further columns by GP's names."""
        row: dict[str, Any] = {
            "DOCTYPE": type, "VCHRNMBR": voucher, "VENDORID": vendor_id.upper(), "DOCNUMBR": "",
            "DOCAMNT": f"{amount:.5f}", "CURTRXAM": f"{amount:.5f}", "DOCDATE": f"{self.clock.today()}T00:00:00",
            "DUEDATE": "1900-01-01T00:00:00",
            "PSTGDATE": f"{self.clock.today()}T00:00:00", "CURNCYID": "", "PYMTRMID": "", "PORDNMBR": "",
            "TRXDSCRN": "", "BACHNUMB": "", "HOLD": 0, "VOIDED": 0,
        } | columns  # fmt: skip
        with self.lock:
            self.payables_transactions[str(type), voucher.upper()] = row
        return row


def read_requisition(company: PurchasingTables, number: str) -> dict[str, Any]:
    """Find a requisition in work, then in history."""
    key = _key(number)
    if key in company.requisition_history and company.reads_history:
        return company.requisition_history[key] | {"InHistory": True}
    return _in_work(company, key)


def list_requisitions(company: PurchasingTables) -> list[dict[str, Any]]:
    """Give the requisitions of work and history."""
    history = company.requisition_history if company.reads_history else ()
    return [read_requisition(company, number) for number in (*company.requisitions, *history)]


def create_requisition(company: PurchasingTables, body: dict[str, Any]) -> dict[str, Any]:
    """Store a new requisition; where existing numbers are not refused, one in work is written over."""
    key = _key(str(body.get("POPRequisitionNumber") or ""))
    if key in company.requisition_history or (key in company.requisitions and company.refuses_existing):
        raise RefusalError(409, message=f"Requisition number {key} has been used. Please enter another.")
    return _store(company, key, body, company.requisitions.get(key, {}))


def update_requisition(company: PurchasingTables, number: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change a requisition that is Saved; its lines are known by their ORD."""
    return _store(company, _key(number), body, _changeable(company, number))


def delete_requisition(company: PurchasingTables, number: str) -> None:
    """Delete a requisition that is Saved."""
    del company.requisitions[_changeable(company, number)["POPRequisitionNumber"]]


def _in_work(company: PurchasingTables, number: str) -> dict[str, Any]:
    if _key(number) not in company.requisitions:
        raise RefusalError(404, message=f"Requisition {number} does not exist.")
    return company.requisitions[_key(number)]


def _changeable(company: PurchasingTables, number: str) -> dict[str, Any]:
    if _key(number) in company.requisition_history:
        raise RefusalError(409, message=f"Requisition {number} is in history.")
    row = _in_work(company, number)
    if _key(number) in company.locked_requisitions:
        raise RefusalError(
            423, Fault("9184", "POPRequisitionNumber", f"Requisition {number} is being edited by another user.")
        )
    if row["RequisitionStatus"] != _SAVED or row["Workflow_Status"] not in _STARTABLE:
        raise RefusalError(409, message=f"Requisition {number} is submitted or purchased and can no longer be changed.")
    return row


def _store(company: PurchasingTables, number: str, body: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    today = f"{company.clock.today()}T00:00:00"
    known = {line["ORD"]: line for line in stored.get("Lines", ())}
    rows = [known.get(line.get("ORD"), {}) | line for line in body.get("Lines") or ()]
    asked = stored | body | {"POPRequisitionNumber": number, "Lines": rows}
    if faults := tuple(_faults(company, asked)):
        raise RefusalError(400, *faults)
    lines = [_line(company, line, position) for position, line in enumerate(rows, start=1)]
    row = {
        "RequisitionDescription": "", "RequisitionStatus": _SAVED, "DOCDATE": today, "REQDATE": today, "REQSTDBY": "",
        "PRSTADCD": company.main_address, "COMMNTID": "", "USER2ENT": "sa", "DomainUserName": "", "USERDEF1": "",
        "USERDEF2": "", "Workflow_Status": company.new_workflow_status, "CREATDDT": today, "MODIFDT": today,
        "DEX_ROW_TS": company.clock.stamp(),
    } | asked  # fmt: skip
    total = sum((amount(line, "EXTDCOST") for line in lines), Decimal(0))
    row |= {"Lines": sorted(lines, key=lambda line: int(line["ORD"])), "DOCAMNT": f"{total:.5f}"}
    company.requisitions[number] = row
    return row


def _line(company: PurchasingTables, line: dict[str, Any], position: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ORD": position * 16384, "LineNumber": position, "RequisitionLineStatus": 1, "NONINVEN": 0, "ITEMDESC": "",
        "VENDORID": "", "UOFM": "", "LOCNCODE": "", "CURNCYID": company.functional_currency, "ACTNUMST": "",
        "REQDATE": f"{company.clock.today()}T00:00:00", "REQSTDBY": "", "USERDEF1": "", "USERDEF2": "",
        "InvalidDataFlag": 0,
    } | line  # fmt: skip
    account = company.accounts.get(row["ACTNUMST"])
    cost = extended_cost(row, company.currency_decimals(row))
    row |= {"EXTDCOST": f"{cost:.5f}", "INVINDX": account["ACTINDX"] if account else 0}
    return row | {name: f"{amount(row, name):.5f}" for name in ("QTYORDER", "UNITCOST")}


def _faults(company: PurchasingTables, asked: dict[str, Any]) -> Iterator[Fault]:
    if not asked["POPRequisitionNumber"]:
        yield Fault("REQUIRED", "POPRequisitionNumber", "A requisition has a number.")
    if not asked["Lines"]:
        yield Fault("NO_LINES", "Lines", "A requisition has at least one line.")
    broken = list(check_shape(asked, ("POP10200",), ""))
    for position, line in enumerate(asked["Lines"]):
        broken += check_shape(line, ("POP10210",), f"Lines[{position}].")
    yield from broken
    if broken:
        return
    for position, line in enumerate(asked["Lines"]):
        for fault in _line_faults(company, line):
            yield Fault(fault.code, f"Lines[{position}].{fault.field}", fault.message)


def _line_faults(company: PurchasingTables, line: dict[str, Any]) -> Iterator[Fault]:
    item, vendor = line.get("ITEMNMBR") or "", line.get("VENDORID") or ""
    if not item:
        yield Fault("246", "ITEMNMBR")
    elif line.get("NONINVEN") and item.upper() in company.items:
        yield Fault("5466", "ITEMNMBR")
    elif not line.get("NONINVEN") and item.upper() not in company.items:
        yield Fault("304", "ITEMNMBR")
    if vendor and company.vendor(vendor) is None:
        yield Fault("252", "VENDORID")
    if not line.get("UOFM"):
        yield Fault("1600", "UOFM")
    yield from check_site(company, line.get("LOCNCODE") or "")
    if line.get("ACTNUMST"):
        yield from check_account(company, line["ACTNUMST"])
    yield from check_line_amounts(company, line, line)


def _key(number: str) -> str:
    return number.rstrip(" ").upper()
