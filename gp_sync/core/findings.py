"""The catalogue of findings: every code with its severity, its words, its remedy and who can apply it.

Codes are stable: users filter and script on them. The reports and the documentation page are made from this file.
"""

from typing import Literal

import attrs

from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, kind_of
from gp_sync.core.model import DOCUMENT, RECORD, Difference, Finding, Ref, Severity

__all__ = ["CATALOGUE", "STANDS_ELSEWHERE", "Entry", "finding"]

STANDS_ELSEWHERE = frozenset({"VENDOR_LINKED_SINCE"})
"""Codes of documents that another one stands for by now: they end as superseded, and not as left out."""

_NOTHING = "Nothing to do"
_STOPPED = (
    "The configuration stops such {document}s (severity): change that, or the {document} in Procurify; then replay it."
)

Who = Literal["finance", "procurement", "operator", "administrator"]


@attrs.frozen
class Entry:
    """What a code means.

    Args:
        severity: what it does to a document, unless a policy says otherwise.
        sentence: one sentence in plain words; `{tried}` and `{where}` are filled in, and the words of the document's
            kind: `{document}`, `{a_document}`, `{record}`, `{window}`.
        remedy: what to do, with the click path where it is done in Dynamics GP; the words of the kind are filled in.
        who: who can do it.
        weaker: the severity that a configuration may choose below this one; None if it may not. A stricter one may
            be chosen, unless it is fixed.
        shared: the sentence about the cause alone, where several orders wait for it; without one it is the sentence
            less the line in front.
        otherwise: what else may be done, where the configuration did not choose the weaker severity yet.
        fixed: a configuration may give it no other severity: it is found when an order has been written, or is not
            about an order.
    """

    severity: Severity
    sentence: str
    remedy: str
    who: Who
    weaker: Severity | None = None
    shared: str = ""
    otherwise: str = ""
    fixed: bool = False

    @property
    def choices(self) -> tuple[Severity, ...]:
        """The severities that a configuration may give it."""
        if self.fixed:
            return (self.severity,)
        rising = (Severity.WARN, Severity.HOLD, Severity.BLOCK)
        stricter = rising[rising.index(self.severity) :] if self.severity in rising else (self.severity,)
        return stricter if self.weaker is None else (self.weaker, *stricter)

    def advice(self, found: Finding) -> str:
        """What to do about a finding, by its severity; what the configuration stops is not left with nothing to do."""
        return _filled(self._advice(found.severity), found)

    def _advice(self, severity: Severity) -> str:
        stops = self.severity is Severity.WARN and severity is not Severity.WARN
        if stops and self.remedy.startswith(_NOTHING):
            return _STOPPED
        return self.remedy if severity is self.weaker or not self.otherwise else f"{self.remedy} {self.otherwise}"

    def words(self, found: Finding, *, shared: bool = False) -> str:
        """The sentence about one finding.

        Args:
            found: the finding.
            shared: speak of what several orders have in common, as far as that is told apart.
        """
        sentence = (self.shared or self.sentence.removeprefix("{where}: ")) if shared else self.sentence
        words = _filled(sentence, found)
        # What a system said may bring its own full stop.
        return words[:1].upper() + words[1:].rstrip(".") + "."


def finding(
    code: str,
    cause: Ref,
    *,
    where: str = "",
    tried: str = "",
    severity: Severity | None = None,
    differences: tuple[Difference, ...] = (),
) -> Finding:
    """Make a finding with the catalogue's severity, or another one that a policy chose.

    A cause that is a document or a record tells the flow; of others, whoever decides about the document fills it in.

    Raises:
        LookupError: the catalogue has no such code.
    """
    if code not in CATALOGUE:
        raise LookupError(f"there is no finding {code!r}: a code of your own needs an Entry in CATALOGUE of {__name__}")
    return Finding(
        code=code,
        severity=severity or CATALOGUE[code].severity,
        cause=cause,
        where=where,
        tried=tried,
        differences=differences,
        flow=cause.key[0] if cause.kind in {DOCUMENT, RECORD} else PURCHASE_ORDERS,
    )


def _filled(text: str, found: Finding) -> str:
    """A text of the catalogue with the values of a finding, and the words for what it is about."""
    kind = kind_of(found.flow)
    return text.format(
        tried=found.tried,
        where=found.where,
        document=kind.document,
        a_document=kind.a_document,
        record=kind.record,
        window=kind.window,
    )


_BLOCK, _HOLD, _WARN, _SKIP = Severity.BLOCK, Severity.HOLD, Severity.WARN, Severity.SKIP
_ACCOUNT_PATH = "Dynamics GP: Cards > Financial > Account"
_PERIOD_PATH = "Dynamics GP: Tools > Setup > Company > Fiscal Periods"
_VENDOR_PATH = "Dynamics GP: Cards > Purchasing > Vendor"
_WINDOW = "{window}"
_REQUISITION_WINDOW = kind_of(REQUISITIONS).window

CATALOGUE: dict[str, Entry] = {
    # --- where the order goes -------------------------------------------------------------------------------------
    "COMPANY_UNMAPPED": Entry(
        _BLOCK,
        "The {document} is coded to {tried}, which no GP company of the configuration lists.",
        "Add the location to its company in the configuration, then replay.",
        "operator",
    ),
    "COMPANY_MIXED": Entry(
        _BLOCK,
        "The {document}'s lines belong to more than one GP company: {tried}.",
        "Split the {document} in Procurify, so that each {document} belongs to one company.",
        "procurement",
    ),
    "ROUTE_CHANGED": Entry(
        _BLOCK,
        "The {document} was written as {tried}; its coding or number now leads elsewhere.",
        "Void it by hand where it was written, or put the coding or number back in Procurify.",
        "finance",
    ),
    "PO_NUMBER_MISSING": Entry(
        _BLOCK,
        "The {document} has no {tried} in Procurify, of which its number in GP is made.",
        "Give the {document} one in Procurify, or make the number of a field that is always set, such as {{number}} "
        "(purchase_orders.number in the configuration).",
        "operator",
        shared="The {document}s have no {tried} in Procurify, of which their numbers in GP are made.",
    ),
    # --- coding ---------------------------------------------------------------------------------------------------
    "GP_ACCOUNT_NOT_FOUND": Entry(
        _BLOCK,
        "{where}: the GL account {tried}.",
        f"Create the account ({_ACCOUNT_PATH}), or correct the coding, or the template and the segments of the "
        "configuration.",
        "finance",
    ),
    "GP_ACCOUNT_INACTIVE": Entry(
        _BLOCK,
        "{where}: the GL account {tried} is inactive in GP.",
        f"Clear Inactive ({_ACCOUNT_PATH}), or code the line to another account.",
        "finance",
    ),
    "GP_ACCOUNT_NO_ENTRY": Entry(
        _BLOCK,
        "{where}: the GL account {tried} takes no entries.",
        f"Mark Allow Account Entry ({_ACCOUNT_PATH}), or code the line to a posting account.",
        "finance",
    ),
    "COST_CENTRE_NOT_FOUND": Entry(
        _BLOCK,
        "{where}: the cost centre {tried} is not among GP's segment values.",
        "Create the segment value (Dynamics GP: Tools > Setup > Financial > Segment), or correct the table of "
        "locations and departments in the configuration.",
        "finance",
    ),
    "ACCOUNT_ALLOCATES": Entry(
        _BLOCK,
        "{where}: the GL account {tried} is an allocation account, which PO commitments do not take.",
        "Code the line to a posting account, or make one of the accounts that it allocates to the coding.",
        "finance",
    ),
    # --- vendor ---------------------------------------------------------------------------------------------------
    "VENDOR_UNLINKED": Entry(
        _HOLD,
        "The vendor {tried}.",
        "Say which GP vendor it is: `gp-sync vendors match` lists proposals, and `gp-sync vendors link` takes one. Or "
        "put the GP vendor ID into the vendor's external ID in Procurify, or into the link table. Where the external "
        "ID is one of another system, say so with `gp-sync vendors refuse`. The {document}s then follow by themselves.",
        "procurement",
    ),
    "VENDOR_GONE": Entry(
        _BLOCK,
        "The vendor {tried}; it may have been combined with another one, renumbered or deleted there.",
        "Ask those who keep GP's vendors for the ID that it has now (Dynamics GP: Tools > Utilities > Purchasing "
        "combines and renumbers vendors), and say it with `gp-sync vendors link`, which keeps the old ID as an alias. "
        "The {document}s then follow by themselves.",
        "finance",
    ),
    "VENDOR_INACTIVE": Entry(
        _BLOCK,
        "The vendor {tried} is inactive in GP.",
        f"Set its status to Active ({_VENDOR_PATH}), or order from another vendor.",
        "finance",
    ),
    "VENDOR_ON_HOLD": Entry(
        _WARN,
        "The vendor {tried} is on hold in GP, so payments to it wait.",
        f"Clear Hold ({_VENDOR_PATH}) when the vendor may be paid again.",
        "finance",
    ),
    "VENDOR_INACTIVE_IN_PROCURIFY": Entry(
        _WARN,
        "The vendor {tried} is inactive in Procurify, while GP has it active.",
        "Activate the vendor in Procurify, or make it inactive in GP too.",
        "procurement",
    ),
    "VENDOR_NO_AP_ACCOUNT": Entry(
        _BLOCK,
        "The vendor {tried} in GP, so that its invoices could not be posted.",
        f"Give the vendor its accounts ({_VENDOR_PATH} > Accounts).",
        "finance",
        weaker=_WARN,
        otherwise="Or, where the posting accounts of the company stand in, set the severity of VENDOR_NO_AP_ACCOUNT to "
        "WARN.",
    ),
    "VENDOR_NO_PURCHASES_ACCOUNT": Entry(
        _WARN,
        "The vendor {tried} has no purchases account in GP; its invoices take the company's, or ask for one.",
        f"Give the vendor a purchases account ({_VENDOR_PATH} > Accounts), or see that the company's posting accounts "
        "have one.",
        "finance",
    ),
    "VENDOR_NO_PURCHASE_ADDRESS": Entry(
        _BLOCK,
        "The vendor {tried} has no purchase address in GP, which gives an order its tax schedule.",
        f"Choose the purchase address on the vendor's card ({_VENDOR_PATH}).",
        "finance",
        weaker=_WARN,
    ),
    "VENDOR_NOT_APPROVED": Entry(
        _WARN,
        "The vendor {tried} waits for its approval in GP; orders for it cannot be printed until then.",
        "Approve the vendor in GP.",
        "finance",
    ),
    "VENDOR_IN_APPROVAL": Entry(
        _HOLD,
        "The vendor {tried} waits for an approval, and is not changed until that is over.",
        f"Approve or reject it there ({_VENDOR_PATH} > Workflow, or in Procurify); the {{document}} follows by itself.",
        "finance",
        fixed=True,
    ),
    "VENDOR_KIND_SKIPPED": Entry(
        _SKIP,
        "The vendor {tried}, and {document}s of that kind do not flow.",
        "Add the kind to vendor_types in the configuration, if its {document}s shall flow.",
        "operator",
    ),
    "VENDOR_KIND_UNKNOWN": Entry(
        _WARN,
        "The vendor {tried}, which this version does not know; its {document}s flow.",
        "See whether {document}s of such vendors belong into GP (a skip rule can leave them out), and ask for an "
        "update of gp-sync.",
        "operator",
    ),
    # --- vendors in both directions -------------------------------------------------------------------------------
    "VENDOR_FIELD_CONFLICT": Entry(
        _HOLD,
        "The {where} of the vendor was changed in both systems, or never agreed: {tried}.",
        "Choose with `gp-sync vendors resolve`, or make both the same by hand; the vendor then follows by itself.",
        "procurement",
    ),
    "VENDOR_REAPPROVAL": Entry(
        _HOLD,
        "The {where} of the vendor is not written, since GP would ask for a new approval of the vendor: {tried}.",
        f"Change it by hand where it is meant ({_VENDOR_PATH}), or choose with `gp-sync vendors resolve`.",
        "finance",
    ),
    "VENDOR_REMIT_TO": Entry(
        _HOLD,
        "The address {tried} is where payments go, so it is not written.",
        f"Change it by hand where that is meant ({_VENDOR_PATH} > Address), or give the vendor another remit-to "
        "address there.",
        "finance",
    ),
    "VENDOR_UNDER_APPROVAL": Entry(
        _HOLD,
        "The vendor {tried} has to be approved in GP, and only GP itself changes it then.",
        f"Make the change by hand where it is meant ({_VENDOR_PATH}); the {{document}} follows by itself when both "
        "systems hold the same.",
        "finance",
        fixed=True,
    ),
    "VENDOR_VALUE_NOT_KEPT": Entry(
        _WARN,
        "The {where} of the vendor was written, and is held otherwise: {tried}.",
        "Make both the same by hand, or find out what changes it there, such as a customisation. It is written again "
        "when one side changes.",
        "procurement",
    ),
    "VENDOR_ADDRESS_GONE": Entry(
        _WARN,
        "The address {tried}, which gp-sync keeps, was deleted there and is made again.",
        "Nothing to do; ask those who keep GP's vendors to leave that address where it is.",
        "finance",
    ),
    "VENDOR_LINK_FROZEN": Entry(
        _HOLD,
        "The {where} of the vendor {tried} was written again and again, and something else keeps on changing it back.",
        "Find out what changes it, such as another integration, and stop that; then run `gp-sync vendors release`.",
        "operator",
    ),
    "VENDOR_CANDIDATES": Entry(
        _HOLD,
        "The vendor {tried}, so it is not created.",
        "Say which it is, or that it is none, with `gp-sync vendors match`; the vendor then follows by itself.",
        "procurement",
    ),
    "VENDOR_LINK_LOST": Entry(
        _HOLD,
        "The vendor {tried}, and nothing links it any more; it is neither aligned nor created again.",
        "If it is still that vendor, say so with `gp-sync vendors link` or give it its external ID in Procurify again. "
        "If it is not, say so with `gp-sync vendors refuse`. The vendor then follows by itself.",
        "procurement",
    ),
    "VENDOR_ID_TAKEN": Entry(
        _BLOCK,
        "GP already has a vendor {tried}, which this one is not linked to; a create would change it.",
        "Link it with `gp-sync vendors link` if it is the same vendor; else give new vendors other IDs (number of "
        "[vendors] in the configuration).",
        "finance",
    ),
    "VENDOR_TERMS_UNMAPPED": Entry(
        _BLOCK,
        "The payment terms {tried} of the vendor are not in GP.",
        "Map them in the configuration (payment_terms of the company), with GP's exact spelling.",
        "operator",
        weaker=_WARN,
    ),
    "VENDOR_PHONE_UNCLEAR": Entry(
        _BLOCK,
        "{where} of the vendor is {tried} in Procurify, which is no single number: GP holds ten digits and an "
        "extension of up to four, or the digits of a number from elsewhere.",
        "Write it as one number in Procurify, such as 312-555-0100 x12; the vendor then follows by itself.",
        "procurement",
    ),
    "VENDOR_SHORTENED": Entry(
        _WARN,
        "{where} is longer than Procurify can hold and was shortened there: {tried}.",
        "Nothing to do; GP keeps the full text.",
        "finance",
    ),
    "VENDOR_TOO_LONG": Entry(
        _BLOCK,
        "{where} is too long for Procurify: {tried}.",
        f"Shorten it in GP ({_VENDOR_PATH}).",
        "finance",
    ),
    "VENDOR_EXTERNAL_ID_FOREIGN": Entry(
        _WARN,
        "The vendor's external ID in Procurify is {tried}; it is left as it is.",
        "Correct the external ID in Procurify, or the link; where it is the ID of another system, there is nothing to "
        "do.",
        "procurement",
    ),
    "VENDOR_TAX_FORM_DIFFERS": Entry(
        _WARN,
        "Whether payments to the vendor are reported on form 1099 differs: {tried}.",
        "Correct the one that is wrong by hand; it is never written.",
        "finance",
    ),
    "VENDOR_SHARED": Entry(
        _HOLD,
        "The vendor {tried}: only that one is kept aligned with GP.",
        "If both are that vendor, say so with `gp-sync vendors link VENDOR VENDOR_ID --secondary`; else correct the "
        "external ID or the link of the wrong one.",
        "procurement",
    ),
    "VENDOR_FIRST_GONE": Entry(
        _HOLD,
        "The vendor {tried}, which was kept aligned with GP, and which Procurify lists no more: now neither is.",
        "Put it in the other one's place with `gp-sync vendors link VENDOR VENDOR_ID`, without --secondary; or use the "
        "other one in Procurify again.",
        "procurement",
    ),
    "VENDOR_NOT_CREATED": Entry(
        _SKIP,
        "The vendor {tried} is linked to no GP vendor, and is not created.",
        "Link it with `gp-sync vendors match` or `gp-sync vendors link`, or let vendors be created (create_in_gp of "
        "[vendors] in the configuration).",
        "procurement",
    ),
    "VENDOR_NOT_APPROVED_YET": Entry(
        _SKIP,
        "The vendor {tried} waits for its approval in Procurify.",
        "Nothing to do: it is looked at again when it is approved.",
        "procurement",
    ),
    "VENDOR_ONLY_IN_GP": Entry(
        _SKIP,
        "The vendor {tried} is linked to no vendor of Procurify.",
        "Link it with `gp-sync vendors match`, or let it be created in Procurify with `gp-sync vendors confirm`.",
        "procurement",
    ),
    "VENDOR_LINKED_SINCE": Entry(
        _SKIP,
        "The vendor {tried}, and is counted as that one.",
        "Nothing to do.",
        "procurement",
        fixed=True,
    ),
    # --- dates ----------------------------------------------------------------------------------------------------
    "PERIOD_CLOSED": Entry(
        _HOLD,
        "{tried} is closed for Purchasing, and the {document} is dated {where}.",
        f"Open the period for Purchasing ({_PERIOD_PATH}); the {{document}}s then follow by themselves.",
        "finance",
        weaker=_WARN,
        shared="{tried} is closed for Purchasing.",
    ),
    "FISCAL_YEAR_MISSING": Entry(
        _HOLD,
        "The {document} is dated {where}, in {tried} of GP.",
        f"Set up the year with its periods, or reopen it ({_PERIOD_PATH}); the {{document}}s then follow by "
        "themselves.",
        "finance",
        weaker=_WARN,
        shared="Orders are dated in {tried} of GP.",
    ),
    "DATE_MOVED": Entry(
        _WARN,
        "In GP, the {document} is dated {tried}.",
        "Nothing to do; the note of the {document} has its own date.",
        "finance",
    ),
    "REQUIRED_DATE_CLOSED": Entry(
        _WARN,
        "{where}: the required date {tried}.",
        f"Set up or open the period for Purchasing ({_PERIOD_PATH}), or change the date in Procurify.",
        "finance",
    ),
    "REQUIRED_DATE_MISSING": Entry(
        _BLOCK,
        "{where} has no required date, which PO commitments need.",
        "Fill it in Procurify.",
        "procurement",
    ),
    "BUDGET_NOT_CHECKED": Entry(
        _WARN,
        "PO commitments are on in {tried}, and whether the budget allows the {document} is not checked here.",
        f"Look at the commitment when the {{document}} is reviewed in GP ({_WINDOW}).",
        "finance",
    ),
    "COMMITMENTS_UNKNOWN": Entry(
        _WARN,
        "It is not known whether PO commitments or encumbrance are on in {tried}, so what they need is not checked.",
        "Say it in the configuration: commitments = true or false for the company (Dynamics GP: Tools > Setup > "
        "Purchasing > Purchase Order Enhancements).",
        "operator",
    ),
    # --- values ---------------------------------------------------------------------------------------------------
    "FIELD_TOO_LONG": Entry(
        _BLOCK,
        "{where} is too long for GP: {tried}.",
        "Shorten it in Procurify, or map it to a shorter value in the configuration.",
        "procurement",
    ),
    "FIELD_SHORTENED": Entry(
        _WARN,
        "{where} is longer than GP can hold and was shortened: {tried}.",
        "Nothing to do; Procurify keeps the full text.",
        "procurement",
    ),
    "CHARACTERS_REFUSED": Entry(
        _BLOCK,
        "{where} has characters that GP cannot store: {tried}.",
        "Replace them in Procurify, or in the configuration where a table of it gives the value.",
        "procurement",
    ),
    "CHARACTERS_REPLACED": Entry(
        _WARN,
        "{where} has letters that GP cannot store; they were replaced: {tried}.",
        "Nothing to do; Procurify keeps the text as it was written.",
        "procurement",
    ),
    "KEY_WOULD_CHANGE": Entry(
        _BLOCK,
        "{where} is kept in capitals by GP, and would become another one: {tried}.",
        "Change it in Procurify, or make it of another field (number and item_number in the configuration).",
        "procurement",
    ),
    "VALUE_OUT_OF_RANGE": Entry(
        _BLOCK,
        "{where} is beyond what GP can hold: {tried}.",
        "Correct it in Procurify.",
        "procurement",
    ),
    "ACCOUNT_FORMAT_MISMATCH": Entry(
        _BLOCK,
        "The configuration calls {tried}.",
        "Correct cost_centre_segments of the company in the configuration; segments count from 1.",
        "operator",
    ),
    "VALUE_MISSING": Entry(
        _BLOCK,
        "{where} is empty in Procurify, and GP needs it.",
        "Fill it in Procurify.",
        "procurement",
    ),
    "TOTAL_MISMATCH": Entry(
        _BLOCK,
        "The amounts for GP do not add up to the {document}'s total: {tried}.",
        "Compare the {document}'s lines, tax and freight in Procurify with its total.",
        "procurement",
    ),
    "AMOUNTS_WITHOUT_LINES": Entry(
        _BLOCK,
        "The {document} has no line that GP could hold, and amounts all the same: {tried}.",
        "Give the {document} a line in Procurify, or take the amounts away; {a_document} without either is left out.",
        "procurement",
    ),
    "ALLOCATION_MISMATCH": Entry(
        _BLOCK,
        "{where}: the split allocation does not add up to the line: {tried}.",
        "Correct the allocation in Procurify.",
        "procurement",
    ),
    "LINE_AS_AMOUNT": Entry(
        _WARN,
        "{where} goes to GP as quantity 1 at its total, since GP cannot hold {tried}.",
        "Nothing to do; the line's total is exact.",
        "finance",
    ),
    "PRICE_ROUNDED": Entry(
        _WARN,
        "{where}: the unit cost in GP is rounded: {tried}.",
        "Nothing to do; the line's total is exact.",
        "finance",
    ),
    "SPLIT_PRICE_DIFFERS": Entry(
        _WARN,
        "{where}: a part of it has another unit cost in GP than the line's price, {tried}.",
        "Nothing to do; the part's amount is exact.",
        "finance",
    ),
    "LINE_NOT_EXACT": Entry(
        _BLOCK,
        "{where}: GP cannot hold {tried} to the cent with the decimals of the currency, its quantities and costs.",
        "Correct quantity or price in Procurify, or give the item more decimals in GP (Dynamics GP: Tools > Utilities "
        "> Inventory > Change Decimal Places).",
        "procurement",
    ),
    "ZERO_COST": Entry(
        _WARN,
        "{where} costs nothing.",
        "Nothing to do if that is meant; GP shows a warning too.",
        "procurement",
    ),
    "BY_AMOUNT_LINE": Entry(
        _HOLD,
        "{where} is received by amount, and the configuration keeps such {document}s.",
        "Set by_amount to unit_cost_1 to write them as so many at a cost of 1, or enter the {document} by hand "
        f"({_WINDOW}).",
        "finance",
        shared="Lines of the {document}s are received by amount, and the configuration keeps such {document}s.",
    ),
    "NEGATIVE_LINE": Entry(
        _BLOCK,
        "{where} has a negative quantity, price or amount, which GP refuses: {tried}.",
        "Enter it as a discount of the {document}, or as a credit with the vendor.",
        "procurement",
    ),
    "HEADER_AMOUNT_REFUSED": Entry(
        _BLOCK,
        "{where} is {tried}, which GP refuses.",
        "Correct it in Procurify: no amount may be negative, and no discount above the lines' total.",
        "procurement",
    ),
    "ZERO_LINE": Entry(
        _WARN,
        "{where} has quantity 0 and was left out.",
        "Nothing to do.",
        "procurement",
    ),
    "SITE_UNMAPPED": Entry(
        _BLOCK,
        "{where}: no GP site is configured for the location {tried}.",
        "Give the location a site in the configuration.",
        "operator",
    ),
    "SITE_NOT_FOUND": Entry(
        _BLOCK,
        "{where}: the site {tried} does not exist in GP, or is inactive.",
        "Create or activate the site (Dynamics GP: Cards > Inventory > Site), or correct the configuration.",
        "operator",
    ),
    "UOFM_UNMAPPED": Entry(
        _WARN,
        "{where}: the unit of measure {tried}.",
        "Map the unit in the configuration (units), with GP's spelling.",
        "operator",
    ),
    "UOFM_NOT_FOUND": Entry(
        _BLOCK,
        "{where}: the unit of measure {tried} does not exist in GP.",
        "Map the unit in the configuration (units) to one of GP's (Dynamics GP: Tools > Setup > Inventory > Unit of "
        "Measure Schedule).",
        "operator",
    ),
    "ITEM_EXISTS": Entry(
        _BLOCK,
        "{where}: the item number {tried} is an item of GP's inventory, which a free-text line may not use.",
        "Write lines of its class as inventory (inventory_classes), or give lines another item number (item_number "
        "in the configuration).",
        "operator",
    ),
    "ITEM_IS_INVENTORY": Entry(
        _WARN,
        "{where} has the number of the inventory item {tried}, and goes to GP as free text.",
        "Add the item's class to inventory_classes in the configuration, if it shall be received into stock.",
        "operator",
    ),
    "ITEM_NOT_BUYABLE": Entry(
        _BLOCK,
        "{where}: the item {tried}, so GP takes no order for it.",
        "Make the item active (Dynamics GP: Cards > Inventory > Item), or order another one.",
        "finance",
    ),
    "ITEM_WITHOUT_VENDOR": Entry(
        _BLOCK,
        "{where}: GP does not have the vendor {tried}.",
        "Assign the vendor to the item (Dynamics GP: Cards > Inventory > Vendors).",
        "finance",
    ),
    "ITEM_WITHOUT_SITE": Entry(
        _BLOCK,
        "{where}: GP does not have the item {tried}.",
        "Assign the site to the item (Dynamics GP: Cards > Inventory > Quantities/Sites).",
        "finance",
    ),
    "ITEM_UNIT_REFUSED": Entry(
        _BLOCK,
        "{where}: the unit of measure {tried}.",
        "Order in a unit of the item's schedule, or map the unit in the configuration (units).",
        "procurement",
    ),
    "TERMS_UNMAPPED": Entry(
        _WARN,
        "The payment terms {tried} are not in GP, so the {document} has the vendor's own.",
        "Map them in the configuration, with GP's exact spelling.",
        "operator",
    ),
    "LEFT_AS_IN_GP": Entry(
        _WARN,
        "{where} cannot be looked up in GP now, so {a_document} that GP has keeps its own; {tried}.",
        "Give the table that is missing another source, or have its file made anew (references in the configuration); "
        "then replay the {document}s.",
        "administrator",
    ),
    "SHIPPING_METHOD_UNMAPPED": Entry(
        _BLOCK,
        "The shipping method {tried} is not mapped, and GP would create it.",
        "Map it in the configuration (an empty text leaves it to GP's default).",
        "operator",
    ),
    "SHIPPING_METHOD_NOT_FOUND": Entry(
        _BLOCK,
        "The shipping method {tried} is not in GP, which would create it.",
        "Correct the table of shipping methods in the configuration, or add it to GP (Dynamics GP: Tools > Setup > "
        "Company > Shipping Methods).",
        "operator",
    ),
    "ADDRESS_NOT_FOUND": Entry(
        _BLOCK,
        "The {where} address {tried} is no address of the company in GP.",
        "Correct the address ID in the configuration, or add it to GP (Dynamics GP: Tools > Setup > Company > "
        "Company > Address).",
        "operator",
    ),
    "BUYER_NOT_FOUND": Entry(
        _BLOCK,
        "The buyer {tried} is not in GP.",
        "Correct the table of buyers in the configuration, or add the buyer to GP (Dynamics GP: Tools > Setup > "
        "Purchasing > Buyer Maintenance).",
        "operator",
    ),
    "TAX_SCHEDULE_NOT_FOUND": Entry(
        _BLOCK,
        "The tax schedule {tried} is not in GP.",
        "Correct tax_schedule in the configuration, or add it to GP (Dynamics GP: Tools > Setup > Company > Tax "
        "Schedules).",
        "operator",
    ),
    "TAX_LEFT_OUT": Entry(
        _WARN,
        "The {document}'s tax of {tried} is not sent to GP, as the configuration says.",
        "Nothing to do; the total in GP is lower by it.",
        "finance",
    ),
    "TAX_DIFFERS": Entry(
        _WARN,
        "GP's tax differs from Procurify's: {tried}.",
        "Look at the tax schedules of the {document}, vendor, shipping method and site in GP; the {document} is as GP "
        "taxes it.",
        "finance",
        fixed=True,
    ),
    "CURRENCY_UNMAPPED": Entry(
        _BLOCK,
        "No single currency of GP matches {tried}.",
        "Map it in the configuration, or give one GP currency this ISO code.",
        "operator",
    ),
    "CURRENCY_NO_ACCESS": Entry(
        _BLOCK,
        "The company has no access to the currency {tried} in GP.",
        "Give the company access (Dynamics GP: Tools > Setup > System > Multicurrency Access), or order in another "
        "currency.",
        "administrator",
    ),
    "RATE_MISSING": Entry(
        _HOLD,
        "GP has no exchange rate for {tried}.",
        "Enter the rate (Dynamics GP: Cards > Financial > Exchange Table); the {document}s then follow by themselves. "
        "Where the configuration takes Procurify's rates (rate), the {document} needs one there.",
        "finance",
    ),
    "RATE_TO_OTHER_CURRENCY": Entry(
        _BLOCK,
        "Procurify's exchange rates lead to {tried}.",
        'Set rate to "gp_table" for the company in the configuration, so that GP takes the rate of its own table.',
        "operator",
    ),
    "OWN_CURRENCY_UNKNOWN": Entry(
        _HOLD,
        "It is not known which currency is {tried}'s own, so whether the {document} needs an exchange rate is not "
        "checked.",
        "Say it in the configuration (functional_currency of the company), then replay; or give the table "
        "purchasing_setup another source, and the {document}s follow by themselves.",
        "operator",
        weaker=_WARN,
    ),
    # --- the order itself -----------------------------------------------------------------------------------------
    "CANCELLED_BEFORE_WRITE": Entry(
        _SKIP,
        "The {document} was cancelled before it reached GP.",
        "Nothing to do.",
        "procurement",
    ),
    "CLOSED_BEFORE_WRITE": Entry(
        _HOLD,
        "The {document} was {tried} in Procurify before it reached GP.",
        "Decide whether GP should still have it: reopen it in Procurify to send it, or leave it out with "
        "`gp-sync skip`.",
        "finance",
    ),
    "PAID_BY_CARD": Entry(
        _SKIP,
        "The {document} is paid by a card.",
        "Set card_orders to write in the configuration, if such {document}s shall flow.",
        "operator",
    ),
    "PUNCHOUT_ORDER": Entry(
        _SKIP,
        "The {document} was placed in the vendor's own shop.",
        "Set punchout_orders to write in the configuration, if such {document}s shall flow.",
        "operator",
    ),
    "NOT_WANTED": Entry(
        _SKIP,
        "The configuration leaves the {document} out: {tried}.",
        "Change the skip rules of the configuration, if it shall flow.",
        "operator",
    ),
    "SKIPPED_BY_HAND": Entry(
        _SKIP,
        "The {document} was left out by a person: {tried}.",
        "Replay it, if it shall flow after all.",
        "operator",
    ),
    "REQUISITION_DIFFERS": Entry(
        _BLOCK,
        "{where} is not what its requisition says: {tried}.",
        "Correct the order or the requisition in Procurify.",
        "procurement",
        weaker=_WARN,
    ),
    "REQUISITION_TOTAL_DIFFERS": Entry(
        _BLOCK,
        "The lines of the {document} do not add up to its total in Procurify: {tried}.",
        "Compare its lines in Procurify with its total, and correct it there; a replay asks for both anew.",
        "procurement",
        weaker=_WARN,
        otherwise="If its total has more in it than lines, tax and shipping, let the configuration only warn of it.",
    ),
    "REQUISITION_STANDS": Entry(
        _HOLD,
        "The order waits until its requisition, {tried}, is out of GP: the same is never asked for twice.",
        "Nothing to do: the next run takes the requisition away, and the order follows; if it does not, look at what "
        "stops the requisition.",
        "operator",
        fixed=True,
    ),
    "REQUISITION_BOUGHT": Entry(
        _BLOCK,
        "GP has bought the purchase requisition {tried}, or a person has to look at it before it can be taken away "
        "there.",
        f"Look at the requisition in GP ({_REQUISITION_WINDOW}) and at what was made of it. Where Procurify has an "
        "order for it, keep one of the two orders; else make its change in what GP made of it. Then run `gp-sync done` "
        "for the requisition.",
        "finance",
        fixed=True,
    ),
    "REQUISITION_LEFT": Entry(
        _BLOCK,
        "The purchase requisition {tried}, and no run takes it away any more; its order is not written beside it.",
        f"Look at it in GP ({_REQUISITION_WINDOW}). If it waits there, delete it; if GP has bought it, keep one of the "
        "two orders. The order follows by itself where GP tells that the requisition is gone; else run `gp-sync done` "
        "for the requisition. Or leave the order out with `gp-sync skip`.",
        "finance",
        fixed=True,
    ),
    "REQUISITION_OUT_OF_WORK": Entry(
        _WARN,
        "The purchase requisition {tried} was written and is not in work any more: GP has bought it, or somebody "
        "deleted it, which its service does not tell.",
        "Nothing to do if it was bought. If it was deleted, and GP should have it again, `gp-sync recreate` lets it be "
        "written again.",
        "finance",
    ),
    "REQUISITION_GONE": Entry(
        _BLOCK,
        "The requisition was changed in Procurify, and the purchase requisition {tried} is not in work any more: GP "
        "has bought it, or somebody deleted it, which its service does not tell.",
        f"Look in GP ({_REQUISITION_WINDOW}, and the history of requisitions). If it was bought, make the change in "
        "what was made of it, and run `gp-sync done`. Only if it was deleted, and GP should have it again, run "
        "`gp-sync recreate`: else the same is bought twice.",
        "finance",
        fixed=True,
    ),
    "ORDER_THERE": Entry(
        _BLOCK,
        "Lines of the requisition are on an order that GP has, {tried}; the requisition is not written beside it.",
        "Leave the requisition out with `gp-sync skip`, and enter those of its lines in GP that are on no order; or "
        "void the order in GP, run `gp-sync done` for it, and the requisition follows by itself.",
        "finance",
        fixed=True,
    ),
    "REQUISITION_NOT_SAVED": Entry(
        _BLOCK,
        "The purchase requisition {tried} in GP, and only a saved one is changed.",
        f"Make the change by hand ({_WINDOW}), and the {{document}} follows by itself; or keep what GP has with "
        "`gp-sync done`.",
        "finance",
    ),
    "REQUISITION_NOT_APPROVED": Entry(
        _SKIP,
        "The requisition is {tried} in Procurify; only approved ones go to GP.",
        "Nothing to do: it follows when it is approved.",
        "procurement",
    ),
    "REQUISITION_GAVE_WAY": Entry(
        _WARN,
        "The requisition became {tried}, for which it made way in GP.",
        "Nothing to do.",
        "procurement",
    ),
    "ORDERED_BEFORE_WRITE": Entry(
        _SKIP,
        "The requisition became {tried} before it reached GP, and is not written beside that.",
        "Nothing to do.",
        "procurement",
    ),
    "ALLOCATION_NOT_VISIBLE": Entry(
        _WARN,
        "Procurify does not tell how lines of requisitions are split over accounts; each goes to one account.",
        "Nothing to do: each line is compared with its order when there is one.",
        "procurement",
    ),
    "ALLOCATION_DIFFERS": Entry(
        _WARN,
        "{where} is charged otherwise on its order: {tried}.",
        f"Correct the line's account in GP ({_WINDOW}) before it is bought there.",
        "finance",
    ),
    "OTHER_DOCUMENT_WANTED": Entry(
        _SKIP,
        "The company {tried} gets other documents than {document}s.",
        "Change documents of the company in the configuration, if it shall get them.",
        "operator",
    ),
    "ORDER_STANDS_ALONE": Entry(
        _BLOCK,
        "The company {tried} gets requisitions and no orders, and {where} makes way for the order: GP gets neither.",
        "Enter the order in GP and run `gp-sync done`; or let the company get both (documents in the configuration), "
        "then replay. Or leave it out with `gp-sync skip`.",
        "finance",
        shared="The company {tried} gets requisitions and no orders, and the requisitions of its orders make way for "
        "them: GP gets neither.",
    ),
    "NO_LINES": Entry(_SKIP, "The {document} has no lines.", "Nothing to do.", "procurement"),
    "STATE_UNKNOWN": Entry(
        _HOLD,
        "The {document}'s state {tried} is not known to this version.",
        "Ask for an update of gp-sync; nothing is written until the state is understood.",
        "operator",
    ),
    "ORDER_UNREADABLE": Entry(
        _BLOCK,
        "The {document} cannot be read as Procurify gave it: {tried}.",
        "Look at the {document} in Procurify, or ask for an update of gp-sync; a replay asks Procurify for it anew.",
        "operator",
        fixed=True,
    ),
    "BLANKET_ORDER": Entry(
        _BLOCK,
        "{where} is a blanket item, which is not written as a standard order.",
        f"Enter the blanket {{document}} by hand ({_WINDOW}).",
        "finance",
    ),
    "BLANKET_FLATTENED": Entry(
        _WARN,
        "{where} is a blanket item; it goes to GP as a standard line, as the configuration says.",
        "Nothing to do; GP does not track what is released from it.",
        "finance",
    ),
    "RECURRING_LINE": Entry(
        _WARN,
        "{where} is a recurring item; this delivery goes to GP as a standard line.",
        "Nothing to do.",
        "finance",
    ),
    "RECEIVE_METHOD_UNKNOWN": Entry(
        _WARN,
        "{where} is received in a way that this version does not know ({tried}); it goes to GP by its quantity.",
        "Check the line in GP, and ask for an update of gp-sync.",
        "operator",
    ),
    "MODIFIER_TYPE_UNKNOWN": Entry(
        _WARN,
        "{where} is of a type that this version does not know ({tried}); it goes to GP as an amount.",
        "Check the {document} in GP, and ask for an update of gp-sync.",
        "operator",
    ),
    "LINE_KIND_UNKNOWN": Entry(
        _WARN,
        "{where} is of a kind that this version does not know; it goes to GP as a standard line.",
        "Check the line in GP, and ask for an update of gp-sync.",
        "operator",
    ),
    # --- what stands in GP ----------------------------------------------------------------------------------------
    "PO_NUMBER_TAKEN": Entry(
        _BLOCK,
        "GP already has a {record} {tried}, which is not this {document}'s.",
        "Find out who entered it; give one of the two another number.",
        "finance",
    ),
    "PO_DIFFERS": Entry(
        _BLOCK,
        "GP has our {record} {tried} with other contents than we would write.",
        f"Compare the two ({_WINDOW}) and correct one by hand; equal ones are linked by themselves.",
        "finance",
    ),
    "CHANGED_IN_BOTH": Entry(
        _BLOCK,
        "The {record} {tried} was changed in GP and in Procurify.",
        f"Compare the two ({_WINDOW}) and make them the same by hand, and the {{document}} follows by itself; or keep "
        "what GP has with `gp-sync done`.",
        "finance",
    ),
    "CHANGED_IN_GP": Entry(
        _WARN,
        "The {record} {tried} was changed in GP after it was written; nothing is written over it.",
        "Nothing to do if the change is meant. A later change in Procurify will ask which of the two is right; "
        "`gp-sync done` says that GP is, and closes the matter.",
        "finance",
    ),
    "ENTERED_BY_HAND": Entry(
        _BLOCK,
        "The {record} {tried} was entered or changed in GP by hand, so it is changed by hand.",
        f"Make the change by hand ({_WINDOW}), then run `gp-sync done`.",
        "finance",
    ),
    "LINE_IDENTITY": Entry(
        _BLOCK,
        "{where} cannot be told apart from another line of the {document} that was written: {tried}.",
        f"Make the change by hand ({_WINDOW}); the {{document}} then follows by itself.",
        "finance",
    ),
    "DELETED_IN_GP": Entry(
        _BLOCK,
        "The {record} {tried} was written and is no longer in GP.",
        "Find out who deleted it. It is never created again by itself; `gp-sync recreate` lets it be written again.",
        "finance",
    ),
    "PO_NOT_NEW": Entry(
        _BLOCK,
        "The {record} {tried} in GP, and only one with status New is changed.",
        f"Make the change by hand ({_WINDOW}), and the {{document}} follows by itself; or keep what GP has with "
        "`gp-sync done`.",
        "finance",
    ),
    "PO_HAS_RECEIPT": Entry(
        _BLOCK,
        "GP has a receipt against {tried}, so it is not changed.",
        f"Make the change by hand ({_WINDOW}), and the {{document}} follows by itself; or keep what GP has with "
        "`gp-sync done`.",
        "finance",
    ),
    "PO_IN_HISTORY": Entry(
        _BLOCK,
        "GP has moved {tried} to history, where nothing is changed.",
        "Nothing can be changed in GP; settle the matter in Procurify, then run `gp-sync done`.",
        "finance",
    ),
    "PO_ON_HOLD": Entry(
        _HOLD,
        "GP has the {record} {tried} on hold.",
        f"Release the hold ({_WINDOW}); the change then follows.",
        "finance",
    ),
    "PO_IN_APPROVAL": Entry(
        _HOLD,
        "The {record} {tried} is in approval in GP.",
        f"Wait for the approval, or recall it ({_WINDOW}); the change then follows.",
        "finance",
    ),
    "PO_AWAITS_APPROVAL": Entry(
        _WARN,
        "The {record} {tried} waits to be submitted for approval in GP.",
        f"Submit it in GP ({_WINDOW}); it cannot be released before.",
        "finance",
        fixed=True,
    ),
    # --- the write ------------------------------------------------------------------------------------------------
    "GP_REFUSED": Entry(
        _BLOCK,
        "GP refused the {document}: {tried}.",
        "Mend the cause that GP names, then replay.",
        "finance",
        fixed=True,
    ),
    "RECORD_LOCKED": Entry(
        _HOLD,
        "A GP user has the record open: {tried}.",
        "Close the window in GP; the next run tries again.",
        "finance",
        fixed=True,
    ),
    "RECORD_UNUSABLE": Entry(
        _BLOCK,
        "What the {document} needs in GP or Procurify cannot be read or asked for: {tried}.",
        "Mend the record, or give it an ID without the characters that the site's server refuses.",
        "operator",
    ),
    "TABLE_NOT_AVAILABLE": Entry(
        _BLOCK,
        "A table of GP that the {document} is checked against is not available here: {tried}.",
        "Give it another source in the configuration: the company database or a file (references).",
        "administrator",
    ),
    "REFERENCE_STALE": Entry(
        _HOLD,
        "A file of reference data is too old to rely on, or its clock is wrong: {tried}.",
        "Have the file made anew, by a machine whose clock is right; the {document}s then follow by themselves.",
        "administrator",
    ),
    "ORDER_NOT_PROCESSED": Entry(
        _BLOCK,
        "The {document} could not be processed: {tried}.",
        "If the step that is named is your own, correct it; `gp-sync --verbose` logs where it failed. If not, see "
        "whether a value of the {document} is wrong in Procurify, else report it. Other {document}s are not affected.",
        "operator",
    ),
    "WRITE_IN_DOUBT": Entry(
        _HOLD,
        "The answer to a write was lost: {tried}.",
        "Nothing to do: it is read back, and sent again only when GP surely lacks it.",
        "operator",
        fixed=True,
    ),
    "WRITE_QUARANTINED": Entry(
        _BLOCK,
        "A write ended in doubt, which a person must resolve: {tried}.",
        "Look at both sides with `gp-sync quarantine show`; then confirm, keep, void or release it.",
        "operator",
        fixed=True,
    ),
    "BEFORE_START": Entry(
        _SKIP,
        "The {document} is dated before the start of this connection: {tried}; it is left alone.",
        "Give an earlier start if it shall be written; look first whether GP has it under another number.",
        "operator",
        fixed=True,
    ),
    # --- guards ---------------------------------------------------------------------------------------------------
    "BLAST_RADIUS": Entry(
        _HOLD,
        "One run would write {tried}; that is more than the configuration allows, so nothing was written.",
        "Look at what is pending; if it is meant, let it go: `gp-sync release blast-radius --reason ...`.",
        "operator",
        fixed=True,
    ),
    "SYSTEMS_CHANGED": Entry(
        _HOLD,
        "The configuration leads to other systems than before: {tried}. Nothing was written.",
        "Correct the configuration; or, if a system has moved, run `gp-sync release identity --reason ...`. A test "
        "company needs a configuration and a ledger of its own.",
        "operator",
        fixed=True,
    ),
    "BACKUP_RESTORED": Entry(
        _HOLD,
        "The ledger and GP do not know the same {document}s: {tried}. One of them may have been restored from a "
        "backup.",
        "Find out what was restored; then run `gp-sync release restored-backup --reason ...`. Nothing that GP lost is "
        "written again by itself.",
        "administrator",
        fixed=True,
    ),
    "ORPHAN_IN_GP": Entry(
        _WARN,
        "GP has {tried}, which carries our marker, and which no {document} of the ledger was written to.",
        f"Find out where it comes from, such as a copied {{document}}, and take the marker away ({_WINDOW}).",
        "finance",
        fixed=True,
    ),
    "UNREADABLE_IN_GP": Entry(
        _WARN,
        "{a_document} of ours in GP cannot be read, so it is not compared: {tried}.",
        f"Look at the {{document}} ({_WINDOW}), and for the field that is named in the service's answer.",
        "administrator",
        fixed=True,
    ),
    "TOUCH_UNREADABLE": Entry(
        _WARN,
        "A part of {a_document} in Procurify cannot be read, so a change of it may be seen by the next full check "
        "only: {tried}.",
        "Look at the {document} in Procurify, and for the field that is named.",
        "administrator",
        fixed=True,
    ),
    "CLOCK_SKEW": Entry(
        _WARN,
        "The clocks differ: {tried}.",
        "Set the clocks by one time server; Windows logins fail at five minutes.",
        "administrator",
        fixed=True,
    ),
    "SECRET_EXPIRES": Entry(
        _WARN,
        "A secret ends: {tried}.",
        "Make a new one on its side, keep it with `gp-sync secrets rotate` or where the present one is, and write "
        "its day into [secrets.expires].",
        "administrator",
        fixed=True,
    ),
    "CERTIFICATE_EXPIRES": Entry(
        _WARN,
        "A certificate ends: {tried}.",
        "Have a new one installed on its server before that day; every request fails from then on. `gp-sync doctor` "
        "tells whose it is and who signed it.",
        "administrator",
        fixed=True,
    ),
    # --- the two sides --------------------------------------------------------------------------------------------
    "GP_UNAVAILABLE": Entry(
        _HOLD,
        "Dynamics GP cannot be reached: {tried}",
        "See that the GP Service runs and that the address in the configuration is right; the next run goes on.",
        "administrator",
        fixed=True,
    ),
    "REFERENCES_UNAVAILABLE": Entry(
        _HOLD,
        "GP's database cannot be asked for reference data: {tried}",
        "See that the database server can be reached and that the login is right; the next run goes on.",
        "administrator",
        fixed=True,
    ),
    "SECRET_UNREADABLE": Entry(
        _HOLD,
        "A secret cannot be read, and nothing is sent without it: {tried}",
        "Do what is said there; `gp-sync secrets list` and `gp-sync doctor` tell where each secret is. The next run "
        "goes on.",
        "administrator",
        fixed=True,
    ),
    "GP_LOGIN_REFUSED": Entry(
        _HOLD,
        "Dynamics GP refused the Windows login: {tried}",
        "Correct the user or password; or, if they are right, have the account unlocked and run "
        "`gp-sync ping --retry-login`. No further logon is tried with them until then.",
        "administrator",
        fixed=True,
    ),
    "GP_ACCESS_DENIED": Entry(
        _HOLD,
        "Dynamics GP denied access: {tried}",
        "Map the Windows account to a GP user and give it the company and the service's security task.",
        "administrator",
        fixed=True,
    ),
    "GP_ADDRESS_UNKNOWN": Entry(
        _HOLD,
        "GP has no {where}, or no such service in it: {tried}",
        "Correct the company's name in the configuration (`gp-sync ping` lists what GP has), or base_url and tenant; "
        "where only one service is missing, install the companion service.",
        "administrator",
        fixed=True,
    ),
    "GP_SERVICE_MISSING": Entry(
        _HOLD,
        "The GP site does not offer what is needed: {tried}",
        "Install the companion service, or correct the site profile.",
        "administrator",
        fixed=True,
    ),
    "PROCURIFY_REFUSED": Entry(
        _BLOCK,
        "Procurify refused the {document}: {tried}.",
        "Mend the cause that Procurify names, then replay.",
        "procurement",
        fixed=True,
    ),
    "PROCURIFY_UNAVAILABLE": Entry(
        _HOLD,
        "Procurify cannot be reached: {tried}",
        "Check the network and https://status.procurify.com; the next run goes on.",
        "administrator",
        fixed=True,
    ),
    "PROCURIFY_LOGIN_REFUSED": Entry(
        _HOLD,
        "Procurify refused the client credentials: {tried}",
        "Create new credentials in Procurify (Settings > Integrations > Procurify API) and store them.",
        "administrator",
        fixed=True,
    ),
    "PROCURIFY_ACCESS_DENIED": Entry(
        _HOLD,
        "Procurify denied access: {tried}",
        "Give the user who created the application the role that the endpoint needs.",
        "administrator",
        fixed=True,
    ),
}
