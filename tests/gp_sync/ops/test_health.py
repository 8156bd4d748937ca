"""How a schedule says that it is, over HTTP, and its figures."""

import json
import socket
import urllib.error
import urllib.request
from datetime import timedelta

import attrs
import pytest

from gp_sync.core.states import End
from gp_sync.ops.endpoint import CannotServeError, health_pages, serving
from gp_sync.ops.health import Health
from gp_sync.ops.metrics import Metrics
from gp_sync.ops.notify import Alert
from gp_sync.ops.schedule import Due
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection
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


class TestMetrics:
    def figures(self, world: ModelConnection, *reports: RunReport) -> list[str]:
        metrics = Metrics(world.name, world.ledger)
        for report in reports:
            metrics.ran(report, ["purchase_orders"])
        metrics.looked({"purchase_orders": NOW}, [])
        return metrics.page().body.decode().splitlines()

    def test_documents_are_counted_as_they_stand_and_as_they_were_decided(self) -> None:
        world = ModelConnection()
        for key in (1, 2):
            world.put(order(key=key, number=f"PF{key}"))
        world.put(order(key=3, number="PF3", shipping_method="Drone"))

        found = self.figures(world, world.run(), world.run())

        same = 'connection="fabrikam"'
        assert f'gp_sync_documents{{{same},end="written",flow="purchase_orders"}} 2.0' in found
        assert f'gp_sync_documents{{{same},end="held",flow="purchase_orders"}} 0.0' in found
        assert f'gp_sync_documents_decided_total{{{same},end="written",flow="purchase_orders"}} 2.0' in found
        assert f'gp_sync_open_issues{{code="SHIPPING_METHOD_UNMAPPED",{same}}} 1.0' in found
        assert f'gp_sync_runs_total{{{same},result="done"}} 2.0' in found

    def test_a_side_that_is_down_and_the_last_whole_run_are_told_as_the_ledger_has_them(self) -> None:
        """Also by a process that has not run, or not since."""
        world = ModelConnection()
        metrics = Metrics(world.name, world.ledger)
        metrics.looked({"purchase_orders": NOW}, [attrs.evolve(ALERT, side="gp")])

        found = metrics.page().body.decode().splitlines()

        assert 'gp_sync_side_up{connection="fabrikam",side="gp"} 0.0' in found
        assert 'gp_sync_side_up{connection="fabrikam",side="procurify"} 1.0' in found
        assert 'gp_sync_open_alerts{connection="fabrikam"} 1.0' in found
        last = next(line for line in found if line.startswith("gp_sync_last_run_timestamp_seconds{"))
        assert float(last.rpartition(" ")[2]) == NOW.timestamp()

    def test_an_issue_that_is_closed_is_counted_no_more(self) -> None:
        world = ModelConnection()
        world.put(order(shipping_method="Drone"))
        metrics = Metrics(world.name, world.ledger)
        world.run()
        metrics.looked({"purchase_orders": NOW}, [])
        before = metrics.page().body.decode()
        world.put(order())
        world.run()

        metrics.looked({"purchase_orders": NOW}, [])

        assert "gp_sync_open_issues{" in before
        assert "gp_sync_open_issues{" not in metrics.page().body.decode()

    def test_runs_that_did_not_begin_are_counted_by_their_reason(self) -> None:
        metrics = Metrics("fabrikam", ModelConnection().ledger)

        metrics.failed("busy")

        assert 'gp_sync_runs_total{connection="fabrikam",result="busy"} 1.0' in metrics.page().body.decode()

    def test_no_figure_tells_an_order_a_vendor_or_an_amount(self) -> None:
        world = ModelConnection()
        world.put(order())

        page = "\n".join(self.figures(world, world.run()))

        assert not [secret for secret in ("PF52", "LAKESHORE", "Contoso", "USD") if secret in page]
