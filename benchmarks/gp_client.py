"""The GP client beside bare requests with requests-ntlm: what a request costs over a connection that is kept."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from urllib.parse import quote

import requests

from benchmarks.gp_session import logged_in
from benchmarks.results import Check, Section, spread
from benchmarks.servers import PASSWORD, USER, GPHost, hosted
from benchmarks.size import Size
from dynamicsgp_sba import COMPANION, DynamicsGP, NtlmAuth

__all__ = ["measure_gp_client"]

_MOST_RATIO = 1.3
_COMPANY = "Fabrikam, Inc."
_VENDOR = "ACETRAVE0001"

Once = Callable[[], object]


def measure_gp_client(_: Path, size: Size) -> Section:
    """Time requests of the client and bare ones in turns, pair by pair, over one connection each.

    Args:
        size: how many rounds, and pairs in each.
    """
    with hosted(GPHost) as gp, _senders(gp.url()) as pairs:
        timed = {
            name: [_round(bare, client, size.pairs) for _ in range(size.rounds)]
            for name, (bare, client) in pairs.items()
        }
    rows = []
    checks = []
    for name, rounds in timed.items():
        ratios = [client / bare for bare, client in rounds]
        bare, client = (statistics.median(side) * 1000 for side in zip(*rounds, strict=True))
        rows.append((name, bare, client, *spread(ratios)))
        checks.append(
            Check(name=f"{name}, client over bare", value=spread(ratios)[0], target=_MOST_RATIO, is_limit=True)
        )
    return Section(
        title="The GP client beside bare requests with requests-ntlm",
        how=(
            f"Medians of {size.rounds} rounds of {size.pairs} pairs over one kept NTLM connection each, from the "
            "call to the parsed answer; who goes first alternates. GP is a loopback server that answers at once, so "
            "that nothing hides what the client costs; a real one takes some hundred times as long."
        ),
        columns=("request", "bare ms", "client ms", "client / bare", "least", "most"),
        rows=tuple(rows),
        checks=tuple(checks),
    )


@contextmanager
def _senders(url: str) -> Iterator[dict[str, tuple[Once, Once]]]:
    """Give for each kind of request how it is sent bare, and how by the client."""
    service = f"{url}/GPService/Tenants(DefaultTenant)"
    vendors = f"{service}/Companies({quote(_COMPANY, safe='')})/Purchasing/Vendors"
    with (
        logged_in(f"{service}/help", USER, PASSWORD) as session,
        DynamicsGP(url, auth=NtlmAuth(USER, PASSWORD), profile=COMPANION, max_connections=1) as gp,
    ):
        company = gp.company(_COMPANY)
        pairs: dict[str, tuple[Once, Once]] = {
            "the discovery page": (lambda: _got(session, f"{service}/help").text, gp.help),
            "a vendor as it is": (
                lambda: json.loads(_got(session, f"{vendors}({_VENDOR})").content),
                lambda: gp.request("GET", f"Purchasing/Vendors({_VENDOR})", company=_COMPANY),
            ),
            "a vendor": (
                lambda: json.loads(_got(session, f"{vendors}({_VENDOR})").content),
                lambda: company.vendors.get(_VENDOR),
            ),
        }
        for bare, client in pairs.values():
            bare()
            client()
        yield pairs


def _got(session: requests.Session, url: str) -> requests.Response:
    answer = session.get(url, headers={"Accept": "application/json"}, timeout=60)
    answer.raise_for_status()
    return answer


def _round(bare: Once, client: Once, pairs: int) -> tuple[float, float]:
    """The median seconds of both, over many pairs."""
    seconds: dict[Once, list[float]] = {bare: [], client: []}
    order = [bare, client]
    for _ in repeat(None, pairs):
        for once in order:
            started = time.perf_counter()
            once()
            seconds[once].append(time.perf_counter() - started)
        order.reverse()
    return statistics.median(seconds[bare]), statistics.median(seconds[client])
