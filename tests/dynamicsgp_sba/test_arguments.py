"""Arguments of a wrong kind are told where they are given."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_type_hints

import attrs
import pytest

from dynamicsgp_sba import SHIPPED, BasicAuth, Company, DynamicsGP, InvalidValueError
from dynamicsgp_sba.client_options import ClientOptions
from dynamicsgp_sba.testing import GPServer

Act = Callable[[Company], Any]
WRONG: dict[str, tuple[Act, str]] = {
    "a day for an instant": (
        lambda company: company.vendors.list(changed_since=date(2026, 11, 4)),  # type: ignore[arg-type]
        r"changed_since is datetime.date\(2026, 11, 4\): expected datetime",
    ),
    "a text for an instant": (
        lambda company: company.purchase_orders.list(changed_since="2026-11-04"),  # type: ignore[arg-type]
        "changed_since is '2026-11-04': expected datetime",
    ),
    "a table for a vendor": (
        lambda company: company.vendors.create({"id": "NORTHIND0001"}),  # type: ignore[arg-type]
        r"vendor is \{'id': 'NORTHIND0001'\}: expected NewVendor\(...\)",
    ),
    "a record that was read for one to write": (
        lambda company: company.vendors.update(company.vendors.get("ACETRAVE0001")),  # type: ignore[arg-type]
        r"vendor is Vendor\(id='ACETRAVE0001'.*: expected NewVendor\(...\)",
    ),
    "nothing for an address": (
        lambda company: company.vendor_addresses.create(None),  # type: ignore[arg-type]
        r"address is None: expected NewVendorAddress\(...\)",
    ),
    "a number for an order": (
        lambda company: company.purchase_orders.create("PO1001"),  # type: ignore[arg-type]
        r"order is 'PO1001': expected NewPurchaseOrder\(...\)",
    ),
    "a number for a requisition": (
        lambda company: company.requisitions.create("REQ1001"),  # type: ignore[arg-type]
        r"requisition is 'REQ1001': expected NewRequisition\(...\)",
    ),
}


def client(**options: Any) -> DynamicsGP:
    """A client that nobody connects with."""
    return DynamicsGP("https://gp.example.com", auth=BasicAuth("svc_gp", "made-up"), **options)


class TestWrongKinds:
    @pytest.mark.parametrize(("act", "words"), WRONG.values(), ids=list(WRONG))
    def test_they_are_named_with_what_is_accepted(
        self, server: GPServer, company: Company, act: Act, words: str
    ) -> None:
        with pytest.raises(TypeError, match=words):
            act(company)

        assert {record.method for record in server.requests} <= {"GET"}

    @pytest.mark.parametrize("send", ["send", "exchange"])
    def test_what_is_no_call_is_not_sent(self, send: str) -> None:
        with client() as gp, pytest.raises(TypeError, match=r"call is 'PO1001': expected Call\(...\)"):
            getattr(gp, send)("PO1001")

    @pytest.mark.parametrize(("option", "kind"), [("backoff", "Backoff"), ("breaker", "Breaker")])
    def test_an_option_is_told_before_the_first_call(self, option: str, kind: str) -> None:
        with pytest.raises(TypeError, match=rf"{option} is 3: expected {kind}\(...\)"):
            client(**{option: 3})

    @pytest.mark.parametrize("name", [None, 7, ""])
    def test_a_company_has_a_name(self, name: Any) -> None:
        with client() as gp, pytest.raises(InvalidValueError, match="company or key must be a text"):
            gp.company(name)


class TestOptionsOfAClientFromAProfile:
    def test_they_are_those_of_the_constructor_that_no_profile_has(self) -> None:
        hints = get_type_hints(DynamicsGP.__init__)
        in_profile = {"base_url", "auth", "tenant", "profile", "return"}

        assert get_type_hints(ClientOptions) == {name: hints[name] for name in hints if name not in in_profile}

    def test_a_misspelt_one_is_refused(self) -> None:
        profile = attrs.evolve(SHIPPED, base_url="https://gp.example.com")

        with pytest.raises(TypeError, match="max_conections"):
            DynamicsGP.from_profile(
                profile,
                auth=BasicAuth("svc_gp", "made-up"),
                max_conections=3,  # type: ignore[call-arg]
            )
