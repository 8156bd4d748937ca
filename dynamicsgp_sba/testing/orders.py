"""A company's purchase orders, in work and in history, in the form of the wire."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dynamicsgp_sba.testing.clock import parse_stamp
from dynamicsgp_sba.testing.inventory import item_of
from dynamicsgp_sba.testing.masters import Masters
from dynamicsgp_sba.testing.refusal import Fault, RefusalError
from dynamicsgp_sba.testing.rules import amount, calculated_tax, check_order, extended_cost

__all__ = ["PurchaseOrderBook"]

_NO_DAY = "1900-01-01T00:00:00"
_AMOUNTS = ("TRDISAMT", "FRTAMNT", "MSCCHAMT", "TAXAMNT")
_UPPER = ("PONUMBER", "VENDORID", "SHIPMTHD", "PRSTADCD", "PRBTADCD", "VADCDPAD", "CURNCYID", "TAXSCHID")
_NOT_KEPT = {"SUBTOTAL", "TAXAMNT", "Lines"}  # worked out anew where a change leaves them out
_UPPER_ON_LINES = ("ITEMNMBR", "LOCNCODE")
_STARTABLE = {1, 9}  # workflow states in which an order may still be changed


class PurchaseOrderBook:
    """The purchase orders of one company.

    Attributes:
        work: orders in work by number.
        history: orders in history by number.
        unposted_receipts: numbers of orders with a receipt that waits to be posted.
        posted_receipts: numbers of orders with a posted receipt.
        locked: numbers of orders that a user has open.
    """

    def __init__(self, company: Masters, *, refuses_existing: bool, reads_history: bool) -> None:
        self._company = company
        self._refuses_existing = refuses_existing
        self._reads_history = reads_history
        self.work: dict[str, dict[str, Any]] = {}
        self.history: dict[str, dict[str, Any]] = {}
        self.unposted_receipts: set[str] = set()
        self.posted_receipts: set[str] = set()
        self.locked: set[str] = set()

    def read(self, number: str) -> dict[str, Any]:
        """Find an order in work, then in history."""
        key = _key(number)
        row = self.work.get(key) or (self.history.get(key) if self._reads_history else None)
        if row is None:
            raise RefusalError(404, message=f"Purchase order {number} does not exist.")
        return self._shown(row)

    def select(self, marker: str | None, changed_since: str | None) -> list[dict[str, Any]]:
        """List orders by the beginning of CONFIRM1 and by their row stamp."""
        rows = [*self.work.values(), *(self.history.values() if self._reads_history else ())]
        if marker is not None:
            rows = [row for row in rows if row["CONFIRM1"].upper().startswith(marker.upper())]
        if changed_since is not None:
            since = parse_stamp(changed_since)
            rows = [row for row in rows if parse_stamp(row["DEX_ROW_TS"]) >= since]
        return [self._shown(row) for row in rows]

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """Store a new order; where existing numbers are not refused, one in work is written over."""
        number = _key(str(body.get("PONUMBER") or ""))
        if number in self.history or (number in self.work and self._refuses_existing):
            raise RefusalError(409, Fault("220", "PONUMBER", f"Purchase order number {number} has been used."))
        return self._store(number, body, self.work.get(number))

    def update(self, number: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change an order that is New, untouched and unlocked.

        Its lines are known by their ORD: one that was there keeps what is not named, one that is not named is gone.
        """
        stored = self._changeable(number, body, not_new="8249", workflow="9006")
        return self._store(_key(number), body, stored)

    def void(self, number: str, body: dict[str, Any]) -> dict[str, Any]:
        """Cancel an order and move it to history."""
        return self._shown(self.cancel(self._changeable(number, body, not_new="3848", workflow="12007")))

    def cancel(self, row: dict[str, Any]) -> dict[str, Any]:
        """Cancel an order, whatever stands against it, and move it to history."""
        row.update(POSTATUS=6, STATGRP=2, DEX_ROW_TS=self._company.clock.stamp())
        for line in row["Lines"]:
            line["POLNESTA"] = 6
        self.to_history(row["PONUMBER"])
        return row

    def add_up(self, row: dict[str, Any]) -> None:
        """Work out an order's extended costs and its subtotal."""
        decimals = self._company.currency_decimals(row)
        costs = [extended_cost(line, decimals) for line in row["Lines"]]
        for line, cost in zip(row["Lines"], costs, strict=True):
            line["EXTDCOST"] = f"{cost:.5f}"
        subtotal = f"{sum(costs, Decimal(0)):.5f}"
        row |= {"SUBTOTAL": subtotal, "REMSUBTO": subtotal}

    def to_history(self, number: str) -> None:
        """Move an order from work to history, or away for good where no history is kept."""
        row = self.work.pop(_key(number))
        if self._company.keeps_history:
            self.history[_key(number)] = row

    def row(self, number: str) -> dict[str, Any]:
        """Give the stored row of an order in work, to be changed in place."""
        return self.work[_key(number)]

    def state(self) -> dict[str, Any]:
        """Give everything that a backup keeps, by attribute; not a copy."""
        kept = ("work", "history", "unposted_receipts", "posted_receipts")
        return {name: getattr(self, name) for name in kept}

    def _changeable(self, number: str, body: dict[str, Any], *, not_new: str, workflow: str) -> dict[str, Any]:
        key = _key(number)
        if key in self.history:
            raise RefusalError(409, Fault("IN_HISTORY", "PONUMBER", f"Purchase order {key} is in history."))
        if key not in self.work:
            raise RefusalError(404, message=f"Purchase order {number} does not exist.")
        row = self.work[key]
        if key in self.locked:
            raise RefusalError(423, Fault("9184", "PONUMBER", f"Purchase order {key} is being edited by another user."))
        if not body.get("DEX_ROW_TS"):
            raise RefusalError(400, Fault("ROW_STAMP", "DEX_ROW_TS", "The row stamp last read is missing."))
        if body["DEX_ROW_TS"] != row["DEX_ROW_TS"]:
            raise RefusalError(412, Fault("ROW_CHANGED", "DEX_ROW_TS", f"Purchase order {key} was changed since."))
        if row["POSTATUS"] != 1:
            state = f"Purchase order {key} has status {row['POSTATUS']} and can no longer be changed."
            raise RefusalError(409, Fault(not_new, "POSTATUS", state))
        if row["Workflow_Status"] not in _STARTABLE:
            raise RefusalError(409, Fault(workflow, "Workflow_Status"))
        if key in self.unposted_receipts | self.posted_receipts:
            raise RefusalError(409, Fault("HAS_RECEIPTS", "PONUMBER", f"Purchase order {key} has receipts."))
        return row

    def _store(self, number: str, body: dict[str, Any], stored: dict[str, Any] | None) -> dict[str, Any]:
        company = self._company
        kept = {name: value for name, value in (stored or {}).items() if name not in _NOT_KEPT}
        asked = kept | {name: value for name, value in body.items() if name != "DEX_ROW_TS"} | {"PONUMBER": number}
        known = {line["ORD"]: line for line in (stored or {}).get("Lines", ())}
        asked["Lines"] = [known.get(line.get("ORD"), {}) | line for line in asked.get("Lines") or ()]
        faults = check_order(company, asked, known)
        if faults:
            raise RefusalError(400, *faults)
        row = self._header_defaults(asked) | asked
        lines = [self._line(row, line, position) for position, line in enumerate(asked["Lines"], start=1)]
        row["Lines"] = sorted(
            lines, key=lambda line: int(line["ORD"])
        )  # the table's key, so the order in which GP reads
        row |= {name: row[name].upper() for name in _UPPER}
        self.add_up(row)
        row.setdefault("TAXAMNT", calculated_tax(company, row))
        row |= {name: f"{amount(row, name):.5f}" for name in _AMOUNTS} | {"XCHGRATE": f"{amount(row, 'XCHGRATE'):.7f}"}
        today = company.clock.today().isoformat()
        # Not the days of the change: GP's procedures put the document date there (data reference, surprise 2).
        row |= {"CREATDDT": row["DOCDATE"], "MODIFDT": row["DOCDATE"], "LSTEDTDT": f"{today}T00:00:00"}
        row["DEX_ROW_TS"] = company.clock.stamp()
        if row["SHIPMTHD"] and row["SHIPMTHD"] not in company.shipping_methods:
            company.add_shipping_method(row["SHIPMTHD"])  # an unknown one is created without a word
        self.work[number] = row
        return self._shown(row)

    def _header_defaults(self, asked: dict[str, Any]) -> dict[str, Any]:
        company = self._company
        vendor = company.vendor(asked["VENDORID"]) or {}
        document_date = asked.get("DOCDATE") or company.clock.today().isoformat()
        terms = asked.get("PYMTRMID", vendor["PYMTRMID"])
        return {
            "POTYPE": 1, "POSTATUS": 1, "STATGRP": 1, "HOLD": 0, "BUYERID": "", "CONFIRM1": "", "CMMTTEXT": "",
            "NOTETEXT": "", "TAXSCHID": company.purchase_tax_schedule, "XCHGRATE": "0",
            "VENDNAME": vendor["VENDNAME"], "PYMTRMID": terms, "SHIPMTHD": vendor["SHIPMTHD"],
            "VADCDPAD": vendor["VADCDPAD"], "PRSTADCD": company.main_address, "PRBTADCD": company.main_address,
            "CURNCYID": vendor["CURNCYID"] or company.functional_currency,
            "DOCDATE": document_date, "REQDATE": document_date, "PRMDATE": document_date,
            "DUEDATE": self._due(document_date, terms), "LSTPRTDT": _NO_DAY,
            "Revision_Number": 0, "Workflow_Status": company.new_workflow_status,
        }  # fmt: skip

    def _due(self, document_date: str, terms: str) -> str:
        days = self._company.net_days(terms)
        return _NO_DAY if days is None else (date.fromisoformat(document_date[:10]) + timedelta(days=days)).isoformat()

    def _line(self, order: dict[str, Any], line: dict[str, Any], position: int) -> dict[str, Any]:
        company = self._company
        number = line.get("ITEMNMBR") or line["VNDITNUM"]
        today = company.clock.today().isoformat()
        row = {
            "ORD": position * 16384, "LineNumber": position, "NONINVEN": 0, "POLNESTA": order["POSTATUS"],
            "VNDITNUM": number, "ITEMDESC": "", "LOCNCODE": "", "REQSTDBY": "", "ACTNUMST": "", "REQDATE": today,
            "PRMDATE": today, "BRKFLD1": 0, "UMQTYINB": "1.00000",
        } | self._of_item(order["VENDORID"], line) | line | {"ITEMNMBR": number}  # fmt: skip
        account = company.accounts.get(row["ACTNUMST"])
        for name in ("QTYORDER", "QTYCANCE", "UNITCOST"):
            row[name] = f"{amount(row, name):.5f}"
        row |= {name: row[name].upper() for name in _UPPER_ON_LINES}
        return row | {"INVINDX": account["ACTINDX"] if account else 0}

    def _of_item(self, vendor_id: str, line: dict[str, Any]) -> dict[str, Any]:
        """What an inventory line takes from its item: texts, the account, and the base quantity of its unit."""
        company = self._company
        item = item_of(company, line)
        if item is None:
            return {}
        offered = company.item_vendors[item["ITEMNMBR"], vendor_id.upper()]
        unit = company.unit(item, line["UOFM"]) or {}
        numbers = {row["ACTINDX"]: number for number, row in company.accounts.items()}
        return {
            "VNDITNUM": offered["VNDITNUM"],
            "ITEMDESC": item["ITEMDESC"],
            "ACTNUMST": numbers.get(item["IVIVINDX"], ""),
            "UMQTYINB": unit["QTYBSUOM"],
        }

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        number = row["PONUMBER"]
        unposted = number in self.unposted_receipts
        return row | {
            "InHistory": number in self.history,
            "HasReceipts": unposted or number in self.posted_receipts,
            "HasUnpostedReceipts": unposted,
            "Lines": [dict(line) for line in row["Lines"]],
        }


def _key(number: str) -> str:
    return number.rstrip(" ").upper()
