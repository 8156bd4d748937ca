"""Errors: what an answer means, what is repeated, and what is said."""

import json
import pickle
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
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
    BasicAuth,
    Company,
    ConnectError,
    DynamicsGP,
    DynamicsGPError,
    InvalidValueError,
    KeyRefusedError,
    LostAnswerError,
    NewPurchaseOrder,
    NewVendor,
    NotFoundError,
    NtlmAuth,
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


def play(server: GPServer, case: dict[str, Any], times: int = 9) -> None:
    """Have the server answer like a sample."""
    body = case["body"]
    content_type = case["headers"].get("Content-Type", "text/plain")
    text = body if isinstance(body, str) else json.dumps(body)
    server.fail("Vendors", status=case["status"], body=text, content_type=content_type, times=times)


def wait_until_met(server: GPServer) -> None:
    """Wait until some request has met the fault that is planned."""
    while any(fault.times for fault in server.faults._planned):
        time.sleep(0.005)


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
            "client timeout, outcome unknown",  # test_purchase_orders.py
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

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


class TestRepetition:
    @pytest.mark.parametrize("fault", ["lose", "drop", "503", "500", "cut"])
    def test_a_read_is_repeated(self, either: GPServer, connect: Connect, fault: str) -> None:
        vendors = connect(either).company(FABRIKAM).vendors
        vendors.get("ACETRAVE0001")
        if fault == "lose":
            either.lose_response("GET", "Vendors", times=2)
        elif fault == "drop":
            either.drop_before("GET", "Vendors", times=2)
        elif fault == "cut":
            either.garble("Vendors", cut=True, times=2)
        else:
            either.fail("Vendors", status=int(fault), times=2)

        assert vendors.get("ACETRAVE0001").name == "A Travel Company"

    def test_it_ends(self, server: GPServer, company: Company) -> None:
        company.vendors.get("ACETRAVE0001")
        server.fail("Vendors", status=503, times=99)
        before = len(server.requests)

        with pytest.raises(UnavailableError):
            company.vendors.list()

        assert len(server.requests) - before == 3

    def test_a_refusal_is_not_repeated(self, server: GPServer, company: Company) -> None:
        company.vendors.get("ACETRAVE0001")
        server.fail("Vendors", status=400, times=99)
        before = len(server.requests)

        with pytest.raises(RefusedError):
            company.vendors.list()

        assert len(server.requests) - before == 1

    def test_a_write_that_is_told_503_is_left_to_the_caller(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("PurchaseOrders", status=503, times=99)

        with pytest.raises(UnavailableError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False  # the companion service promises it
        assert sum(request.method == "POST" for request in server.requests) == 1

    def test_one_of_a_service_that_promises_nothing_may_have_happened(self, server: GPServer, company: Company) -> None:
        server.fail("Vendors", status=503, times=99, method="PATCH")

        with pytest.raises(UnavailableError, match="after a write read the record back") as caught:
            company.vendors.update(NewVendor(id="ACETRAVE0001", comment_1="x"))

        assert caught.value.outcome_unknown is True
        assert sum(request.method == "PATCH" for request in server.requests) == 1

    def test_a_write_waits_for_a_server_that_is_not_up_yet(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve()
        port = int(server.base_url.rpartition(":")[2])
        server.close()
        gp = connect(server, backoff=Backoff(attempts=200, first=0.02, longest=0.05))
        starter = threading.Timer(0.3, lambda: serve(port=port))
        starter.start()

        order = gp.company(FABRIKAM).purchase_orders.create(new_order())

        starter.join()
        assert order.number == "PO1001"

    def test_a_proxy_is_used_if_it_is_named(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, proxy="http://127.0.0.1:9", backoff=Backoff(attempts=1))

        with pytest.raises(ConnectError, match="no connection"):
            gp.help()

        assert server.connections == 0

    def test_a_server_that_is_away_is_named(self, connect: Connect, serve: Serve) -> None:
        server = serve()
        server.close()

        with pytest.raises(ConnectError, match="no connection") as caught:
            connect(server).help()

        assert server.base_url in caught.value.url
        assert caught.value.outcome_unknown is False

    def test_an_unreachable_proof_means_that_nothing_was_sent(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("help", status=503, times=99)

        with pytest.raises(UnavailableError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False
        assert not server.companies[FABRIKAM.casefold()].purchase_orders

    def test_a_lost_proof_is_not_a_lost_write(
        self, server: GPServer, company: Company, new_order: Orders, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        company.vendors.get("ACETRAVE0001")
        monkeypatch.setattr("dynamicsgp_sba.side._FRESH", 0.0)
        server.lose_response("GET", "help")

        order = company.purchase_orders.create(new_order())

        assert order.number == "PO1001"


class TestDeadline:
    def test_it_covers_the_wait_for_a_connection(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, max_connections=1)
        gp.help()
        server.slow("Vendors", seconds=0.8)
        slow = threading.Thread(target=gp.company(FABRIKAM).vendors.list)
        slow.start()
        wait_until_met(server)

        with pytest.raises(UnavailableError, match="all 1 connections of this client were busy"):
            gp.request("GET", "help", timeout=0.1)

        slow.join()

    def test_it_covers_the_wait_for_the_first_logon(self, server: GPServer, connect: Connect) -> None:
        server.slow("help", seconds=0.8)
        gp = connect(server)
        first = threading.Thread(target=gp.help)
        first.start()
        wait_until_met(server)

        with pytest.raises(UnavailableError, match="busy until the deadline"):
            gp.request("GET", "help", timeout=0.1)

        first.join()

    def test_it_ends_an_answer_that_drips(self, answering: Callable[..., str]) -> None:
        address = answering(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 99\r\n\r\n", drip=True)
        started = time.monotonic()

        with (
            DynamicsGP(address, auth=BasicAuth("svc", "made-up"), backoff=Backoff(attempts=1)) as gp,
            pytest.raises(ConnectError, match="timed out"),
        ):
            gp.request("GET", "help", timeout=0.3)

        assert time.monotonic() - started < 1.5

    def test_it_ends_repetitions(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, backoff=Backoff(attempts=99, first=0.2, longest=0.2))
        gp.help()
        server.fail("help", status=503, times=99)
        started = time.monotonic()

        with pytest.raises(UnavailableError):
            gp.request("GET", "help", timeout=0.3)

        assert time.monotonic() - started < 1.5


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """Starts a listener that answers whatever it gets with the same bytes, and gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)
    threads = []

    def serve(answer: bytes, drip: bool) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    while connection.recv(65536):
                        connection.sendall(answer)
                        for _ in range(90 if drip else 0):
                            connection.sendall(b".")
                            time.sleep(0.02)
                except OSError:
                    continue

    def start(answer: bytes, *, drip: bool = False) -> str:
        threads.append(threading.Thread(target=serve, args=(answer, drip)))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    with closing(listener):
        yield start
        listener.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()


class TestStrangeServers:
    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM not-base64!\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM TlRMTVNTUAAC\r\nContent-Length: 0\r\n\r\n",
            b"garbage\r\n\r\n",
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nContent-Length: nonsense\r\n\r\n",
        ],
    )
    def test_a_broken_challenge_is_our_own_error_and_no_write_is_in_doubt(
        self, answering: Callable[..., str], answer: bytes, new_order: Orders
    ) -> None:
        auth = NtlmAuth(r"FABRIKAM\svc_gp", "made-up")

        with (
            DynamicsGP(answering(answer), auth=auth, profile=gp_package.COMPANION, read_timeout=2) as gp,
            pytest.raises(DynamicsGPError) as caught,
        ):
            gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert isinstance(caught.value, ConnectError)
        assert caught.value.outcome_unknown is False
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None or caught.value.__suppress_context__

    def test_a_server_without_a_logon_gets_no_write(self, answering: Callable[..., str], new_order: Orders) -> None:
        address = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        auth = NtlmAuth(r"FABRIKAM\svc_gp", "made-up")

        with (
            DynamicsGP(address, auth=auth, profile=gp_package.COMPANION, read_timeout=2) as gp,
            pytest.raises(ConnectError, match="without asking for a logon") as caught,
        ):
            gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False


PUBLIC = [getattr(gp_package, name) for name in gp_package.__all__]
ERRORS = [value for value in PUBLIC if isinstance(value, type) and issubclass(value, DynamicsGPError)]


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
