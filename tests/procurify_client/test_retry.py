"""The arithmetic of repetition."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import Backoff
from procurify_client.retry import retry_after

NOW = datetime(2026, 11, 4, 15, 0, tzinfo=UTC)


class TestBackoff:
    @given(st.integers(1, 10**6), st.floats(0, 1), st.none() | st.floats(0, 10**6))
    def test_a_wait_is_in_bounds(self, attempt: int, number: float, asked: float | None) -> None:
        """
        Whatever happens, no wait is negative or longer than the longest.
        """
        wait = Backoff(attempts=10**6 + 1, longest=60).wait(attempt, asked, lambda: number)

        assert wait is None or 0 <= wait <= 60

    def test_the_last_attempt_is_the_last(self) -> None:
        """
        After it there is no wait, whatever the server asks for.
        """
        assert Backoff(attempts=2).wait(2, 1.0, lambda: 1.0) is None

    def test_what_the_server_asks_for_counts(self) -> None:
        """
        Neither more nor less, up to the longest wait.
        """
        backoff = Backoff(attempts=3, longest=60)

        assert (backoff.wait(1, 42.0, lambda: 0.0), backoff.wait(1, 61.0, lambda: 0.0)) == (42.0, None)

    @pytest.mark.parametrize("field", ["attempts", "first", "longest"])
    def test_negative_figures_are_refused(self, field: str) -> None:
        """
        There is no such waiting.
        """
        with pytest.raises(ValueError, match=field):
            Backoff(**{field: -1})


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            ("30", 30.0),
            (" 1.5 ", 1.5),
            ("Wed, 04 Nov 2026 15:01:00 GMT", 60.0),
            ("Wed, 04 Nov 2026 15:01:00", 60.0),
            ("Wed, 04 Nov 2020 15:01:00 GMT", 0.0),
            ("-5", None),
            ("", None),
            (None, None),
        ],
    )
    def test_both_forms(self, header: str | None, seconds: float | None) -> None:
        """
        Seconds, or a date; the past is now.
        """
        assert retry_after(header, NOW) == seconds

    @given(st.text())
    def test_never_raises(self, header: str) -> None:
        """
        Whatever the header says, it gives seconds or nothing.
        """
        wait = retry_after(header, NOW)

        assert wait is None or wait >= 0
