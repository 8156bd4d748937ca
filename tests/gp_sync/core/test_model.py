"""The values that travel through the engine."""

from datetime import UTC, datetime

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Facts, Key, Ref, TargetRef, Unavailable
from gp_sync.core.refusals import Refused

AT = datetime(2026, 11, 4, tzinfo=UTC)
ACCOUNT = Ref("gl_account", ("TWO", "000-5100-01"))


class TestFacts:
    def test_a_fact_that_was_asked_for_and_found_is_given(self) -> None:
        facts = Facts(as_of=AT, asked=frozenset({ACCOUNT}), found={ACCOUNT: "an account"})

        assert facts.get(ACCOUNT) == "an account"

    def test_a_fact_that_was_asked_for_and_not_found_is_absent(self) -> None:
        assert Facts(as_of=AT, asked=frozenset({ACCOUNT})).get(ACCOUNT) is None

    def test_a_fact_that_nobody_asked_for_is_a_mistake_of_the_mapper(self) -> None:
        with pytest.raises(LookupError, match=r"gl_account TWO 000-5100-01 was not asked for: .* needs\(\)"):
            Facts(as_of=AT).get(ACCOUNT)


class TestNames:
    def test_keys_and_targets_read_well(self) -> None:
        assert str(Key(connection="fabrikam", flow="purchase_orders", source_id="52")) == "purchase_orders 52"
        assert str(TargetRef(side="gp", company="TWO", number="PF52")) == "PF52 in TWO"

    def test_a_record_can_be_the_cause_of_a_finding(self) -> None:
        assert str(TargetRef(side="gp", company="TWO", number="PF52").ref) == "record purchase_orders gp TWO PF52"


class TestErrors:
    def test_a_refusal_says_why(self) -> None:
        refusal = Refused((finding("GP_REFUSED", ACCOUNT, tried="370: the subtotal"), finding("NO_LINES", ACCOUNT)))

        assert str(refusal) == "GP_REFUSED 370: the subtotal; NO_LINES"
        assert not refusal.exists

    def test_an_unavailable_side_says_what_is_wrong(self) -> None:
        error = Unavailable(finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused"))

        assert str(error) == "GP_UNAVAILABLE: connection refused"
