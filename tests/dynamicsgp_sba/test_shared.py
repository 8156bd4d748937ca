"""The small files that both clients carry, as this package relies on them."""

import copy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import Backoff, Secret
from dynamicsgp_sba.retry import retry_after

NOW = datetime(2026, 11, 4, 8, tzinfo=UTC)


class TestSecret:
    def test_it_shows_itself_only_on_request(self) -> None:
        secret = Secret("Canary")

        assert (repr(secret), str(secret), f"{secret}") == ("Secret('********')",) * 3
        assert secret.reveal() == "Canary"

    def test_it_compares_by_value_and_is_not_copied(self) -> None:
        assert Secret("a") == Secret("a") != Secret("b")
        assert len({Secret("a"), Secret("a")}) == 1
        with pytest.raises(TypeError, match="not copied"):
            copy.copy(Secret("a"))
        with pytest.raises(ValueError, match="empty"):
            Secret("")


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            (None, None),
            ("5", 5.0),
            (" 1.5 ", 1.5),
            ("Wed, 04 Nov 2026 08:00:30 GMT", 30.0),
            ("Wed, 04 Nov 2026 07:00:00 GMT", 0.0),
            ("soon", None),
        ],
    )
    def test_seconds_and_dates_both_count(self, header: str | None, seconds: float | None) -> None:
        assert retry_after(header, NOW) == seconds

    @given(st.text())
    def test_whatever_the_header_says_it_gives_seconds_or_nothing(self, header: str) -> None:
        wait = retry_after(header, NOW)

        assert wait is None or wait >= 0


class TestBackoff:
    @given(st.integers(1, 10_000), st.floats(0, 1))
    def test_a_wait_is_bounded_and_ends(self, attempt: int, random: float) -> None:
        wait = Backoff(attempts=4, first=0.5, longest=60).wait(attempt, None, lambda: random)

        assert wait is None if attempt >= 4 else 0 <= (wait or 0) <= 60
