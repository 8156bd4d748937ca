"""What each answer that is no success comes to, and which keys can be sent."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import dynamicsgp_sba as gp_package
from dynamicsgp_sba import (
    AccessDeniedError,
    AlreadyExistsError,
    Backoff,
    Company,
    ConnectError,
    DynamicsGP,
    DynamicsGPError,
    InvalidValueError,
    KeyRefusedError,
    LostAnswerError,
    NewPurchaseOrder,
    NotFoundError,
    RecordLockedError,
    RefusedError,
    ResourceNotAvailableError,
    ServerError,
    UnavailableError,
    UnexpectedAnswerError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

FABRIKAM = "Fabrikam, Inc."
SAMPLES = Path(__file__).parent / "samples"
CASES = {case["name"]: case for case in json.loads((SAMPLES / "errors.json").read_text(encoding="utf-8"))["cases"]}
HOSTILE = [
    case["vendor_id"] for case in json.loads((SAMPLES / "vendor-ids-hostile.json").read_text(encoding="utf-8"))["cases"]
]
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]
Orders = Callable[..., NewPurchaseOrder]
PUBLIC = [getattr(gp_package, name) for name in gp_package.__all__]
ERRORS = [value for value in PUBLIC if isinstance(value, type) and issubclass(value, DynamicsGPError)]


def play(server: GPServer, case: dict[str, Any], times: int = 9) -> None:
    """Have the server answer like a sample."""
    body = case["body"]
    content_type = case["headers"].get("Content-Type", "text/plain")
    text = body if isinstance(body, str) else json.dumps(body)
    server.fail("Vendors", status=case["status"], body=text, content_type=content_type, times=times)


class TestSampleAnswers:
    @pytest.mark.parametrize(
        ("name", "kind", "text"),
        [
            ("unmapped windows account", AccessDeniedError, "not mapped to a Dynamics GP user"),
            ("no security to the service", AccessDeniedError, "security privileges"),
            ("not found", NotFoundError, "Vendor NOSUCH does not exist."),
            ("unknown company or tenant", ResourceNotAvailableError, "Endpoint not found."),
            ("validation", RefusedError, "Payment terms ID does not exist."),
            ("validation reported with 500", AlreadyExistsError, "number has been used"),
            ("success status carrying an error", RecordLockedError, "being edited by another user"),
            ("wcf fault", ServerError, "unable to process the request due to an internal error"),
            ("no dexterity process free or host down", UnavailableError, "Service Unavailable"),
        ],
    )
    def test_each_becomes_the_error_that_says_what_to_do(
        self, server: GPServer, company: Company, name: str, kind: type[DynamicsGPError], text: str
    ) -> None:
        play(server, CASES[name])

        with pytest.raises(DynamicsGPError, match="GET http://127") as caught:
            company.vendors.get("NOSUCH")

        assert type(caught.value) is kind
        assert text in str(caught.value)
        assert caught.value.method == "GET"
        assert caught.value.url.endswith("/Purchasing/Vendors(NOSUCH)")

    def test_every_sample_is_covered(self) -> None:
        assert set(CASES) == {
            "challenge",  # a refused logon: test_logon.py
            "client timeout, outcome unknown",  # test_creating_orders.py
            "unmapped windows account",
            "no security to the service",
            "not found",
            "unknown company or tenant",
            "validation",
            "validation reported with 500",
            "success status carrying an error",
            "wcf fault",
            "no dexterity process free or host down",
        }

    def test_fields_are_named(self, server: GPServer, company: Company) -> None:
        play(server, CASES["validation"])

        with pytest.raises(RefusedError) as caught:
            company.vendors.get("V1")

        assert caught.value.field_errors == {"PYMTRMID": "Payment terms ID does not exist."}
        assert caught.value.details()["status"] == 400


class TestKinds:
    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [
            (400, '{"message": "no"}', RefusedError),
            (400, '"just a text"', RefusedError),
            (405, "", ResourceNotAvailableError),
            (407, "", ConnectError),
            (408, "", LostAnswerError),
            (409, '{"Status": {"Code": 409, "Errors": [{"Code": 7807, "Message": "exists"}]}}', AlreadyExistsError),
            (
                409,
                '{"Status": {"Code": 409, "Errors": [{"Code": "3806", "Message": "ORD already exists"}]}}',
                RefusedError,
            ),
            (423, "", RecordLockedError),
            (429, "", UnavailableError),
            (500, "Access denied.", AccessDeniedError),
            (500, '{"Status": {"Code": 500, "Message": "x", "Errors": [{"Code": "883"}]}}', RefusedError),
            (502, "", ServerError),
            (418, "", RefusedError),
        ],
    )
    def test_code_text_and_status_decide_in_this_order(
        self, server: GPServer, company: Company, status: int, body: str, kind: type[DynamicsGPError]
    ) -> None:
        server.fail("Vendors", status=status, body=body, times=9)

        with pytest.raises(DynamicsGPError) as caught:
            company.vendors.get("V1")

        assert type(caught.value) is kind

    def test_an_empty_success_of_a_write_leaves_the_outcome_unknown(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("PurchaseOrders", status=204)

        with pytest.raises(UnexpectedAnswerError, match="does not show what GP now holds") as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is True

    @pytest.mark.parametrize("status", [200, 204])
    def test_an_empty_success_for_one_record_means_there_is_none(
        self, server: GPServer, company: Company, status: int
    ) -> None:
        server.fail("Vendors", status=status)

        with pytest.raises(NotFoundError) as caught:
            company.vendors.get("V1")

        assert caught.value.status == status

    def test_a_page_instead_of_data_is_an_error_that_keeps_its_beginning(
        self, server: GPServer, company: Company
    ) -> None:
        server.fail("Vendors", status=200, body="<html>Sign in</html>", content_type="text/html")

        with pytest.raises(UnexpectedAnswerError) as caught:
            company.vendors.list()

        assert caught.value.body == "<html>Sign in</html>"
        assert "Sign in" not in str(caught.value)

    def test_an_unknown_company_is_told_apart_from_an_unknown_record(self, gp: DynamicsGP) -> None:
        with pytest.raises(ResourceNotAvailableError, match="company's name, the tenant"):
            gp.company("Nowhere Ltd").purchase_orders.get("PO1")

    def test_a_wait_that_the_server_asks_for_is_on_the_error(self, server: GPServer, connect: Connect) -> None:
        vendors = connect(server, backoff=Backoff(longest=1)).company(FABRIKAM).vendors
        server.fail("Vendors", status=503, headers={"Retry-After": "120"})

        with pytest.raises(UnavailableError) as caught:
            vendors.list()

        assert caught.value.retry_after == 120.0


class TestHostileKeys:
    HOSTILE = json.loads((Path(__file__).parent / "samples" / "vendor-ids-hostile.json").read_text(encoding="utf-8"))

    @pytest.mark.parametrize(
        "vendor_id", [*(case["vendor_id"] for case in HOSTILE["cases"]), "..", "a/../b", "%2e%2e", "é;ß"]
    )
    def test_each_is_read_by_exactly_its_own_letters(self, server: GPServer, company: Company, vendor_id: str) -> None:
        server.companies[FABRIKAM.casefold()].add_vendor(vendor_id, f"Named {vendor_id}")

        found = company.vendors.get(vendor_id)

        assert (found.id, found.name) == (vendor_id.upper(), f"Named {vendor_id}")
        assert server.requests[-1].key == vendor_id

    @pytest.mark.parametrize(("vendor_id", "refused"), [("%#$!<>", "%"), ("a/b", "/")])
    def test_a_server_that_refuses_a_letter_gives_an_error_that_names_the_key(
        self, serve: Serve, connect: Connect, vendor_id: str, refused: str
    ) -> None:
        server = serve(refuse_in_paths=refused)
        vendors = connect(server).company(FABRIKAM).vendors

        with pytest.raises(KeyRefusedError, match="rename the record in GP") as caught:
            vendors.get(vendor_id)

        assert repr(vendor_id) in str(caught.value)
        assert refused in str(caught.value).partition("which holds ")[2]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=15))
    def test_whatever_the_key_the_server_sees_its_letters(
        self, server: GPServer, fabrikam: GPCompany, company: Company, vendor_id: str
    ) -> None:
        assume(fabrikam.vendor(vendor_id) is None)  # Hypothesis also tries texts that it finds in the sources

        with pytest.raises(NotFoundError):
            company.vendors.get(vendor_id)

        assert server.requests[-1].resource == "Purchasing/Vendors"
        assert server.requests[-1].key == vendor_id

    def test_an_empty_key_is_refused_here(self, company: Company) -> None:
        with pytest.raises(InvalidValueError, match="at least one character"):
            company.vendors.get("")


class TestUnreadableAnswers:
    def test_they_name_what_was_asked_for(self, server: GPServer, company: Company) -> None:
        server.garble("Vendors")

        with pytest.raises(UnexpectedAnswerError) as caught:
            company.vendors.get("ACETRAVE0001")

        error = caught.value
        assert str(error).startswith(f"GET {error.url}: the answer cannot be read: ")
        assert error.url.endswith("/Purchasing/Vendors(ACETRAVE0001)")
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  # our own


class TestErrors:
    @pytest.mark.parametrize("kind", ERRORS)
    def test_each_survives_pickling_with_all_it_knows(self, kind: type[DynamicsGPError]) -> None:
        error = kind(
            "what, where, what to do",
            status=409,
            method="POST",
            url="https://gp.example.com/x",
            codes=("220",),
            field_errors={"PONUMBER": "in use"},
            retry_after=1.5,
            outcome_unknown=True,
            body="x",
        )

        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

        assert type(copy) is kind
        assert str(copy) == "what, where, what to do"
        assert copy.details() == error.details()

    def test_all_of_them_are_public(self) -> None:
        from dynamicsgp_sba import errors

        assert sorted(kind.__name__ for kind in ERRORS) == errors.__all__
