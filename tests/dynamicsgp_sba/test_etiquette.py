"""How gently GP is used: connections and the pause between requests."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import (
    BusyClientError,
    DynamicsGP,
)
from dynamicsgp_sba.pacing import Pace
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import Connect
from tests.dynamicsgp_sba.fake_time import FakeTime
from tests.dynamicsgp_sba.threads import in_threads


class TestConnections:
    @pytest.mark.parametrize(("options", "most"), [({}, 2), ({"max_connections": 4}, 4)])
    def test_no_more_requests_are_in_flight_than_allowed_and_that_is_two_unless_told(
        self, server: GPServer, connect: Connect, options: dict[str, int], most: int
    ) -> None:
        gp = connect(server, **options)
        gp.help()
        server.latency = 0.05
        started = time.monotonic()

        failures = in_threads(8, lambda _: gp.help())

        assert failures == [None] * 8
        assert server.connections <= most
        assert time.monotonic() - started >= 8 / most * 0.05

    def test_an_answer_may_take_minutes(self, server: GPServer) -> None:
        from inspect import signature

        assert signature(DynamicsGP).parameters["read_timeout"].default == 600.0


class TestPace:
    def test_starts_are_an_interval_apart(self) -> None:
        fake = FakeTime()
        pace = Pace(2.0, fake.clock, fake.sleep)

        starts = []
        for _ in range(3):
            assert pace.wait(float("inf"))
            starts.append(fake.seconds)

        assert starts == [100.0, 102.0, 104.0]

    def test_a_quiet_time_is_not_saved_up(self) -> None:
        fake = FakeTime()
        pace = Pace(2.0, fake.clock, fake.sleep)
        pace.wait(float("inf"))
        fake.seconds = 500.0

        starts = []
        for _ in range(2):
            pace.wait(float("inf"))
            starts.append(fake.seconds)

        assert starts == [500.0, 502.0]

    def test_who_cannot_start_in_time_is_told_at_once_and_takes_no_place(self) -> None:
        fake = FakeTime()
        pace = Pace(10.0, fake.clock, fake.sleep)
        pace.wait(float("inf"))

        assert pace.wait(105.0) is False
        assert fake.seconds == 100.0
        assert pace.wait(float("inf"))
        assert fake.seconds == 110.0

    @given(st.lists(st.floats(0, 10), max_size=20), st.floats(0, 5))
    def test_whatever_the_gaps_no_two_starts_are_closer(self, gaps: list[float], interval: float) -> None:
        fake = FakeTime()
        pace = Pace(interval, fake.clock, fake.sleep)
        starts = []
        for gap in gaps:
            fake.seconds += gap
            pace.wait(float("inf"))
            starts.append(fake.seconds)

        assert all(later - earlier >= interval - 1e-9 for earlier, later in pairwise(starts))

    def test_all_connections_of_a_client_share_it(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, max_connections=4, min_interval=0.05)
        started = time.monotonic()

        failures = in_threads(6, lambda _: gp.help())

        assert failures == [None] * 6
        assert time.monotonic() - started >= (len(server.requests) - 1) * 0.05

    def test_a_deadline_before_the_next_start_is_said_and_nothing_is_sent(
        self, server: GPServer, connect: Connect
    ) -> None:
        gp = connect(server)
        gp.help()  # a logon is several requests, which need not wait
        gp._transport._shared.pace._interval = 60.0
        gp.help()
        before = len(server.requests)

        with pytest.raises(BusyClientError, match="its min_interval left no time; nothing was sent"):
            gp.request("GET", "help", timeout=0.1)

        assert len(server.requests) == before

    def test_a_negative_one_is_refused(self, server: GPServer, connect: Connect) -> None:
        with pytest.raises(ValueError, match="min_interval is -1: give seconds from 0"):
            connect(server, min_interval=-1)
