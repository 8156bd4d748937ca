"""Writes: never repeated on a hunch, and answers of their own forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import LostAnswerError, Procurify, PurchaseOrderState, UnexpectedResponseError
from procurify_client import bodies as b
from tests.procurify_client.faces import FACES
from tests.procurify_client.operations import CASES, Case

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

SAMPLES = Path(__file__).parent / "samples"


class TestWrites:
    @pytest.mark.parametrize(
        "case", [case for case in CASES if not case.request.startswith("GET")], ids=lambda case: case.operation
    )
    @pytest.mark.parametrize("face", FACES)
    def test_none_is_repeated_on_a_hunch(self, case: Case, face: Face, time: Time) -> None:
        """
        After a lost answer nobody knows whether it happened.
        """
        method, _, path = case.request.partition(" ")
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            route = mock.request(method, path)
            route.side_effect = httpx.ReadError("reset")
            (error,) = face(time, case.call)

        assert (type(error), error.outcome_unknown, route.call_count) == (LostAnswerError, True, 1)

    @pytest.mark.parametrize("status", [200, 204])
    @pytest.mark.parametrize("face", FACES)
    def test_an_empty_answer_where_a_record_was_due(self, face: Face, time: Time, status: int) -> None:
        """
        The write was accepted; its result has to be read.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.patch("/api/v3/vendors/9/").respond(status, content=b"")
            (error,) = face(time, lambda client: client.vendors.update(9, b.VendorChange(active=False)))

        assert type(error) is UnexpectedResponseError
        assert "the write was accepted, but the answer is empty" in str(error)
        assert (error.status, error.outcome_unknown) == (status, True)

    @pytest.mark.parametrize("content", [b"", b"{}", b"<html>"])
    @pytest.mark.parametrize("status", [200, 204])
    def test_whatever_reopening_answers(self, time: Time, content: bytes, status: int) -> None:
        """
        It is documented to answer without a body, and nothing that comes is read.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.post("/api/v3/purchase-orders/52/reopen/").respond(status, content=content)
            (result,) = FACES[0](time, lambda client: client.purchase_orders.reopen(52))

        assert result is None

    def test_another_body_is_refused(self, time: Time) -> None:
        """
        A change is no new vendor, and neither is a dictionary.
        """
        with Procurify("acme", client_id="a", client_secret="b") as procurify:
            for body in (b.VendorChange(name="X"), {"name": "X"}):
                with pytest.raises(TypeError, match=r"give NewVendor\(\.\.\.\)"):
                    procurify.vendors.create(body)  # type: ignore[arg-type]  # what the test is about


class TestForms:
    def test_the_answer_to_closing(self, time: Time) -> None:
        """
        It has a form of its own: a key beside the id, and the currency twice.
        """
        closed = _answer_of("closePurchaseOrder", time)

        assert (closed.id, closed.key, closed.state) == (52, 52, PurchaseOrderState.CLOSED)
        assert (closed.currency_code, closed.currency.id) == ("USD", 1)
        assert (closed.vendor.name, closed.vendor.type) == ("Lakeshore Office Supply", None)

    def test_the_answer_to_a_revision(self, time: Time) -> None:
        """
        Parties are gathered, and what was an object elsewhere is a bare id.
        """
        revised = _answer_of("updatePurchaseOrder", time)

        assert (revised.version, revised.buyer.city, revised.receiver.address.id) == (2, "Gary", 4)
        assert (revised.payment_term_id, revised.shipping_method_id) == (11, 5)
        assert [str(line.quantity) for line in revised.lines] == ["10.00000"]

    def test_terms_after_a_replacement(self, time: Time) -> None:
        """
        They are bare ids, and the rest of the vendor is as ever.
        """
        vendor = _answer_of("replaceVendor", time)

        assert (vendor.payment_term.id, vendor.payment_term.name, vendor.approval) == (11, None, None)


def _answer_of(operation: str, time: Time) -> Any:
    case = next(case for case in CASES if case.operation == operation)
    method, _, path = case.request.partition(" ")
    with respx.mock(base_url="https://acme.procurify.com") as mock:
        mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
        mock.request(method, path).respond(content=(SAMPLES / f"{case.answer}.json").read_bytes())
        (result,) = FACES[0](time, case.call)
    return result
