"""GP's business rules: what codes, windows and faults say, and what each situation of a failed call comes to."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import dynamicsgp_sba as gp_package
from dynamicsgp_sba import (
    AccessDeniedError,
    AlreadyExistsError,
    Company,
    DynamicsGPError,
    LostAnswerError,
    NewPurchaseOrder,
    NotFoundError,
    RecordLockedError,
    RefusedError,
    ResourceNotAvailableError,
    ServerError,
    UnavailableError,
)
from dynamicsgp_sba.business_rules import BusinessRule, codes_in, rule_of_code, rule_of_words
from dynamicsgp_sba.markup import words_of
from dynamicsgp_sba.testing import GPServer
from dynamicsgp_sba.testing.data import load

Orders = Callable[..., NewPurchaseOrder]

SOAP_FAULT = """
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>
<faultcode>s:Client</faultcode><faultstring xml:lang="en-US">The fiscal period is closed &amp; locked.</faultstring>
<detail><ExceptionDetail><Message>The fiscal period is closed &amp; locked.</Message></ExceptionDetail></detail>
</s:Fault></s:Body></s:Envelope>"""
PAGE = """<!DOCTYPE html><html><head><title>IIS 10.0</title><style>body { color: red }</style></head>
<body><!-- nobody --><h2>404 - File or directory not found.</h2></body></html>"""


def envelope(status: int, *codes: str, message: str = "no") -> str:
    """An answer with GP's codes."""
    errors = [{"Code": code, "Field": "", "Message": message} for code in codes]
    return json.dumps({"Status": {"Code": status, "Message": message, "Errors": errors}, "Payload": None})


class TestFile:
    def test_every_rule_that_the_loopback_server_checks_is_explained(self) -> None:
        checked = load("rules")["rules"]

        assert [code for code in checked if rule_of_code(code) is None] == []

    def test_it_has_a_sentence_for_each_of_the_180_rules_and_no_two_share_a_code(self) -> None:
        rules = [rule_of_code(str(code)) for code in range(1, 30000)]
        sentences = [rule.sentence for rule in rules if rule is not None]

        assert len(sentences) == 180
        assert [text for text in sentences if not text.endswith(".") or text[0].islower()] == []

    def test_only_a_record_that_is_open_elsewhere_is_worth_another_try(self) -> None:
        rules = [rule_of_code(str(code)) for code in range(1, 30000)]

        assert [rule.code for rule in rules if rule is not None and rule.retry] == ["9184"]

    def test_a_rule_tells_what_is_wrong_and_where_to_mend_it(self) -> None:
        assert rule_of_code("383") == BusinessRule(
            code="383",
            procedure="taPoHdr",
            kind="reference",
            sentence="The order's payment terms do not exist.",
            window="Payment Terms Setup",
            means="refused",
        )


class TestWords:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("Error Number = 220 Stored Procedure = taPoHdr Error Description = ...", ("220",)),
            ("Error Number = 383  Error Number = 269  Error Number = 383", ("383", "269")),
            ("383 269", ("383", "269")),
            ("383, 269;220", ("383", "269", "220")),
            ("12345 383", ()),
            ("404", ()),
            ("Vendor 220 does not exist.", ()),
            ("", ()),
        ],
    )
    def test_codes_are_found_where_they_are_codes(self, text: str, codes: tuple[str, ...]) -> None:
        assert codes_in(text) == codes

    @pytest.mark.parametrize(
        ("text", "means"),
        [
            ("This document is being edited by another user.", "locked"),
            ("This record has been changed by another user.", "changed"),
            ("You don't have security privileges to open this window.", "denied"),
            ("This vendor ID already exists.", "exists"),
            ("This vendor is inactive.", "refused"),
            ("The fiscal period for this date is closed.", "refused"),
            ("A required field is missing.", "refused"),
        ],
    )
    def test_a_window_that_speaks_is_understood(self, text: str, means: str) -> None:
        rule = rule_of_words(text)

        assert rule is not None
        assert rule.means == means

    @pytest.mark.parametrize(
        "text", ["The timeout period elapsed and the connection is closed.", "Object reference not set.", ""]
    )
    def test_other_words_tell_no_rule(self, text: str) -> None:
        assert rule_of_words(text) is None

    def test_a_fault_says_its_reason_once_and_is_no_page(self) -> None:
        words = words_of(SOAP_FAULT.encode())

        assert (words.text, words.by) == ("The fiscal period is closed & locked.", "service")

    def test_a_page_is_told_without_what_nobody_sees(self) -> None:
        words = words_of(b"\xef\xbb\xbf" + PAGE.encode())

        assert (words.text, words.by) == ("404 - File or directory not found.", "web server")

    def test_a_fault_without_a_reason_shows_all_its_words(self) -> None:
        assert words_of(b"<Fault><Code>Receiver</Code></Fault>").text == "Receiver"


class TestErrors:
    def test_the_rules_of_all_codes_are_on_the_error(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=400, body=envelope(400, "383", "99999", "269"))

        with pytest.raises(RefusedError) as caught:
            company.vendors.get("V1")

        assert caught.value.codes == ("383", "99999", "269")
        assert [rule.code for rule in caught.value.rules] == ["383", "269"]
        assert pickle.loads(pickle.dumps(caught.value)).rules == caught.value.rules  # noqa: S301 - our own bytes

    def test_numbers_alone_are_put_into_words(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=500, body="383 269", content_type="text/plain")

        with pytest.raises(RefusedError) as caught:
            company.vendors.get("V1")

        assert "The order's payment terms do not exist. The order's buyer does not exist. (status 500)" in str(
            caught.value
        )

    def test_a_fault_with_a_known_rule_is_a_refusal(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=500, body=SOAP_FAULT, content_type="text/xml")

        with pytest.raises(RefusedError) as caught:
            company.vendors.get("V1")

        assert [rule.window for rule in caught.value.rules] == ["Fiscal Periods Setup"]

    def test_of_several_codes_the_one_that_tells_what_to_do_decides(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=500, body=envelope(500, "383", "9184"))

        with pytest.raises(RecordLockedError):
            company.vendors.get("V1")

    def test_rules_are_public(self) -> None:
        assert gp_package.BusinessRule is BusinessRule


class TestSituations:
    """What can go wrong with a call, row by row of the contract's table; refused logons are in test_logon.py."""

    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [
            # Not mapped, or no right to the service or company.
            (401, "The user is not mapped to a Dynamics GP user.", AccessDeniedError),
            (403, "", AccessDeniedError),
            (500, "The Windows account is not mapped.", AccessDeniedError),
            # An unknown tenant, company or path: a page, since no service was reached.
            (404, PAGE, ResourceNotAvailableError),
            # An unknown key.
            (404, envelope(404, message="Vendor V1 does not exist."), NotFoundError),
            (200, "", NotFoundError),
            (200, '{"Payload": null}', NotFoundError),
            # A business rule.
            (400, envelope(400, "497"), RefusedError),
            (409, "This vendor is inactive.", RefusedError),
            (500, "An unexpected dialog was displayed: the vendor is temporary.", RefusedError),
            (500, envelope(500, "7807"), AlreadyExistsError),
            (200, envelope(409, "497"), RefusedError),
            # A record in use.
            (409, "This record is in use.", RecordLockedError),
            (423, "", RecordLockedError),
            (500, "This document is being used by another user.", RecordLockedError),
            # No process free, or the host is down.
            (500, "Internal error.", ServerError),
            (502, "<html><body>Bad Gateway</body></html>", ServerError),
            (503, "Service Unavailable", UnavailableError),
        ],
    )
    def test_each_answer_is_an_error_of_its_kind_with_address_and_text(
        self, server: GPServer, company: Company, status: int, body: str, kind: type[DynamicsGPError]
    ) -> None:
        server.fail("Vendors", status=status, body=body, times=3)

        with pytest.raises(DynamicsGPError) as caught:
            company.vendors.get("V1")

        assert type(caught.value) is kind
        assert caught.value.url.endswith("/Companies(Fabrikam%2C%20Inc.)/Purchasing/Vendors(V1)")
        assert caught.value.outcome_unknown is False

    def test_only_reads_are_tried_again_where_no_process_is_free(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("Vendors", status=502, times=2)
        server.fail("PurchaseOrders", status=502, times=1)

        vendor = company.vendors.get("CONTOSUP0001")
        with pytest.raises(ServerError) as caught:
            company.purchase_orders.create(new_order())

        assert vendor.id == "CONTOSUP0001"
        assert caught.value.outcome_unknown is True

    @pytest.mark.parametrize("happens", ["lose_response", "drop_before"])
    def test_a_write_without_an_answer_is_in_doubt(
        self, server: GPServer, company: Company, new_order: Orders, happens: str
    ) -> None:
        fail: Any = getattr(server, happens)
        fail("POST", "PurchaseOrders")

        with pytest.raises(LostAnswerError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is True
