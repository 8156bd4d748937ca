"""One text for one content."""

from datetime import UTC, date, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.canonical import canonical, fingerprint, revive
from gp_sync.core.model import Severity

words = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@attrs.frozen(kw_only=True)
class Line:
    quantity: Decimal
    note: str | None


@attrs.frozen(kw_only=True)
class Order:
    number: str
    day: date
    at: datetime
    lines: tuple[Line, ...]


lines = st.builds(Line, quantity=st.decimals(allow_nan=False, allow_infinity=False, places=5), note=st.none() | words)
orders = st.builds(
    Order,
    number=words,
    day=st.dates(),
    at=st.datetimes(timezones=st.just(UTC)),
    lines=st.lists(lines, max_size=4).map(tuple),
)


class TestCanonical:
    @given(st.dictionaries(words, values, max_size=6), st.randoms())
    def test_the_order_of_keys_does_not_matter(self, members: dict[str, object], random: object) -> None:
        shuffled = list(members.items())
        random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random

        assert canonical(dict(shuffled)) == canonical(members)

    @given(orders)
    def test_what_was_written_is_read_back_the_same(self, order: Order) -> None:
        assert revive(canonical(order), Order) == order

    @given(orders, orders)
    def test_two_contents_have_two_texts(self, one: Order, other: Order) -> None:
        assert (canonical(one) == canonical(other)) == (one == other)

    def test_decimals_dates_instants_and_enums_become_text(self) -> None:
        value = {
            "z": Severity.HOLD,
            "amount": Decimal("10.50"),
            "at": datetime(2026, 11, 4, 9, 30, tzinfo=UTC),
            "day": date(2026, 11, 4),
            "name": "Café",
        }

        assert canonical(value) == (
            '{"amount":"10.50","at":"2026-11-04T09:30:00+00:00","day":"2026-11-04","name":"Café","z":"HOLD"}'
        )


class TestRevive:
    def test_nothing_becomes_none(self) -> None:
        assert revive(canonical(None), Order) is None

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('{"quantity":"ten","note":null}', "expected a decimal number, got 'ten' @ Line.quantity"),
            ('{"note":null}', "missing 'quantity'"),
            ("[1]", "Line"),
        ],
    )
    def test_a_text_of_another_class_is_refused_with_what_is_wrong(self, text: str, problem: str) -> None:
        with pytest.raises(ValueError, match=r".") as refused:
            revive(text, Line)

        assert problem in str(refused.value)


class TestFingerprint:
    def test_it_is_the_sha_256_of_the_text(self) -> None:
        assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
