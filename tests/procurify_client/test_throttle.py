"""The arithmetic of limits: when a request may start."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import Limits
from procurify_client.limits import Throttle


class TestArithmetic:
    def test_a_burst_and_then_one_by_one(self) -> None:
        """
        Two a second with a burst of three: three at once, then one each half second.
        """
        throttle = Throttle(Limits(per_second=2, burst=3))

        assert [throttle.book(100.0, 60) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]

    def test_quiet_time_gives_the_burst_back_and_no_more(self) -> None:
        """
        An hour without requests does not add up to an hour's worth of them.
        """
        throttle = Throttle(Limits(per_second=2, burst=3))
        for _ in range(3):
            throttle.book(100.0, 60)

        assert [throttle.book(3700.0, 60) for _ in range(4)] == [0, 0, 0, 0.5]

    def test_a_turn_that_comes_too_late_is_not_taken(self) -> None:
        """
        Who gives up does not push back the others.
        """
        throttle = Throttle(Limits(per_second=1, burst=1))
        throttle.book(100.0, 60)
        impatient = [throttle.book(100.0, 0.5) for _ in range(3)]

        assert impatient == [1.0, 1.0, 1.0]
        assert throttle.book(100.0, 60) == 1.0

    def test_a_hold_is_for_everybody_and_ends_without_a_burst(self) -> None:
        """
        A server that has just recovered is not hit by all at once.
        """
        throttle = Throttle(Limits(per_second=2, burst=3))
        throttle.hold(100.0, 9.0)

        assert [throttle.book(100.0, 60) for _ in range(3)] == [9.0, 9.5, 10.0]
        assert (throttle.is_held(108.9), throttle.is_held(109.0)) == (True, False)

    def test_without_a_rate_only_a_hold_counts(self) -> None:
        """
        Limits that are off still heed the server.
        """
        throttle = Throttle(Limits(per_second=None))
        free = [throttle.book(100.0, 0) for _ in range(1000)]
        throttle.hold(100.0, 5.0)

        assert set(free) == {0}
        assert throttle.book(100.0, 60) == 5.0

    @given(
        rate=st.floats(0.1, 100),
        burst=st.integers(1, 20),
        gaps=st.lists(st.floats(0, 3), min_size=1, max_size=60),
    )
    def test_never_more_than_rate_and_burst(self, rate: float, burst: int, gaps: list[float]) -> None:
        """
        In any span of time at most the burst starts, and the rate times the span.
        """
        throttle = Throttle(Limits(per_second=rate, burst=burst))
        now, starts = 0.0, []
        for gap in gaps:
            now += gap
            starts.append(now + throttle.book(now, float("inf")))

        for first in range(len(starts)):
            for last in range(first, len(starts)):
                assert last - first + 1 <= burst + rate * (starts[last] - starts[first]) + 1e-6

    @pytest.mark.parametrize(
        "figures",
        [
            {"in_flight": 0},
            {"in_flight": 2.5},
            {"per_second": 0},
            {"per_second": True},
            {"burst": 0},
            {"longest_wait": -1},
            {"longest_hold": -1},
        ],
    )
    def test_figures_out_of_range_are_refused(self, figures: dict[str, Any]) -> None:
        """
        The message names the figure.
        """
        with pytest.raises(ValueError, match=next(iter(figures))):
            Limits(**figures)
