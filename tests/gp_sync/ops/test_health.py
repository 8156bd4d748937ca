"""How a schedule says that it is, and over HTTP."""

import json
import logging
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import timedelta
from http import HTTPStatus
from http.server import ThreadingHTTPServer

import pytest

from gp_sync.core.states import End
from gp_sync.ops.endpoint import Answer, CannotServeError, health_pages, serving
from gp_sync.ops.health import Health
from gp_sync.ops.notify import Alert
from gp_sync.ops.schedule import Due
from gp_sync.run.report import RunReport
from tests.gp_sync.ops.simulated import utc

NOW = utc("2026-11-04 10:00")
ALERT = Alert(key="k", code="GP_UNAVAILABLE", text="GP is down.", remedy="Start it.", who="operator", since=NOW)


def health() -> Health:
    """One whose loop has not come round yet."""
    return Health("fabrikam", timedelta(minutes=10), NOW)


def looked(*alerts: Alert, waits_for: str = "") -> Health:
    """One that has seen in its ledger what is due."""
    made = health()
    made.planned({"purchase_orders": None}, {"purchase_orders": Due(at=NOW, waits_for=waits_for)}, alerts)
    return made


def a_run() -> RunReport:
    report = RunReport(connection="fabrikam", started=NOW, ended=NOW + timedelta(seconds=3))
    report.ends[End.WRITTEN] += 2
    return report


class TestHealth:
    def test_until_it_knows_what_is_due_it_is_alive_and_not_ready(self) -> None:
        report = health().report(NOW)

        assert (report.status, report.live, report.ready, report.last_run) == ("starting", True, False, None)

    def test_once_it_knows_what_is_due_it_is_well(self) -> None:
        """However long it is until then, as over a weekend, or while another process does the runs."""
        report = looked(waits_for="quiet hours").report(NOW)

        assert (report.status, report.live, report.ready, report.causes) == ("ok", True, True, ())
        assert report.last_run is None

    def test_an_open_alert_is_a_cause_and_changes_nothing_else(self) -> None:
        report = looked(ALERT).report(NOW)

        assert (report.status, report.live, report.ready) == ("degraded", True, True)
        assert [(cause.code, cause.text, cause.since) for cause in report.causes] == [
            ("GP_UNAVAILABLE", "GP is down.", NOW)
        ]

    def test_a_loop_without_a_sign_of_life_is_not_alive(self) -> None:
        report = looked().report(NOW + timedelta(minutes=11))

        assert (report.live, report.ready, [cause.code for cause in report.causes]) == (
            False,
            False,
            ["NO_SIGN_OF_LIFE"],
        )

    def test_one_that_was_told_to_stop_is_alive_and_not_ready(self) -> None:
        made = looked()
        made.stopping()

        report = made.report(NOW)

        assert (report.status, report.live, report.ready) == ("stopping", True, False)


class TestOverHttp:
    def get(self, address: str) -> tuple[int, str, str]:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # an address of this machine
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read().decode()

    def test_each_page_answers_its_question_with_the_whole_report(self) -> None:
        made = looked(waits_for="quiet hours")
        made.stopping()

        with serving("127.0.0.1", 0, health_pages(lambda: made.report(NOW))) as address:
            live, ready = self.get(f"{address}/live"), self.get(f"{address}/ready?from=a-probe")

        assert (live[0], ready[0], live[1]) == (200, 503, "application/json")
        assert json.loads(ready[2]) == {
            "connection": "fabrikam",
            "status": "stopping",
            "live": True,
            "ready": False,
            "causes": [],
            "flows": {
                "purchase_orders": {"last": None, "next": "2026-11-04T10:00:00+00:00", "waits_for": "quiet hours"}
            },
            "last_run": None,
        }

    def test_a_run_is_told_with_how_its_documents_ended(self) -> None:
        made = looked()
        made.ran(a_run(), ["purchase_orders"])

        with serving("127.0.0.1", 0, health_pages(lambda: made.report(NOW))) as address:
            status, _, body = self.get(f"{address}/health")

        assert status == 200
        assert json.loads(body)["last_run"] == {
            "started": "2026-11-04T10:00:00+00:00",
            "ended": "2026-11-04T10:00:03+00:00",
            "flows": ["purchase_orders"],
            "ends": {"written": 2},
            "stopped": [],
            "cut_short": False,
        }

    def test_other_pages_are_not_there(self) -> None:
        with serving("127.0.0.1", 0, health_pages(lambda: health().report(NOW))) as address:
            status, _, body = self.get(f"{address}/metrics")

        assert (status, json.loads(body)["pages"]) == (404, ["/health", "/live", "/ready"])

    def test_nothing_but_get_is_answered(self) -> None:
        with serving("127.0.0.1", 0, health_pages(lambda: health().report(NOW))) as address:
            request = urllib.request.Request(f"{address}/live", data=b"x", method="POST")  # noqa: S310  # as above
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=5)  # noqa: S310  # as above
            refused.value.close()

        assert refused.value.code == 501

    def test_a_look_without_the_body_is_answered_too(self) -> None:
        made = looked()

        with serving("127.0.0.1", 0, health_pages(lambda: made.report(NOW))) as address:
            ask = urllib.request.Request(f"{address}/live", method="HEAD")  # noqa: S310  # an address of this machine
            with urllib.request.urlopen(ask, timeout=5) as answer:  # noqa: S310  # an address of this machine
                seen = answer.status, answer.read()

        assert seen == (200, b"")

    @pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
    def test_an_address_of_ip_version_6_is_served(self) -> None:
        made = looked()

        with serving("::1", 0, health_pages(lambda: made.report(NOW))) as address:
            status, _, _ = self.get(f"{address}/live")

        assert (address.rpartition(":")[0], status) == ("http://[::1]", 200)

    def test_the_port_is_free_again_at_once(self) -> None:
        with serving("127.0.0.1", 0, {}) as first:
            port = int(first.rpartition(":")[2])

        with serving("127.0.0.1", port, {}) as second:
            assert second == first

    def test_a_port_that_is_taken_is_named(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]

            with pytest.raises(CannotServeError, match=f"health_port {port}, where nothing can be served"):
                serving("127.0.0.1", port, {}).__enter__()

    def test_many_who_ask_at_once_are_all_let_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A knock that the system drops comes again after a second, and then after two, four and eight."""
        go_on = threading.Event()
        monkeypatch.setattr(ThreadingHTTPServer, "verify_request", lambda *_: go_on.wait(30))
        made = looked()
        with serving("127.0.0.1", 0, health_pages(lambda: made.report(NOW))) as address, ExitStack() as stack:
            port = int(address.rpartition(":")[2])
            stack.callback(go_on.set)

            let_in = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 0.5)) for _ in range(100)]

        assert len(let_in) == 100

    def test_a_client_that_hangs_up_is_no_fault_of_ours(
        self, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        """As a scraper whose patience is over: nothing is printed past the log, which has it among the details."""
        caplog.set_level(logging.DEBUG, logger="gp_sync.run")
        gone = threading.Event()

        def page() -> Answer:
            gone.wait(10)
            return Answer(status=HTTPStatus.OK, body=b"x" * 5_000_000)

        with serving("127.0.0.1", 0, {"/metrics": page}) as address:
            client = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            client.close()
            gone.set()
            end = time.monotonic() + 10
            while "hung up" not in caplog.text and time.monotonic() < end:
                time.sleep(0.01)

        assert "127.0.0.1 hung up" in caplog.text
        assert capfd.readouterr().err == ""

    def test_a_page_that_fails_is_told_in_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        def page() -> Answer:
            raise RuntimeError("canary")

        with serving("127.0.0.1", 0, {"/health": page}) as address:
            status, _, _ = self.get(f"{address}/health")

        (row,) = [row for row in caplog.records if row.levelname == "ERROR"]
        assert (status, row.getMessage()) == (500, "the page /health could not be made")
        assert row.exc_info is not None
