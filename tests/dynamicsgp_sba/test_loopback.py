"""The loopback server itself: what a client of one's own may rely on."""

import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dynamicsgp_sba import (
    COMPANION,
    Backoff,
    DynamicsGP,
    DynamicsGPError,
    NtlmAuth,
    RefusedError,
    ResourceNotAvailableError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer, RequestRecord, seed_fabrikam
from dynamicsgp_sba.testing.__main__ import main
from tests.dynamicsgp_sba.threads import in_threads

USER = r"FABRIKAM\svc_gp"
FABRIKAM = "Fabrikam, Inc."
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]
Post = Callable[[dict[str, Any]], Any]


@pytest.fixture
def post(gp: DynamicsGP) -> Post:
    """Posts an order as plain JSON, with members changed; a line under `line`."""

    def send(changes: dict[str, Any]) -> Any:
        line = {
            "ORD": 16384, "NONINVEN": 1, "ITEMNMBR": "DESK-160", "ITEMDESC": "Desk", "UOFM": "Each",
            "LOCNCODE": "01-N", "QTYORDER": "2", "UNITCOST": "10.00", "POLNESTA": 1, **changes.pop("line", {}),
        }  # fmt: skip
        body = {"PONUMBER": "PO1", "VENDORID": "CONTOSUP0001", "DOCDATE": "2026-11-04", "Lines": [line], **changes}
        return gp.request("POST", "Purchasing/PurchaseOrders()", company=FABRIKAM, json=body, allow_write=True).data

    return send


class TestRules:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"PONUMBER": ""}, "209"),
            ({"VENDORID": ""}, "209"),
            ({"POTYPE": 5}, "491"),
            ({"POSTATUS": 4}, "2395"),
            ({"POSTATUS": 2}, "1521"),
            ({"HOLD": 2}, "378"),
            ({"TRDISAMT": "-1"}, "365"),
            ({"FRTAMNT": "-1"}, "366"),
            ({"MSCCHAMT": "-1"}, "367"),
            ({"TAXAMNT": "-1"}, "368"),
            ({"Lines": []}, "NO_LINES"),
            ({"PONUMBER": "P" * 18}, "TOO_LONG"),
            ({"CONFIRM1": "日本"}, "CODE_PAGE"),
            ({"CONFIRM1": 5}, "TYPE"),
            ({"TAXAMNT": "much"}, "TYPE"),
            ({"TAXAMNT": True}, "TYPE"),
            ({"line": {"NONINVEN": 2}}, "398"),
            ({"line": {"ITEMNMBR": ""}}, "246"),
            ({"line": {"ITEMNMBR": "", "NONINVEN": 0}}, "396"),
            ({"line": {"UOFM": ""}}, "1600"),
            ({"line": {"ORD": -1}}, "8136"),
            ({"line": {"QTYORDER": "-1", "QTYCANCE": "-2"}}, "253"),
            ({"line": {"QTYCANCE": "-1"}}, "315"),
            ({"line": {"UNITCOST": "-1"}}, "395"),
            ({"line": {"ITEMDESC": "x" * 101}}, "TOO_LONG"),
        ],
    )
    def test_content_that_no_careful_client_sends_is_refused_with_its_code(
        self, post: Post, fabrikam: GPCompany, changes: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(RefusedError) as caught:
            post(changes)

        assert caught.value.status == 400
        assert code in caught.value.codes
        assert not fabrikam.purchase_orders

    def test_two_lines_with_one_sequence_are_refused(self, post: Post) -> None:
        line = {"ORD": 1, "NONINVEN": 1, "ITEMNMBR": "A", "UOFM": "Each", "LOCNCODE": "01-N"}

        with pytest.raises(RefusedError) as caught:
            post({"Lines": [line, line]})

        assert caught.value.codes == ("3806",)

    def test_what_is_left_out_takes_gps_defaults(self, post: Post) -> None:
        order = post({"VENDORID": "acetrave0001", "line": {"ITEMNMBR": "", "VNDITNUM": "v-1", "ACTNUMST": ""}})

        assert (order["VENDORID"], order["CURNCYID"], order["SHIPMTHD"]) == ("ACETRAVE0001", "Z-US$", "OVERNIGHT")
        assert (order["CREATDDT"], order["MODIFDT"]) == ("2026-11-04", "2026-11-04")
        assert (order["Lines"][0]["ITEMNMBR"], order["Lines"][0]["INVINDX"]) == ("V-1", 0)

    def test_a_company_without_sites_wants_none(self, serve: Serve, connect: Connect) -> None:
        server = serve()
        small = server.add_company("Small", database="SMALL", id=7)
        small.add_vendor("V1", "Vendor")
        body = {"PONUMBER": "PO1", "VENDORID": "V1", "Lines": [{"NONINVEN": 1, "ITEMNMBR": "A", "UOFM": "Each"}]}

        answer = connect(server).request(
            "POST", "Purchasing/PurchaseOrders()", company="Small", json=body, allow_write=True
        )

        assert answer.data["Lines"][0]["ORD"] == 16384

    @pytest.mark.parametrize("json", [None, [1], "x", {"Lines": [1]}])
    def test_a_body_that_is_no_order_is_refused(self, gp: DynamicsGP, json: Any) -> None:
        with pytest.raises(RefusedError) as caught:
            gp.request("POST", "Purchasing/PurchaseOrders()", company=FABRIKAM, json=json, allow_write=True)

        assert caught.value.codes == ("BODY",)


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "company"),
        [
            ("Purchasing/Nothing()", FABRIKAM),
            ("Purchasing/Vendors(A", FABRIKAM),
            ("Purchasing/Vendors()", "Nowhere"),
            ("Nothing()", None),
        ],
    )
    def test_what_does_not_exist_is_not_found_as_a_page(self, gp: DynamicsGP, path: str, company: str | None) -> None:
        with pytest.raises(ResourceNotAvailableError, match="Endpoint not found"):
            gp.request("GET", path, company=company)

    def test_another_tenant_or_product_is_not_found(self, serve: Serve, connect: Connect) -> None:
        server = serve(product="Partner")

        for options in ({"tenant": "Other"}, {"profile": COMPANION}):
            with pytest.raises(ResourceNotAvailableError):
                connect(server, **options).company(FABRIKAM).vendors.list()

    @pytest.mark.parametrize(
        ("method", "path", "company"),
        [
            ("DELETE", "Purchasing/Vendors(A)", FABRIKAM),
            ("DELETE", "Purchasing/PurchaseOrders(A)", FABRIKAM),
            ("PUT", "Companies()", None),
        ],
    )
    def test_methods_that_no_contract_has_are_not_available(
        self, gp: DynamicsGP, method: str, path: str, company: str | None
    ) -> None:
        with pytest.raises(DynamicsGPError) as caught:
            gp.request(method, path, company=company, json={}, allow_write=True)

        assert caught.value.status == 405


class TestServer:
    def test_a_request_is_remembered_with_all_that_tells_it_apart(self, server: GPServer, gp: DynamicsGP) -> None:
        gp.company(FABRIKAM).gl_accounts.get("000-6100-01")

        assert server.requests[-1] == RequestRecord(
            method="GET",
            path="/GPService/Tenants(DefaultTenant)/Companies(Fabrikam, Inc.)/Financials/Accounts(000-6100-01)",
            company=FABRIKAM,
            resource="Financials/Accounts",
            key="000-6100-01",
            status=200,
            user=USER,
            action=None,
        )

    def test_several_servers_know_their_own_users_at_the_same_time(self, serve: Serve, connect: Connect) -> None:
        servers = {password: serve(users={USER: password}, persistent=False) for password in ("first", "second")}
        clients = {password: connect(server, auth=NtlmAuth(USER, password)) for password, server in servers.items()}
        failures: list[Exception] = []

        def ask(password: str) -> None:
            try:
                for _ in range(10):
                    clients[password].help()
            except DynamicsGPError as error:
                failures.append(error)

        threads = [threading.Thread(target=ask, args=(password,)) for password in servers for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert [server.failed_logons for server in servers.values()] == [0, 0]

    def test_closing_deletes_the_users_file_and_restores_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NTLM_USER_FILE", "mine")
        server = GPServer(users={USER: "made-up"})
        file: Path = server.users._file
        with server, DynamicsGP(server.base_url, auth=NtlmAuth(USER, "made-up")) as gp:
            existed = file.exists()
            gp.help()

        assert (existed, file.exists(), os.environ["NTLM_USER_FILE"]) == (True, False, "mine")

    @pytest.mark.parametrize("users", [{"a:b": "x"}, {USER: "x:y"}, {USER: "x\ny"}])
    def test_a_name_that_the_users_file_cannot_carry_is_refused(self, users: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="no colon or line break"):
            GPServer(users=users)

    def test_row_stamps_rise_in_steps_of_a_three_hundredth_of_a_second(self, serve: Serve) -> None:
        server = serve(now=lambda: datetime(2026, 11, 4, 8, tzinfo=UTC))
        company = server.add_company("Clock", database="CLOCK", id=9)

        stamps = [company.add_vendor(f"V{number}", "x")["DEX_ROW_TS"] for number in range(4)]

        assert len(set(stamps)) == 4
        assert stamps == sorted(stamps)
        assert {stamp[-1] for stamp in stamps} <= {"0", "3", "7"}

    def test_faults_can_be_taken_back(self, server: GPServer, gp: DynamicsGP) -> None:
        server.fail("help", status=503, times=99)
        server.break_handshake(times=99)
        server.faults.clear()

        assert gp.help().status == 200

    def test_a_period_that_does_not_exist_cannot_be_closed(self, fabrikam: GPCompany) -> None:
        with pytest.raises(KeyError, match="no period 13 in 2026"):
            fabrikam.set_period(2026, 13, purchasing_closed=True)

    def test_latency_is_added_to_every_request(self, server: GPServer, gp: DynamicsGP) -> None:
        server.latency = 0.05

        assert gp.help().elapsed >= 0.05

    def test_a_second_company_is_seeded_apart(self, server: GPServer, gp: DynamicsGP) -> None:
        seed_fabrikam(server, "Second, Ltd.", database="THREE", id=3, years=(2030,))

        assert [row.id for row in gp.companies.list()] == [-1, 3]
        assert [year.year for year in gp.company("Second, Ltd.").fiscal_periods.list().years] == [2030]

    def test_a_peer_that_speaks_no_http_does_no_harm(self, server: GPServer, gp: DynamicsGP) -> None:
        port = int(server.base_url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(b"nonsense\r\n\r\n")
            answer = raw.makefile("rb").read()

        assert b"Bad request syntax" in answer
        assert gp.help().status == 200


class TestCommand:
    @pytest.mark.parametrize(("arguments", "persistent"), [([], True), (["--each-request"], False)])
    def test_it_says_how_to_reach_it_and_ends_when_told(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], persistent: bool
    ) -> None:
        stop = threading.Event()
        stop.set()

        main(["--port", "0", *arguments], stop)

        said = capsys.readouterr().out
        assert "Dynamics GP with the company 'Fabrikam, Inc.' at http://127.0.0.1:" in said
        assert r"curl --ntlm -u 'FABRIKAM\svc_gp:made-up-for-loopback'" in said


class TestProcesses:
    def test_one_request_more_than_there_are_processes_is_told_503(self, serve: Serve, connect: Connect) -> None:
        server = serve(processes=2)
        gp = connect(server, max_connections=6, backoff=Backoff(attempts=1))
        server.latency = 0.05
        in_threads(6, lambda _: gp.help())  # logs six connections in; the page itself takes no process
        server.latency = 0.2

        failures = in_threads(6, lambda _: gp.company(FABRIKAM).vendors.get("ACETRAVE0001"))

        names = [type(failure).__name__ for failure in failures]
        assert sorted(names) == ["NoneType"] * 2 + ["UnavailableError"] * 4

    def test_a_client_with_no_more_connections_never_meets_it(self, serve: Serve, connect: Connect) -> None:
        server = serve(processes=2, persistent=False)
        vendors = connect(server, max_connections=2).company(FABRIKAM).vendors

        assert in_threads(8, lambda _: vendors.get("ACETRAVE0001")) == [None] * 8
