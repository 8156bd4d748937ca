"""Values that JSON cannot have, or that no Decimal holds: in one record they spoil that record alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import Page, Procurify, UnexpectedResponseError, Vendor, decode
from procurify_client.bodies import NewVendor
from procurify_client.call import Answer
from procurify_client.models import CreatedRequisition, RevisedPurchaseOrder, VendorType
from procurify_client.paging import whole_call
from procurify_client.testing import ProcurifyServer

HUGE = "1e9999999999999999999"
BROKEN = {
    "a number that no Decimal holds": f'"overall_score": {HUGE}',
    "a number that nobody could write out": '"overall_score": 1e400000000',
    "NaN": '"overall_score": NaN',
    "Infinity": '"overall_score": -Infinity',
    "an integer of 5000 digits": '"currency": ' + "9" * 5000,
    "nesting without end": '"shoe": ' + "[" * 100_000 + "]" * 100_000,
    "NaN in a member that nobody knows": '"shoe": NaN',
    "no JSON": '"shoe": nil',
}
GOOD = '{"id": 1, "name": "Fabrikam [\\"}, North"}'


def page(text: str | bytes) -> Page[Vendor]:
    content = text if isinstance(text, bytes) else text.encode()
    return whole_call("/vendors/", Vendor).read(Answer(status=200, headers={}, content=content))


@pytest.fixture(params=list(BROKEN))
def broken(request: pytest.FixtureRequest) -> str:
    """A record with a value that cannot be read."""
    return f'{{"id": 2, "name": "Contoso", {BROKEN[request.param]}}}'


class TestInAList:
    @pytest.mark.parametrize(
        "envelope",
        [
            '{"data": [%s, %s, %s], "metadata": {"pagination": {"count": 3}}}',
            '{"metadata": {"pagination": {"count": 3}, "data": [1]}, "data" : [%s, %s, %s]}',
            "[%s, %s, %s]",
        ],
    )
    def test_the_page_goes_on(self, broken: str, envelope: str) -> None:
        """
        The records before and after it are there, and it is told with its place and a reason.
        """
        read = page(envelope % (GOOD, broken, GOOD))

        assert [vendor.name for vendor in read.records] == ['Fabrikam ["}, North'] * 2
        assert [record.index for record in read.unreadable] == [1]
        assert all(problem.endswith(("@ Vendor", "@ Vendor.overall_score")) for problem in read.unreadable[0].problems)

    def test_what_is_around_the_records_is_read(self) -> None:
        """
        The figures of the page are those that it has.
        """
        read = page('{"data": [{"id": NaN}], "metadata": {"pagination": {"count": 7}, "counts": {"open": 1.5}}}')

        assert (read.count, read.metadata) == (7, {"counts": {"open": Decimal("1.5")}})

    def test_its_key_is_told_if_it_can_be_seen(self) -> None:
        """
        Such numbers are text in what is given of the record.
        """
        read = page(f'[{{"id": 2, "overall_score": {HUGE}, "tax": 5, "z": 1.50, "y": NaN}}]')

        assert read.unreadable[0].id == 2
        assert read.unreadable[0].raw == {"id": 2, "overall_score": HUGE, "tax": 5, "z": Decimal("1.50"), "y": "NaN"}
        assert read.unreadable[0].problems == ("it has a number that no Decimal holds @ Vendor",)

    def test_bytes_that_are_no_text_spoil_their_record_only(self) -> None:
        """
        The record is given as text, with a mark for each of them.
        """
        read = page(b'[{"id": 1}, {"id": 2, "name": "\xff"}]')

        assert [vendor.id for vendor in read.records] == [1]
        assert read.unreadable[0].raw == ' {"id": 2, "name": "\ufffd"}'

    @pytest.mark.parametrize(
        "text", ['{"data": [{"id": NaN}', '{"data": [{"id": 1}]', "nil", '{"data": [NaN], "metadata": NaN}', ""]
    )
    def test_a_body_that_is_no_list_is_refused(self, text: str) -> None:
        """
        There is nothing to go on with.
        """
        with pytest.raises(UnexpectedResponseError, match="expected JSON, got"):
            page(text)

    @given(
        st.lists(st.sampled_from([GOOD, *(f'{{"id": 2, {value}}}' for value in BROKEN.values() if len(value) < 6000)]))
    )
    def test_every_record_is_read_or_told(self, rows: list[str]) -> None:
        """
        In whatever order good and broken records come.
        """
        read = page(f'{{"data": [{", ".join(rows)}]}}')

        assert len(read.records) == rows.count(GOOD)
        assert [record.index for record in read.unreadable] == [at for at, row in enumerate(rows) if row != GOOD]


class TestAlone:
    def test_it_is_refused_with_our_own_error(self, broken: str) -> None:
        """
        Never with one of the decimal module.
        """
        with pytest.raises(UnexpectedResponseError):
            decode(Vendor, broken.encode())

    @pytest.mark.parametrize("value", [HUGE, "NaN"])
    def test_an_executed_write_stays_an_executed_write(
        self, server: ProcurifyServer, make_client: Callable[..., Procurify], value: str
    ) -> None:
        """
        Its answer cannot be read, and the error says that it may have been executed.
        """
        client: Any = make_client()
        client.users.me()
        server.garble("/vendors/", f'{{"data": {{"id": 7, "overall_score": {value}}}}}'.encode(), "application/json")

        with pytest.raises(UnexpectedResponseError) as caught:
            client.vendors.create(NewVendor(name="Fabrikam", type=VendorType.PREFERRED))

        assert caught.value.outcome_unknown

    def test_a_request_by_hand_gets_our_own_error_too(
        self, server: ProcurifyServer, make_client: Callable[..., Procurify]
    ) -> None:
        """
        It reads the same JSON.
        """
        client: Any = make_client()
        server.garble("/bills/", f'{{"data": [{{"total": {HUGE}}}]}}'.encode(), "application/json")

        with pytest.raises(UnexpectedResponseError, match="no Decimal holds"):
            client.request("GET", "/api/v3/bills/")


class TestNothing:
    @pytest.mark.parametrize("kind", [CreatedRequisition, RevisedPurchaseOrder])
    @pytest.mark.parametrize("content", [b'{"data": null}', b"{}", b'{"data": []}', b'{"detail": "x"}'])
    def test_an_answer_without_a_record_is_no_record(self, kind: type[Any], content: bytes) -> None:
        """
        Who has just written must not be told of a success with nothing in hand.
        """
        with pytest.raises(UnexpectedResponseError, match=r"missing '(uuid|version)'"):
            decode(kind, content)
