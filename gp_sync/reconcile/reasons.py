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
    DELETED_IN_GP = "deleted in gp"
    UNREADABLE_IN_GP = "unreadable in gp"
    OTHER_PERIOD = "other period"
    OTHER_COMPANY = "other company"
    OTHER_CURRENCY = "other currency"
    NOT_CARRIED_OVER = "not carried over"
    TAX = "tax"
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
    Reason.SKIPPED: ReasonWords("Skipped", "A rule of the configuration keeps the order out of GP.", settled=True),
    Reason.HELD: ReasonWords("Held", "The order waits for something to change, such as a period that opens."),
    Reason.BLOCKED: ReasonWords("Blocked", "The order waits for a person to mend what is wrong with it."),
    Reason.PENDING: ReasonWords("Pending", "The order is captured, and the next run decides what becomes of it."),
    Reason.IN_DOUBT: ReasonWords("In doubt", "It is not known yet whether GP carried out the last request."),
    Reason.QUARANTINED: ReasonWords("Quarantined", "Only a person can tell what became of the last request."),
    Reason.UNREADABLE: ReasonWords("Unreadable", "What Procurify has of the order cannot be read."),
    Reason.NOT_CAPTURED: ReasonWords("Not captured", "No run has captured the order yet."),
    Reason.BEFORE_START: ReasonWords(
        "Before the start", "The order is dated before the first day that the connection takes.", settled=True
    ),
    Reason.ENTERED_ELSEWHERE: ReasonWords(
        "Entered under another number",
        "A person said that the order is in GP under a number of its own; it stands among those of GP alone.",
        settled=True,
    ),
    Reason.LEFT_BY_HAND: ReasonWords("Left out by a person", "A person said that the order is done.", settled=True),
    Reason.VOIDED: ReasonWords("Void in GP", "GP holds the order as canceled, so nothing of it counts.", settled=True),
    Reason.DELETED_IN_GP: ReasonWords("Deleted in GP", "GP had the order, and does not have it any more."),
    Reason.UNREADABLE_IN_GP: ReasonWords("Unreadable in GP", "GP's list has the order, and its row cannot be read."),
    Reason.OTHER_PERIOD: ReasonWords(
        "Dated in another period", "One of the systems dates the order outside the period.", settled=True
    ),
    Reason.OTHER_COMPANY: ReasonWords("In another company", "GP holds the order in another company."),
    Reason.OTHER_CURRENCY: ReasonWords("In another currency", "GP holds the order in another currency."),
    Reason.NOT_CARRIED_OVER: ReasonWords(
        "Change not carried over",
        "The order changed in Procurify after it was written, and GP lacks the change.",
    ),
    Reason.TAX: ReasonWords("Tax", "GP holds another tax than Procurify, by the company's tax policy.", settled=True),
    Reason.ROUNDING: ReasonWords("Rounding", "Procurify keeps more decimals than GP; less than a cent.", settled=True),
    Reason.CALCULATED_BY_GP: ReasonWords(
        "Calculated by GP", "GP held another amount than was sent when the order was written.", settled=True
    ),
    Reason.ENTERED_BY_HAND: ReasonWords(
        "Entered by hand", "A person entered the order in GP, with other amounts than Procurify's.", settled=True
    ),
    Reason.CHANGED_IN_GP: ReasonWords("Changed in GP", "Somebody changed the order in GP after it was written."),
    Reason.GP_ALONE: ReasonWords("In GP alone", "The order was entered in GP, and comes from no order of Procurify."),
    Reason.NO_OWNER: ReasonWords(
        "Without its order", "The order in GP carries the connection's mark, and no order of Procurify owns it."
    ),
    Reason.DUPLICATE: ReasonWords("Duplicate", "GP holds one order of Procurify a second time."),
    Reason.GONE_IN_PROCURIFY: ReasonWords(
        "Gone in Procurify", "GP has the order, and Procurify does not list it any more."
    ),
    Reason.UNEXPLAINED: ReasonWords("Unexplained", "Nothing in the ledger or in either system explains it."),
}
"""The words of every reason."""
