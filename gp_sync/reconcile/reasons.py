"""Why Procurify and Dynamics GP differ: every reason that a difference may have, in a reader's words."""

from enum import StrEnum

import attrs

__all__ = ["REASONS", "Reason", "ReasonWords"]


class Reason(StrEnum):
    """Why an amount is in one of the systems and not in the other. The values are stable: scripts filter on them."""

    SKIPPED = "skipped"
    HELD = "held"
    BLOCKED = "blocked"
    PENDING = "pending"
    IN_DOUBT = "in doubt"
    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"
    NOT_CAPTURED = "not captured"
    BEFORE_START = "before start"
    ENTERED_ELSEWHERE = "entered elsewhere"
    LEFT_BY_HAND = "left by hand"
    VOIDED = "voided"
    GAVE_WAY = "gave way"
    DELETED_IN_GP = "deleted in gp"
    UNREADABLE_IN_GP = "unreadable in gp"
    OTHER_PERIOD = "other period"
    OTHER_COMPANY = "other company"
    OTHER_CURRENCY = "other currency"
    NOT_CARRIED_OVER = "not carried over"
    TAX = "tax"
    BESIDE_LINES = "beside the lines"
    ROUNDING = "rounding"
    CALCULATED_BY_GP = "calculated by gp"
    ENTERED_BY_HAND = "entered by hand"
    CHANGED_IN_GP = "changed in gp"
    GP_ALONE = "gp alone"
    NO_OWNER = "no owner"
    DUPLICATE = "duplicate"
    GONE_IN_PROCURIFY = "gone in procurify"
    UNEXPLAINED = "unexplained"


@attrs.frozen
class ReasonWords:
    """What a reason is called, and what it means.

    Args:
        name: for tables and charts.
        meaning: one sentence.
        settled: nobody has to do anything about it.
    """

    name: str
    meaning: str
    settled: bool = False


REASONS: dict[Reason, ReasonWords] = {
    Reason.SKIPPED: ReasonWords(
        "Skipped",
        "The document is not for GP, such as a cancelled one, or one that a rule of the configuration keeps out.",
        settled=True,
    ),
    Reason.HELD: ReasonWords("Held", "The document waits for something to change, such as a period that opens."),
    Reason.BLOCKED: ReasonWords("Blocked", "The document waits for a person to mend what is wrong with it."),
    Reason.PENDING: ReasonWords("Pending", "The document is captured, and the next run decides what becomes of it."),
    Reason.IN_DOUBT: ReasonWords("In doubt", "It is not known yet whether GP carried out the last request."),
    Reason.QUARANTINED: ReasonWords("Quarantined", "Only a person can tell what became of the last request."),
    Reason.UNREADABLE: ReasonWords("Unreadable", "What Procurify has of the document cannot be read."),
    Reason.NOT_CAPTURED: ReasonWords("Not captured", "No run has captured the document yet."),
    Reason.BEFORE_START: ReasonWords(
        "Before the start", "The document is dated before the first day that the connection takes.", settled=True
    ),
    Reason.ENTERED_ELSEWHERE: ReasonWords(
        "Entered under another number",
        "A person said that the document is in GP under a number of its own; it stands among those of GP alone.",
        settled=True,
    ),
    Reason.LEFT_BY_HAND: ReasonWords("Left out by a person", "A person said that the document is done.", settled=True),
    Reason.VOIDED: ReasonWords(
        "Void in GP", "GP holds the document as canceled, or it was deleted there for that.", settled=True
    ),
    Reason.GAVE_WAY: ReasonWords(
        "Became an order", "The requisition became an order, which GP has in its place.", settled=True
    ),
    Reason.DELETED_IN_GP: ReasonWords("Deleted in GP", "GP had the document, and does not have it any more."),
    Reason.UNREADABLE_IN_GP: ReasonWords("Unreadable in GP", "GP's list has the document, and its row cannot be read."),
    Reason.OTHER_PERIOD: ReasonWords(
        "Dated in another period", "One of the systems dates the document outside the period.", settled=True
    ),
    Reason.OTHER_COMPANY: ReasonWords("In another company", "GP holds the document in another company."),
    Reason.OTHER_CURRENCY: ReasonWords("In another currency", "GP holds the document in another currency."),
    Reason.NOT_CARRIED_OVER: ReasonWords(
        "Change not carried over",
        "The document changed in Procurify after it was written, and GP lacks the change.",
    ),
    Reason.TAX: ReasonWords("Tax", "GP holds another tax than Procurify, by the company's tax policy.", settled=True),
    Reason.BESIDE_LINES: ReasonWords(
        "Beside the lines",
        "Procurify's total of the requisition has more in it than the lines that GP gets, such as lines turned down.",
        settled=True,
    ),
    Reason.ROUNDING: ReasonWords("Rounding", "Procurify keeps more decimals than GP; less than a cent.", settled=True),
    Reason.CALCULATED_BY_GP: ReasonWords(
        "Calculated by GP", "GP held another amount than was sent when the document was written.", settled=True
    ),
    Reason.ENTERED_BY_HAND: ReasonWords(
        "Entered by hand", "A person entered the document in GP, with other amounts than Procurify's.", settled=True
    ),
    Reason.CHANGED_IN_GP: ReasonWords("Changed in GP", "Somebody changed the document in GP after it was written."),
    Reason.GP_ALONE: ReasonWords("In GP alone", "The document was entered in GP, and comes from nothing in Procurify."),
    Reason.NO_OWNER: ReasonWords(
        "Without its order", "The document in GP carries the connection's mark, and no document of Procurify owns it."
    ),
    Reason.DUPLICATE: ReasonWords("Duplicate", "GP holds one document of Procurify a second time."),
    Reason.GONE_IN_PROCURIFY: ReasonWords(
        "Gone in Procurify", "GP has the document, and Procurify does not list it any more."
    ),
    Reason.UNEXPLAINED: ReasonWords("Unexplained", "Nothing in the ledger or in either system explains it."),
}
"""The words of every reason."""
