"""The tie-out as a waterfall: from Procurify's total by each reason to GP's, as SVG for the report."""

from decimal import Decimal

from markupsafe import Markup

from gp_sync.reconcile.amounts import grouped
from gp_sync.reconcile.reasons import REASONS
from gp_sync.reconcile.result import Tie

__all__ = ["waterfall"]

_WIDTH, _ROW, _BAR = 480, 42, 13
_LEFT, _RIGHT = 2, 470
_THIN = Decimal("1.5")
_SMALL = 4
"""So many times the differences must be in the totals that these are cut."""

Bar = tuple[str, Decimal, Decimal, str]


def waterfall(tie: Tie) -> Markup:
    """Draw the bars from top to bottom: each begins where the one before it ended.

    Where all differences together are small beside the totals, the bars of these are cut, and say so: drawn from zero,
    no difference could be seen.
    """
    start = _start(tie)
    bars = _bars(tie, start)
    low = min(start, *(min(begin, end) for _, begin, end, _ in bars))
    high = max(start, *(max(begin, end) for _, begin, end, _ in bars))
    span = (high - low) or Decimal(1)

    def place(amount: Decimal) -> Decimal:
        return (_LEFT + (amount - low) * (_RIGHT - _LEFT) / span).quantize(Decimal("0.01"))

    height = _ROW * len(bars) + 4
    parts = [_bar(number, bar, place(bar[1]), place(bar[2])) for number, bar in enumerate(bars)]
    ends = [_link(number, place(bar[2])) for number, bar in enumerate(bars[:-1])]
    told = f"From Procurify's {grouped(tie.procurify)} to GP's {grouped(tie.gp)} {tie.bucket.currency}"
    cut = f"; the bars of both totals are cut, and begin at {grouped(start)}" if start else ""
    return Markup(
        "<figure><figcaption>{} by reason, drawn to scale{}</figcaption>"
        '<svg class="chart" viewBox="0 0 {} {}" role="img" preserveAspectRatio="xMinYMin meet" aria-label="{}">'
        '<line class="axis" x1="{x}" x2="{x}" y1="0" y2="{y}"/>{links}{bars}{cuts}</svg></figure>'
    ).format(
        told,
        cut,
        _WIDTH,
        height,
        told,
        x=place(start),
        y=height,
        links=Markup("").join(ends),
        bars=Markup("").join(parts),
        cuts=Markup("").join(_cut(number) for number in (0, len(bars) - 1)) if start else "",
    )


def _start(tie: Tie) -> Decimal:
    """Where the bars of the totals begin: zero, or an even amount below all that is drawn."""
    ends = [tie.procurify]
    for amount, _ in tie.reasons.values():
        ends.append(ends[-1] - amount)
    low, span = min(*ends, tie.gp), max(*ends, tie.gp) - min(*ends, tie.gp)
    if not span or span * _SMALL > low:
        return Decimal(0)
    step = Decimal(10) ** span.adjusted()
    return (low - span / 3) // step * step


def _bars(tie: Tie, start: Decimal) -> list[Bar]:
    """Label, where the bar begins and ends, and its kind."""
    bars: list[Bar] = [("Procurify", start, tie.procurify, "procurify")]
    running = tie.procurify
    for why, (amount, _) in tie.reasons.items():
        bars.append((REASONS[why].name, running, running - amount, "less" if amount > 0 else "more"))
        running -= amount
    return [*bars, ("Dynamics GP", start, tie.gp, "gp")]


def _bar(number: int, bar: Bar, begin: Decimal, end: Decimal) -> Markup:
    label, first, last, kind = bar
    top = number * _ROW
    total = kind in {"procurify", "gp"}
    amount = last if total else last - first
    return Markup(
        '<text x="{left}" y="{words}">{label}</text><text class="value" x="{right}" y="{words}">{amount}</text>'
        '<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{high}"/>'
    ).format(
        left=_LEFT + 4,
        right=_RIGHT - 5,
        words=top + 15,
        label=label,
        amount=grouped(amount),
        kind=kind,
        x=min(begin, end),
        y=top + 21,
        width=max(abs(end - begin), _THIN) if amount else Decimal(0),
        high=_BAR,
    )


def _cut(number: int) -> Markup:
    """A slanted gap through the bar of a total."""
    top, x = number * _ROW + 20, _LEFT + 26
    return Markup('<polygon class="cut" points="{},{} {},{} {},{} {},{}"/>').format(
        x, top + _BAR + 2, x + 6, top, x + 11, top, x + 5, top + _BAR + 2
    )


def _link(number: int, x: Decimal) -> Markup:
    top = number * _ROW + 21 + _BAR
    return Markup('<line class="link" x1="{x}" x2="{x}" y1="{top}" y2="{end}"/>').format(
        x=x, top=top, end=top + _ROW - _BAR
    )
