"""What an answer does not prove: failures inside of a success, SQL Server's numbers, addresses that lead nowhere."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dynamicsgp_sba import (
    AccessDeniedError,
    Company,
    DynamicsGP,
    DynamicsGPError,
    KeyRefusedError,
    NewPurchaseOrder,
    NotFoundError,
    RecordLockedError,
    RefusedError,
    ResourceNotAvailableError,
    ServerError,
)
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect, Serve

Orders = Callable[..., NewPurchaseOrder]

TRANSPORT = (
    "A transport-level error has occurred when receiving results from the server. (provider: Session Provider, "
    "error: 19 - Physical connection is not usable)"
)
NAMED_PIPES = "(provider: Named Pipes Provider, error: 40 - Could not open a connection to SQL Server)"
NO_PROCESS = "(provider: Shared Memory Provider, error: 233 - No process is on the other end of the pipe.)"
DEADLOCK = "Transaction (Process ID 52) was deadlocked on lock resources with another process."


def envelope(code: object, message: str, *codes: str) -> str:
    """An envelope that tells of a failure."""
    errors = [{"Code": each, "Message": message} for each in codes]
    return json.dumps({"Status": {"Code": code, "Message": message, "Errors": errors}, "Payload": None})


class TestDatabase:
    @pytest.mark.parametrize("status", [400, 409, 500, 503])
    @pytest.mark.parametrize(
        "body",
        [
            TRANSPORT,
            NAMED_PIPES,
            NO_PROCESS,
            DEADLOCK,
            envelope(500, "Execution Timeout Expired.", "-2"),
            envelope(500, NO_PROCESS, "233"),
        ],
    )
    def test_its_words_say_nothing_about_a_write(
        self, server: GPServer, company: Company, new_order: Orders, status: int, body: str
    ) -> None:
        server.fail("PurchaseOrders", status=status, body=body, method="POST")

        with pytest.raises(ServerError) as caught:
            company.purchase_orders.create(new_order(), known_new=True)

        assert caught.value.outcome_unknown is True
        assert caught.value.rules == ()

    def test_a_number_that_no_rule_has_makes_no_refusal_of_a_failure(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("PurchaseOrders", status=500, body=envelope(500, "It failed.", "99999"), method="POST")

        with pytest.raises(ServerError) as caught:
            company.purchase_orders.create(new_order(), known_new=True)

        assert (caught.value.codes, caught.value.outcome_unknown) == (("99999",), True)

    def test_a_known_rule_is_a_refusal_still(self, server: GPServer, company: Company, new_order: Orders) -> None:
        server.fail("PurchaseOrders", status=500, body=envelope(500, "No.", "883"), method="POST")

        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(), known_new=True)

        assert caught.value.outcome_unknown is False

    def test_a_read_that_met_it_is_repeated(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=500, body=TRANSPORT)

        assert company.vendors.get("ACETRAVE0001").id == "ACETRAVE0001"


class TestFailuresInsideOfASuccess:
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            ('{"Status": {"Code": "409", "Message": "It is purchased."}, "Payload": null}', RefusedError),
            ('{"Status": 500, "Message": "boom"}', ServerError),
            ('{"Status": "500", "Payload": null}', ServerError),
            ('{"Status": "Error", "Message": "boom"}', ServerError),
            ('{"Success": false, "Message": "no", "Errors": [{"Code": "9184"}]}', RecordLockedError),
            ('{"Status": {"Code": 200}, "Success": false}', ServerError),
            ('{"error": {"code": "9184", "message": "x"}}', RecordLockedError),
            ('{"odata.error": {"code": "", "message": "x"}}', ServerError),
            ('{"Fault": {"Code": "9184", "Message": "x"}}', RecordLockedError),
            ('{"Payload": null, "Errors": [{"Code": "883", "Message": "x"}]}', RefusedError),
        ],
    )
    def test_a_delete_that_failed_is_no_success(
        self, server: GPServer, company: Company, body: str, kind: type[DynamicsGPError]
    ) -> None:
        server.fail("Requisitions", status=200, body=body, method="DELETE")

        with pytest.raises(DynamicsGPError) as caught:
            company.requisitions.delete("REQ1001")

        assert type(caught.value) is kind
        assert company.requisitions.get("REQ1001").number == "REQ1001"

    @pytest.mark.parametrize("body", ["", '{"Status": 200, "Message": "done"}', '{"Success": true}', '{"Errors": []}'])
    def test_a_success_is_one(self, server: GPServer, company: Company, body: str) -> None:
        server.fail("Requisitions", status=200, body=body, method="DELETE")

        company.requisitions.delete("REQ1001")

        assert server.requests[-1].method == "DELETE"

    def test_a_list_that_failed_is_no_empty_list(self, server: GPServer, company: Company) -> None:
        body = '{"Status": {"Code": "500", "Message": "company in use"}, "Payload": null}'
        server.fail("Vendors", status=200, body=body, times=9)

        with pytest.raises(ServerError, match="company in use"):
            company.vendors.list()

    def test_a_refused_user_is_no_absent_record(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=200, body='{"Status": {"Code": "403", "Message": "no"}, "Payload": null}')

        with pytest.raises(AccessDeniedError):
            company.vendors.get("ACETRAVE0001")

    def test_a_record_s_own_status_is_no_envelope_s(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=200, body='{"Id": "V1", "Status": 500, "Name": "N"}')

        assert company.vendors.get("V1").id == "V1"


class TestAbsence:
    @pytest.mark.parametrize(
        "body",
        [
            "",
            "null",
            "{}",
            "[]",
            '{"Status": {"Code": 404}, "Payload": null}',
            '{"timestamp": "2027-04-12T10:00:00Z", "status": 404, "error": "Not Found", "path": "/GPService"}',
            '{"error": "no /GPService/Tenants(DefaultTenant)/Companies(Fabrikam, Inc.)/Purchasing/Vendors(V1) here"}',
            "404 page not found",
            "Not Found",
            "<html><body>Not here</body></html>",
            '{"Message": "No HTTP resource was found that matches the request URI \'x\'."}',
            '{"message": "no Route matched with those values"}',
            '{"type": "about:blank", "title": "Not Found", "status": 404}',
        ],
    )
    def test_an_address_that_leads_nowhere_is_no_absent_record(
        self, server: GPServer, company: Company, body: str
    ) -> None:
        server.fail("Vendors", status=404, body=body)

        with pytest.raises(ResourceNotAvailableError, match="nothing answers at this address"):
            company.vendors.get("V1")

    @pytest.mark.parametrize(
        "body",
        [
            '{"Message": "Vendor V1 does not exist."}',
            '"Vendor V1 does not exist."',
            '{"Status": {"Code": 404, "Message": "There is no vendor V1."}, "Payload": null}',
            '{"timestamp": "2027-04-12T10:00:00Z", "error": "There is no vendor V1."}',
            '<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">Vendor V1 does not exist.</string>',
        ],
    )
    def test_what_the_service_says_is_believed(self, server: GPServer, company: Company, body: str) -> None:
        server.fail("Vendors", status=404, body=body)

        with pytest.raises(NotFoundError):
            company.vendors.get("V1")

    def test_an_order_is_not_created_by_a_wrong_address(
        self, server: GPServer, connect: Connect, gp: DynamicsGP, new_order: Orders
    ) -> None:
        profile = gp.profile.with_resource("purchase_orders", refuses_existing=False)
        orders = connect(server, profile=profile).company(FABRIKAM).purchase_orders
        server.fail("PurchaseOrders", status=404, method="GET")

        with pytest.raises(ResourceNotAvailableError):
            orders.create(new_order())

        assert [request.method for request in server.requests if request.method != "GET"] == []

    def test_a_request_of_one_s_own_tells_an_absent_record_too(self, gp: DynamicsGP) -> None:
        with pytest.raises(NotFoundError, match="does not exist"):
            gp.request("GET", "Purchasing/Vendors(NOPE)", company=FABRIKAM)


class TestOddKeys:
    def test_a_service_that_is_not_installed_blames_no_key(self, serve: Serve, connect: Connect) -> None:
        vendors = connect(serve(not_served=["Purchasing/Vendors"])).company(FABRIKAM).vendors

        with pytest.raises(ResourceNotAvailableError, match="the web server refuses & in the key '&2010'"):
            vendors.get("&2010")

    def test_a_filter_of_the_web_server_does(self, server: GPServer, company: Company) -> None:
        page = "<html><h2>HTTP Error 404.11 - Not Found</h2>double escape sequence</html>"
        server.fail("Vendors", status=404, body=page)

        with pytest.raises(KeyRefusedError, match="rename the record"):
            company.vendors.get("10%25")

    def test_the_service_s_own_xml_is_no_page_of_the_web_server(self, server: GPServer, company: Company) -> None:
        body = '<string xmlns="x">The vendor is inactive.</string>'
        server.fail("Vendors", status=400, body=body)

        with pytest.raises(RefusedError, match="The vendor is inactive"):
            company.vendors.get("10(61)")

    def test_one_of_them_does_not_fail_a_list_of_summaries(
        self, serve: Serve, connect: Connect, gp: DynamicsGP
    ) -> None:
        server = serve(refuse_in_paths="/")
        server.companies[FABRIKAM.casefold()].add_vendor("A/B", "A and B")
        profile = gp.profile.with_resource("vendors", list_is_full=False)

        found = connect(server, profile=profile).company(FABRIKAM).vendors.list()

        assert [row.key for row in found.unreadable] == ["A/B"]
        assert "rename the record" in found.unreadable[0].problems[0]
        assert len(found) == len(server.companies[FABRIKAM.casefold()].vendors) - 1


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "Another user is editing this purchase order.",
            "This document is being edited by user sa.",
            "This vendor is currently in use.",
            "Record was not saved because it is locked",
        ],
    )
    @pytest.mark.parametrize("status", [409, 500])
    def test_a_window_that_somebody_has_open_is_tried_again_later(
        self, server: GPServer, company: Company, status: int, text: str
    ) -> None:
        server.fail("Vendors", status=status, body=json.dumps({"Message": text}))

        with pytest.raises(RecordLockedError):
            company.vendors.get("V1")

    @pytest.mark.parametrize(
        "text", ["User isn't mapped to a GP user.", "You do not have privileges to open this window."]
    )
    def test_a_user_who_may_not_is_told_so(self, server: GPServer, company: Company, text: str) -> None:
        server.fail("Vendors", status=500, body=json.dumps({"Message": text}))

        with pytest.raises(AccessDeniedError):
            company.vendors.get("V1")


class TestDiscovery:
    PORTAL = "<html><body>Please log in to the portal</body></html>"

    @pytest.mark.parametrize(("status", "body", "verdict"), [(200, PORTAL, "fails"), (404, "", "missing")])
    def test_what_cannot_be_read_does_not_answer(
        self, server: GPServer, gp: DynamicsGP, status: int, body: str, verdict: str
    ) -> None:
        server.fail("/Companies", status=status, body=body, times=99)

        found = gp.discover(FABRIKAM)

        assert {probe.verdict for probe in found.probes if probe.resource != "companies"} == {verdict}

    def test_a_key_that_is_a_number_is_asked_for_by_a_number(self, server: GPServer, gp: DynamicsGP) -> None:
        gp.discover(FABRIKAM)

        asked: dict[str, Any] = {request.resource: request.key for request in server.requests}
        assert asked["Purchasing/Payables/Transactions"] == "0;NO-SUCH-KEY"

    def test_pages_that_the_discovery_page_leads_to_are_read(self, server: GPServer, gp: DynamicsGP) -> None:
        page = (
            '<h1>Dictionaries</h1><li>Dynamics</li><p><a href="help/one"></a><a href="https://elsewhere.example/"></a>'
        )
        server.fail("/help$", status=200, body=page, content_type="text/html", times=9)
        server.fail("/help/one$", status=200, body="<h1>Dictionaries</h1><li>Manufacturing</li>")

        found = gp.discover(FABRIKAM)

        assert found.help is not None
        assert found.help.dictionaries == ("Dynamics", "Manufacturing")
