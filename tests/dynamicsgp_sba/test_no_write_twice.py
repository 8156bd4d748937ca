"""Whatever happens to logons and connections: no write twice, none without its body, and errors that tell the truth."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from dynamicsgp_sba import (
    COMPANION,
    AccessDeniedError,
    Backoff,
    Breaker,
    DynamicsGP,
    DynamicsGPError,
    HandshakeError,
    LostAnswerError,
    NewPurchaseOrder,
    NewVendor,
    NtlmAuth,
)
from dynamicsgp_sba.testing import GPCompany, GPServer, RequestRecord
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.cutting import cutting_proxy
from tests.dynamicsgp_sba.threads import in_threads

Orders = Callable[..., NewPurchaseOrder]
NO_ACCESS = "The user has no access to this company."
NOT_MAPPED = "The user is not mapped to a Dynamics GP user."
TURNS = 2  # of each thread
ACTION = "PostingServices/System/Batches(a;b)"


def in_gp(server: GPServer) -> GPCompany:
    return server.companies[FABRIKAM.casefold()]


@pytest.fixture
def refused(server: GPServer, connect: Connect) -> DynamicsGP:
    """A client whose only connection is logged in, and has just met a 401 of GP's own."""
    gp = connect(server, max_connections=1)
    gp.company(FABRIKAM).vendors.get("ACETRAVE0001")
    server.fail("PaymentTerms", status=401, body=NO_ACCESS, content_type="text/plain")
    with pytest.raises(AccessDeniedError):
        gp.company(FABRIKAM).payment_terms.list()
    return gp


class TestAfterARefusalOfGPsOwn:
    """The server keeps the connection logged in, and so must the client think."""

    def test_a_write_travels_with_its_body(self, server: GPServer, refused: DynamicsGP, new_order: Orders) -> None:
        company = refused.company(FABRIKAM)

        company.purchase_orders.create(new_order("PO1"))
        company.vendors.update(NewVendor(id="ACETRAVE0001", comment_1="hello"))

        assert in_gp(server).purchase_orders.keys() == {"PO1"}
        assert server.connections == 1

    def test_a_write_without_a_body_whose_answer_is_lost_may_have_happened(
        self, server: GPServer, refused: DynamicsGP
    ) -> None:
        server.lose_response("DELETE", "Requisitions")

        with pytest.raises(LostAnswerError) as caught:
            refused.company(FABRIKAM).requisitions.delete("REQ1001")

        assert caught.value.outcome_unknown is True
        assert [request.method for request in server.requests].count("DELETE") == 1

    def test_an_action_is_carried_out_once(self, server: GPServer, refused: DynamicsGP) -> None:
        server.fail("Batches", status=200, body="{}", times=99)

        refused.request("POST", ACTION, company=FABRIKAM, action="POST", json={"x": 1}, allow_write=True)

        assert [request.action for request in server.requests].count("POST") == 1

    def test_other_threads_do_not_notice(self, server: GPServer, connect: Connect, new_order: Orders) -> None:
        company = connect(server).company(FABRIKAM)
        company.vendors.get("ACETRAVE0001")
        server.fail("PaymentTerms", status=401, body=NO_ACCESS, content_type="text/plain")

        def work(number: int) -> None:
            if number == 3:
                with pytest.raises(AccessDeniedError):
                    company.payment_terms.list()
            for turn in range(3):
                company.purchase_orders.create(new_order(f"W{number}{turn}"))

        assert in_threads(8, work) == [None] * 8
        assert len(in_gp(server).purchase_orders) == 24


class TestWhereTheDiscoveryPageIsRefused:
    def test_the_first_write_travels_with_its_body(self, either: GPServer, connect: Connect, new_order: Orders) -> None:
        either.fail("/help$", status=401, body=NO_ACCESS, content_type="text/plain", times=99)

        connect(either).company(FABRIKAM).purchase_orders.create(new_order("PO1"))

        assert in_gp(either).purchase_orders.keys() == {"PO1"}


class TestLegs:
    def test_those_of_a_write_that_are_not_meant_to_be_carried_out_are_reads(
        self, serve: Serve, new_order: Orders
    ) -> None:
        server = serve(persistent=False)
        with (
            cutting_proxy(server.base_url, seed=1, chance=0) as proxy,
            DynamicsGP(proxy.address, auth=NtlmAuth(USER, PASSWORD), profile=COMPANION, max_connections=1) as gp,
        ):
            for number in ("PO1", "PO2"):
                gp.company(FABRIKAM).purchase_orders.create(new_order(number))

        last = [head for head in proxy.heads if head.startswith(b"POST")][-1]
        cold = [head for head in proxy.heads if b"PurchaseOrders" in head and head.startswith(b"GET")]
        assert b"Authorization: N" in last
        assert len(cold) >= 3
        assert all(b"GP-Custom-Action" not in head and b"Content-Length" not in head for head in cold)

    def test_a_server_that_wants_no_logon_is_asked_to_write_nothing(self, serve: Serve, new_order: Orders) -> None:
        server = serve()
        with (
            cutting_proxy(server.base_url, seed=1, chance=0) as proxy,
            DynamicsGP(proxy.address, auth=NtlmAuth(USER, PASSWORD), profile=COMPANION) as gp,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr("dynamicsgp_sba.testing.handler.Handler._logged_in", lambda *_: True)
            for write in (
                lambda: gp.company(FABRIKAM).purchase_orders.create(new_order("PO1")),
                lambda: gp.send(gp.company(FABRIKAM).requisitions.calls.delete("REQ1001"), allow_write=True),
            ):
                with pytest.raises(HandshakeError, match="nothing was sent") as caught:
                    write()
                assert caught.value.outcome_unknown is False

        assert {head.partition(b" ")[0] for head in proxy.heads} == {b"GET"}

    def test_a_handshake_that_breaks_off_is_tried_twice_in_all(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(persistent=False)
        company = connect(server, backoff=Backoff(first=0.001)).company(FABRIKAM)
        company.vendors.get("ACETRAVE0001")
        before = server.connections
        server.break_handshake(times=100)

        with pytest.raises((HandshakeError, LostAnswerError)):  # whether the client notices in time is luck
            company.purchase_orders.create(new_order())

        assert server.connections - before <= 2


class Trouble:
    """Writes of three kinds, each to a record of its own, while everything goes wrong.

    Attributes:
        ends: each write, and the error that it ended with.
    """

    def __init__(self, gp: DynamicsGP, server: GPServer, new_order: Orders) -> None:
        self._gp = gp
        self._company = gp.company(FABRIKAM)
        self._server = server
        self._new_order = new_order
        self.ends: list[tuple[str, str, DynamicsGPError | None]] = []

    def work(self, number: int) -> None:
        """Write what one thread writes."""
        kinds = {"order": self._create, "vendor": self._change, "action": self._act}
        for kind, name in [(kind, f"{number}T{turn}") for turn in range(TURNS) for kind in kinds]:
            try:
                kinds[kind](name)
            except DynamicsGPError as error:
                self.ends.append((kind, name, error))
            else:
                self.ends.append((kind, name, None))

    def is_done(self, kind: str, name: str) -> bool:
        """Whether GP has done it."""
        if kind == "order":
            return name in in_gp(self._server).purchase_orders
        if kind == "vendor":
            return bool(in_gp(self._server).vendors[f"V{name}"]["COMMENT1"].strip() == name)
        return any(request.action == "POST" and request.key == name for request in carried_out(self._server))

    def _create(self, name: str) -> None:
        self._company.purchase_orders.create(self._new_order(name))

    def _change(self, name: str) -> None:
        self._company.vendors.update(NewVendor(id=f"V{name}", comment_1=name))

    def _act(self, name: str) -> None:
        path = f"PostingServices/System/Batches({name})"
        self._gp.request("POST", path, company=FABRIKAM, action="POST", json={"x": 1}, allow_write=True)


def carried_out(server: GPServer) -> list[RequestRecord]:
    """The writes that the server did, whether or not its answer arrived."""
    return [request for request in server.requests if request.method != "GET" and request.status == 200]


@pytest.mark.parametrize("persistent", [True, False], ids=["connection", "request"])
@pytest.mark.parametrize("seed", range(2))
class TestEverythingAtOnce:
    def test_no_write_happens_twice_or_without_its_body_and_every_error_is_true(
        self, serve: Serve, new_order: Orders, persistent: bool, seed: int
    ) -> None:
        server = serve(persistent=persistent)
        names = [f"{number}T{turn}" for number in range(8) for turn in range(TURNS)]
        for name in names:
            in_gp(server).add_vendor(f"V{name}", "A vendor")
        with (
            cutting_proxy(server.base_url, seed=seed, chance=0) as proxy,
            DynamicsGP(
                proxy.address,
                auth=NtlmAuth(USER, PASSWORD),
                profile=COMPANION,
                max_connections=4,
                read_timeout=5,
                backoff=Backoff(attempts=3, first=0.001),
                breaker=Breaker(failures=None),
            ) as gp,
        ):
            gp.help()
            proxy.chance = 0.04
            _plan(server)
            planned = _still_planned(server)
            trouble = Trouble(gp, server, new_order)

            assert in_threads(8, trouble.work) == [None] * 8

        _check(server, trouble)
        # Each call that nothing happened to was carried out: there are no more failures than faults.
        met = planned - _still_planned(server) + proxy.cuts
        assert 0 < sum(error is not None for *_, error in trouble.ends) <= met
        assert not [head for head in proxy.heads if re.match(rb"(POST|PATCH).*Content-Length: 0\r", head, re.DOTALL)]


def _still_planned(server: GPServer) -> int:
    """How many faults are still to come."""
    faults = server.faults
    planned = sum(fault.times for fault in faults._planned if (fault.kind, fault.status) != ("fail", 200))
    return planned + faults._handshakes


def _plan(server: GPServer) -> None:
    """Plan every kind of 401, answers that are lost, and connections that are closed."""
    server.fail("Batches", status=401, body=NO_ACCESS, content_type="text/plain", times=4)
    for offer in ("NTLM", "Negotiate", "Negotiate, NTLM"):
        headers = {"WWW-Authenticate": offer}
        server.fail("Orders", status=401, body=NOT_MAPPED, content_type="text/plain", headers=headers, times=2)
        server.fail("Vendors", status=401, body=NOT_MAPPED, content_type="text/plain", headers=headers, times=3)
    server.fail("PurchaseOrders", status=401, body="", times=3)
    server.fail("Batches", status=200, body="{}", times=999)
    for method in ("POST", "PATCH", "GET"):
        server.drop_before(method, "Orders|Vendors", times=3)
        server.lose_response(method, "Orders|Vendors|help", times=3)
    server.break_handshake(times=6)


def _check(server: GPServer, trouble: Trouble) -> None:
    by_key = Counter((request.resource, request.key) for request in carried_out(server) if request.key)
    assert max(by_key.values()) == 1
    # A body that is missing would have been refused by 400, and a second create by 409.
    assert not {request.status for request in server.requests} & {400, 409}
    for kind, name, error in trouble.ends:
        if error is None:
            assert trouble.is_done(kind, name), (kind, name)
        elif not error.outcome_unknown:
            assert not trouble.is_done(kind, name), (kind, name, error)
    assert len(trouble.ends) == 8 * TURNS * 3
