"""Services that break one promise of the companion contract each, and are right in all others."""

import copy
import time
from collections import Counter
from decimal import Decimal
from typing import Any

from dynamicsgp_sba.testing.orders import PurchaseOrderBook
from dynamicsgp_sba.testing.refusal import RefusalError

Row = dict[str, Any]
_LOOKS = 30  # of 10 ms each
CLOSED, OPEN = "000-4000-00", "000-6100-01"


class TakesNumbersOfWork(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        self._refuses_existing = False
        return super().create(body)


class TakesNumbersOfHistory(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        self.history.pop(body["PONUMBER"], None)
        return super().create(body)


class LooksBeforeItInserts(PurchaseOrderBook):
    """Two creates at the same moment both find the number free."""

    def create(self, body: Row) -> Row:
        number = body["PONUMBER"]
        if number in self.work or number in self.history or not body["CMMTTEXT"].startswith("attempt"):
            return super().create(body)  # of the other creates none comes at the same moment
        looking = vars(self).setdefault("looking", Counter())
        looking[number] += 1
        for _ in range(_LOOKS):
            if looking[number] > 1:
                break  # another one looked too: both go on, however slow the machine is
            self._company.lock.release()
            time.sleep(0.01)
            self._company.lock.acquire()
        return self._store(number, body, None)


class WritesGoodLines(PurchaseOrderBook):
    """Keeps what was right of a create that it refuses."""

    def create(self, body: Row) -> Row:
        try:
            return super().create(body)
        except RefusalError:
            good = [line for line in body["Lines"] if line.get("ACTNUMST") in self._company.accounts]
            if 0 < len(good) < len(body["Lines"]):
                super().create({**body, "Lines": good})
            raise


class WritesHeaders(PurchaseOrderBook):
    """Keeps the header of an update that it refuses."""

    def update(self, number: str, body: Row) -> Row:
        try:
            return super().update(number, body)
        except RefusalError as refusal:
            if refusal.status == 400 and body.get("DEX_ROW_TS"):
                self.row(number).update(CMMTTEXT=body["CMMTTEXT"], DEX_ROW_TS=self._company.clock.stamp())
            raise


class TellsOneMistake(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        try:
            return super().create(body)
        except RefusalError as refusal:
            raise RefusalError(refusal.status, *refusal.faults[:1], message=refusal.message) from None


class RoundsQuantities(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        lines = [{**line, "QTYORDER": str(round(Decimal(line["QTYORDER"]), 2))} for line in body["Lines"]]
        return super().create({**body, "Lines": lines})


class CutsCosts(PurchaseOrderBook):
    """Cuts extended costs off where they are to be rounded."""

    def add_up(self, row: Row) -> None:
        super().add_up(row)
        for line in row["Lines"]:
            exact = Decimal(line["UNITCOST"]) * (Decimal(line["QTYORDER"]) - Decimal(line["QTYCANCE"]))
            line["EXTDCOST"] = str(exact.quantize(Decimal("0.01"), rounding="ROUND_DOWN"))
        row["SUBTOTAL"] = str(sum(Decimal(line["EXTDCOST"]) for line in row["Lines"]))


class AddsUpItself(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        return super().create({name: value for name, value in body.items() if name != "SUBTOTAL"})


class TaxesItself(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        return super().create({name: value for name, value in body.items() if name != "TAXAMNT"})


class FlattensTexts(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        return super().create({**body, "CMMTTEXT": " ".join(body["CMMTTEXT"].split())})


class PostsToClosedAccounts(PurchaseOrderBook):
    def create(self, body: Row) -> Row:
        moved = {CLOSED: OPEN}
        lines = [{**line, "ACTNUMST": moved.get(line["ACTNUMST"], line["ACTNUMST"])} for line in body["Lines"]]
        return super().create({**body, "Lines": lines})


class HidesDefaults(PurchaseOrderBook):
    def _shown(self, row: Row) -> Row:
        return super()._shown(row) | {"VENDNAME": ""}


class MakesDropShipments(PurchaseOrderBook):
    def _shown(self, row: Row) -> Row:
        return super()._shown(row) | {"POTYPE": 2}


class ForgetsWhatIsLeftOut(PurchaseOrderBook):
    def update(self, number: str, body: Row) -> Row:
        return super().update(number, {"NOTETEXT": "", **body})


class KeepsTheStamp(PurchaseOrderBook):
    def update(self, number: str, body: Row) -> Row:
        super().update(number, body)
        self.row(number)["DEX_ROW_TS"] = body["DEX_ROW_TS"]
        return self._shown(self.row(number))


class UpdatesByOldStamps(PurchaseOrderBook):
    def update(self, number: str, body: Row) -> Row:
        stamp = self.row(number)["DEX_ROW_TS"] if "DEX_ROW_TS" in body and number in self.work else None
        return super().update(number, body | ({"DEX_ROW_TS": stamp} if stamp else {}))


class UpdatesWithoutStamps(PurchaseOrderBook):
    def update(self, number: str, body: Row) -> Row:
        return super().update(number, {"DEX_ROW_TS": self.work.get(number, {}).get("DEX_ROW_TS"), **body})


class VoidsByOldStamps(PurchaseOrderBook):
    def void(self, number: str, body: Row) -> Row:
        stamp = self.row(number)["DEX_ROW_TS"] if "DEX_ROW_TS" in body and number in self.work else None
        return super().void(number, body | ({"DEX_ROW_TS": stamp} if stamp else {}))


class VoidsWithoutStamps(PurchaseOrderBook):
    def void(self, number: str, body: Row) -> Row:
        return super().void(number, {"DEX_ROW_TS": self.work.get(number, {}).get("DEX_ROW_TS"), **body})


class VoidsInWork(PurchaseOrderBook):
    """Cancels an order and leaves it where it is."""

    def to_history(self, number: str) -> None:
        return


class ChangesHistory(PurchaseOrderBook):
    def update(self, number: str, body: Row) -> Row:
        if number in self.history:
            return self._shown(self.history[number])
        return super().update(number, body)


class SeesNoHistory(PurchaseOrderBook):
    def read(self, number: str) -> Row:
        self._reads_history = False
        try:
            return super().read(number)
        finally:
            self._reads_history = True


class ListsNoHistory(PurchaseOrderBook):
    def select(self, marker: str | None, changed_since: str | None) -> list[Row]:
        return [row for row in super().select(marker, changed_since) if not row["InHistory"]]


class MindsTheCase(PurchaseOrderBook):
    def read(self, number: str) -> Row:
        if number != number.upper():
            raise RefusalError(404, message="There is no such order.")
        return super().read(number)


class TellsNoReceipts(PurchaseOrderBook):
    def _shown(self, row: Row) -> Row:
        return {name: value for name, value in super()._shown(row).items() if name != "HasUnpostedReceipts"}


class SeesPostedReceiptsAlone(PurchaseOrderBook):
    def _shown(self, row: Row) -> Row:
        return super()._shown(row) | {"HasUnpostedReceipts": False, "HasReceipts": False}


class VoidsReceivedOrders(PurchaseOrderBook):
    def void(self, number: str, body: Row) -> Row:
        self.unposted_receipts.discard(number)
        return super().void(number, body)


class ListsAllChanges(PurchaseOrderBook):
    def select(self, marker: str | None, changed_since: str | None) -> list[Row]:
        return super().select(marker, None)


class ListsAllMarkers(PurchaseOrderBook):
    def select(self, marker: str | None, changed_since: str | None) -> list[Row]:
        return super().select(None, changed_since)


class HasNoPageForAbsentOrders(PurchaseOrderBook):
    """Answers 404 in HTML, as for an address that does not exist."""

    def read(self, number: str) -> Row:
        try:
            return super().read(number)
        except RefusalError:
            raise LookupError(number) from None


class AnswersNothingForAbsentOrders(PurchaseOrderBook):
    """Answers 200 and null, as for an order that nobody can tell from none."""

    def read(self, number: str) -> Row:
        try:
            return super().read(number)
        except RefusalError:
            return None  # type: ignore[return-value]


BROKEN: tuple[dict[type[PurchaseOrderBook], set[str]], ...] = (
    {
        TakesNumbersOfHistory: {"number-in-history"},
        TellsOneMistake: {"all-mistakes"},
        RoundsQuantities: {"decimals"},
        CutsCosts: {"rounding"},
        AddsUpItself: {"subtotal"},
        TaxesItself: {"tax"},
        FlattensTexts: {"texts"},
        PostsToClosedAccounts: {"closed-account"},
    },
    {
        LooksBeforeItInserts: {"number-at-once"},
        HidesDefaults: {"defaults"},
        TellsNoReceipts: {"no-receipts", "receipts"},
        MindsTheCase: {"spelling"},
        ListsNoHistory: {"changed-since"},
        ListsAllMarkers: {"marker"},
        UpdatesWithoutStamps: {"unguarded-update"},
        VoidsWithoutStamps: {"unguarded-void"},
    },
    {
        MakesDropShipments: {"create"},
        SeesPostedReceiptsAlone: {"receipts"},
        ForgetsWhatIsLeftOut: {"update"},
        UpdatesByOldStamps: {"moved-update"},
        VoidsByOldStamps: {"moved-void"},
        ListsAllChanges: {"changed-since"},
        ChangesHistory: {"closed-history"},
        AnswersNothingForAbsentOrders: {"absent"},
    },
    {
        WritesGoodLines: {"whole-create"},
        WritesHeaders: {"whole-update"},
        SeesNoHistory: {"history"},
        VoidsReceivedOrders: {"closed-received"},
    },
    {KeepsTheStamp: {"update", "moved-update", "moved-void"}},
    {VoidsInWork: {"void", "closed-history", "history"}},
    {TakesNumbersOfWork: {"number-in-work", "number-at-once"}, HasNoPageForAbsentOrders: {"absent", "whole-create"}},
)
"""The services, and the checks that must fail for each: those and no others.

Those of one table are tried as one service, which breaks all of these promises; no check is among those of two.
"""


def replace_book(company: Any, kind: type[PurchaseOrderBook]) -> None:
    """Put another service in the place of a company's; its orders stay."""
    book = kind(company, refuses_existing=True, reads_history=True)
    vars(book).update(copy.copy(company.orders.state()))
    company.orders = book
