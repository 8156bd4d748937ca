"""What the client knows of the server's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import Procurify, ServerError
from procurify_client.server_clock import ServerClock, http_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurify_client.testing import ProcurifyServer
    from tests.procurify_client.conftest import MakeClient, Time

NOON = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)


class TestHttpDate:
    @pytest.mark.parametrize(
        ("header", "instant"),
        [
            ("Wed, 04 Nov 2026 12:00:00 GMT", NOON),
            ("Wed, 04 Nov 2026 07:00:00 -0500", NOON),
            ("Wed, 04 Nov 2026 12:00:00 -0000", NOON),
            ("Fri, 31 Dec 9999 23:59:59 -1200", None),
            ("noon", None),
            ("", None),
            (None, None),
        ],
    )
    def test_a_date_is_an_instant_or_nothing(self, header: str | None, instant: datetime | None) -> None:
        """
        One without a zone is UTC, and one beyond the calendar is none.
        """
        assert http_date(header) == instant

    @given(st.text())
    def test_never_raises(self, header: str) -> None:
        """
        Whatever the header says.
        """
        read = http_date(header)

        assert read is None or read.tzinfo is UTC


class TestServerClock:
    def test_nothing_is_known_before_the_first_answer(self) -> None:
        """
        None is not zero.
        """
        assert ServerClock(lambda: NOON).offset is None

    @pytest.mark.parametrize(
        ("date", "elapsed", "seconds"),
        [
            ("Wed, 04 Nov 2026 12:00:00 GMT", 0.0, 0),
            ("Wed, 04 Nov 2026 12:01:30 GMT", 0.0, 90),
            ("Wed, 04 Nov 2026 11:55:00 GMT", 0.0, -300),
            ("Wed, 04 Nov 2026 12:00:00 GMT", 8.0, 4),
            ("Wed, 04 Nov 2026 11:59:59 GMT", 0.5, 0),
        ],
    )
    def test_it_is_measured_at_the_middle_of_the_exchange(self, date: str, elapsed: float, seconds: int) -> None:
        """
        In whole seconds; the fraction that the header has lost is on our side.
        """
        clock = ServerClock(lambda: NOON)

        clock.heard(date, elapsed)

        assert clock.offset == timedelta(seconds=seconds)

    @pytest.mark.parametrize(
        ("date", "elapsed"),
        [(None, 0.0), ("yesterday", 0.0), ("Wed, 04 Nov 2026 12:30:00 GMT", 10.1)],
        ids=["none", "unreadable", "slow"],
    )
    def test_what_tells_nothing_changes_nothing(self, date: str | None, elapsed: float) -> None:
        """
        The offset known before stays.
        """
        clock = ServerClock(lambda: NOON)
        clock.heard("Wed, 04 Nov 2026 12:00:07 GMT", 0.0)

        clock.heard(date, elapsed)

        assert clock.offset == timedelta(seconds=7)


class TestClockOffset:
    def test_it_comes_with_the_first_answer_and_costs_no_request(
        self, procurify: Procurify, server: ProcurifyServer
    ) -> None:
        """
        The server's clock is four minutes ahead.
        """
        server.clock_skew = timedelta(minutes=4)
        before = procurify.clock_offset
        procurify.vendors.get(2)

        assert (before, procurify.clock_offset) == (None, timedelta(minutes=4))
        assert [record.path for record in server.requests] == ["/oauth/token", "/api/v3/vendors/2/"]

    def test_the_newest_answer_counts(self, procurify: Procurify, server: ProcurifyServer) -> None:
        """
        A server whose clock was put right is believed.
        """
        server.clock_skew = timedelta(minutes=-7)
        procurify.vendors.get(2)
        server.clock_skew = timedelta()
        procurify.vendors.get(2)

        assert procurify.clock_offset == timedelta()

    def test_an_error_tells_the_time_too(self, make_client: MakeClient, server: ProcurifyServer) -> None:
        """
        Any answer has a date.
        """
        procurify = make_client()
        server.clock_skew = timedelta(hours=1)
        server.fail("/vendors/", 500, times=4)
        with pytest.raises(ServerError):
            procurify.vendors.get(2)

        assert procurify.clock_offset == timedelta(hours=1)

    @respx.mock(assert_all_called=True)
    def test_an_answer_without_a_date(self, respx_mock: respx.MockRouter, make_client: MakeClient) -> None:
        """
        Nothing is known, and nothing fails.
        """
        token = {"access_token": "made-up", "expires_in": 3600, "token_type": "Bearer"}
        respx_mock.post("https://acme.procurify.com/oauth/token").respond(json=token)
        respx_mock.get("https://acme.procurify.com/api/v3/none/").respond(json={}, headers={"Date": "?"})
        procurify = make_client(base_url="https://acme.procurify.com")

        procurify.request("GET", "/api/v3/none/")

        assert procurify.clock_offset is None

    def test_threads(
        self,
        procurify: Procurify,
        server: ProcurifyServer,
        together: Callable[[int, Callable[[], object]], list[object]],
    ) -> None:
        """
        Read while others write: always a whole offset.
        """
        server.clock_skew = timedelta(seconds=42)
        seen: set[timedelta | None] = set()

        def ask() -> None:
            for _ in range(5):
                procurify.vendors.get(2)
                seen.add(procurify.clock_offset)

        assert together(8, ask) == [None] * 8
        assert seen == {timedelta(seconds=42)}

    def test_time_that_passes_on_both_sides(self, procurify: Procurify, server: ProcurifyServer, time: Time) -> None:
        """
        The header follows the server's clock, not the machine's.
        """
        time.pass_by(3600.25)
        procurify.vendors.get(2)

        assert procurify.clock_offset == timedelta()
