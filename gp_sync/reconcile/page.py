"""A reconciliation as one HTML file that needs nothing else: styles, script, charts and data are inside it.

Nothing in it reaches a network: its policy forbids every request, and allows exactly its own style and script.
"""

import base64
import hashlib
from datetime import UTC
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gp_sync import __version__
from gp_sync.core.kinds import kind_of
from gp_sync.core.visible import visible
from gp_sync.reconcile.amounts import grouped
from gp_sync.reconcile.chart import waterfall
from gp_sync.reconcile.page_data import page_data
from gp_sync.reconcile.reasons import REASONS
from gp_sync.reconcile.result import Reconciliation, Tie

__all__ = ["page"]


def _shown(value: Any) -> Any:
    """What is written of a value; what is markup already is the report's own."""
    return visible(value) if type(value) is str else value


_TEMPLATES = Environment(
    loader=PackageLoader("gp_sync.reconcile"),
    autoescape=True,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    finalize=_shown,
)


def page(made: Reconciliation) -> str:
    """Write the report."""
    read_at = f"{made.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    foot = f"Procurify and Dynamics GP, {made.period.label}, {made.connection}, read on {read_at}"
    style, script = _source("report.css").replace("REPORT", _in_style(foot)), _source("report.js")
    return _TEMPLATES.get_template("report.html.j2").render(
        made=made,
        records=" and ".join(f"{kind_of(flow).record}s" for flow in made.flows),
        days=_days(made),
        read_at=read_at,
        verdict=_verdict(made),
        tiles=_tiles(made),
        statements=[_statement(made, tie) for tie in made.ties],
        style=Markup(style),  # noqa: S704  # a file of this package
        script=Markup(script),  # noqa: S704  # a file of this package
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=Markup(page_data(made)),  # noqa: S704  # has no character that HTML would take for markup
        version=__version__,
    )


def _source(name: str) -> str:
    loader: Any = _TEMPLATES.loader
    text: str = loader.get_source(_TEMPLATES, name)[0]
    return text


def _in_style(text: str) -> str:
    """A text as it may stand between quotation marks in the style: letters and digits alone are written as they are."""
    return "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in visible(text))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _days(made: Reconciliation) -> str:
    days = {company: f"{first} to {last}" for company, (first, last) in made.period.days.items()}
    if len(set(days.values())) > 1:
        return "; ".join(f"{company} {told}" for company, told in days.items())
    return f"{made.period.first} to {made.period.last}"


def _verdict(made: Reconciliation) -> str:
    if made.ties_out and not made.ties:
        return f"There is nothing to tie: neither system has {made.a_document} of these days."
    if made.ties_out:
        return f"All totals tie to the cent: every difference has its reason. {_to_do(made)}".rstrip()
    if not all(tie.ties for tie in made.ties):
        return "The totals do not tie: a difference is left without a reason."
    return "The totals may not be whole: something could not be read."


def _to_do(made: Reconciliation) -> str:
    """What is left to do where all totals tie."""
    number = sum(row.is_open for row in made.orders)
    if not number:
        return ""
    return f"{number:,} {made.document}{' still has' if number == 1 else 's still have'} to be looked at."


def _tiles(made: Reconciliation) -> list[dict[str, str]]:
    tiles = [
        (len(made.orders), f"{made.document}s compared, line by line"),
        (sum(row.agrees for row in made.orders), "agree in total and in every line"),
        (sum(not row.agrees and not row.is_open for row in made.orders), "differ for a settled reason"),
        (sum(row.is_open for row in made.orders), "differ, and somebody has to look at them"),
    ]
    if made.vendors is not None:
        alone = sum(row.is_alone for row in made.vendors)
        more = f", {alone:,} since one system alone has them" if alone else ""
        tiles.append((sum(not row.agrees for row in made.vendors), f"of {len(made.vendors):,} vendors differ{more}"))
    return [{"figure": f"{figure:,}", "what": what} for figure, what in tiles]


def _statement(made: Reconciliation, tie: Tie) -> dict[str, Any]:
    called = made.called(tie.bucket)
    return {
        "called": called[:1].upper() + called[1:],
        "documents": f"{kind_of(tie.bucket.flow).document}s".capitalize(),
        "currency": tie.bucket.currency or "no currency",
        "procurify": grouped(tie.procurify),
        "procurify_orders": f"{tie.procurify_orders:,}",
        "gp": grouped(tie.gp),
        "gp_orders": f"{tie.gp_orders:,}",
        "rest": grouped(tie.unexplained),
        "ties": tie.ties,
        "reasons": [
            {
                "sign": "plus" if amount < 0 else "less",
                "name": REASONS[why].name,
                "meaning": REASONS[why].meaning,
                "settled": REASONS[why].settled,
                "orders": f"{count:,}",
                "amount": grouped(-amount),
            }
            for why, (amount, count) in tie.reasons.items()
        ],
        "chart": waterfall(tie),
    }
