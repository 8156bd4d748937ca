"""What the client knows of GP's clock; the arithmetic is tested with the other client, which carries the same file."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from dynamicsgp_sba import Company, DynamicsGP, NotFoundError
from dynamicsgp_sba.testing import GPServer

NOON = datetime(2026, 11, 4, 12, 0, 0, 250_000, tzinfo=UTC)


class TestClockOffset:
    def test_it_comes_with_the_first_answer_and_costs_no_request(
        self, serve: Callable[..., GPServer], connect: Callable[..., DynamicsGP]
    ) -> None:
        """The server's clock is five minutes behind."""
        server = serve(now=lambda: NOON)
        server.clock_skew = timedelta(minutes=-5)
        gp = connect(server, now=lambda: NOON)
        before = gp.clock_offset
        gp.company("Fabrikam, Inc.").vendors.get("CONTOSUP0001")

        assert (before, gp.clock_offset) == (None, timedelta(minutes=-5))
        assert len(server.requests) == 2  # one of them proves the logon, as ever

    def test_the_newest_answer_counts(self, serve: Callable[..., GPServer], connect: Callable[..., DynamicsGP]) -> None:
        """A server whose clock was put right is believed; an error has a date too."""
        server = serve(now=lambda: NOON)
        server.clock_skew = timedelta(hours=1)
        gp = connect(server, now=lambda: NOON)
        gp.help()
        server.clock_skew = timedelta()
        with pytest.raises(NotFoundError):
            gp.company("Fabrikam, Inc.").vendors.get("NOBODY")

        assert gp.clock_offset == timedelta()

    def test_both_ways_of_logging_on(self, either: GPServer, connect: Callable[..., DynamicsGP]) -> None:
        """Clocks of this machine on both sides: next to nothing is between them."""
        either.clock_skew = timedelta(days=1)
        gp = connect(either)
        gp.help()
        gp.help()

        assert (
            timedelta(days=1) <= (gp.clock_offset or timedelta()) + timedelta(seconds=3) <= timedelta(days=1, seconds=6)
        )

    def test_threads(self, server: GPServer, gp: DynamicsGP, company: Company) -> None:
        """Read while others write: always an offset."""
        server.clock_skew = timedelta(days=2)

        def ask(_: int) -> timedelta | None:
            company.vendors.get("CONTOSUP0001")
            return gp.clock_offset

        with ThreadPoolExecutor(4) as threads:
            offsets = list(threads.map(ask, range(20)))

        assert {round((offset or timedelta()) / timedelta(days=1)) for offset in offsets} == {2}
