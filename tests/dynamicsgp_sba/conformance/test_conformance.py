"""Conformance: a server that keeps all promises passes; one that breaks a promise fails that promise's check."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import (
    COMPANION,
    Company,
    DynamicsGP,
    LoginError,
    NewPurchaseOrder,
    NtlmAuth,
    ResourceNotAvailableError,
    SiteProfile,
    load_profile,
)
from dynamicsgp_sba.conformance import CHECKS, Bench, Material, Report, run_checks
from dynamicsgp_sba.conformance.__main__ import main
from dynamicsgp_sba.conformance.bench import find_material
from dynamicsgp_sba.profile import CompanyDecimals, to_toml
from dynamicsgp_sba.testing import GPCompany, GPServer
from dynamicsgp_sba.testing.orders import PurchaseOrderBook
from tests.dynamicsgp_sba.conformance.broken import BROKEN, replace_book
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve

MATERIAL = Material(vendor_id="CONTOSUP0001", account_number="000-6100-01", site_id="01-N", received="RECEIVED")
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "gp-conformance.md"
ORDERS = {name for services in BROKEN for failing in services.values() for name in failing}
PROVED = {"refuses_existing": True, "atomic": True, "reads_history": True}


@pytest.fixture
def gp(server: GPServer, connect: Connect) -> DynamicsGP:
    """A client with a connection for each of the creates that are sent at once."""
    return connect(server, max_connections=4)


@pytest.fixture
def bench(gp: DynamicsGP, company: Company, fabrikam: GPCompany, new_order: Callable[..., NewPurchaseOrder]) -> Bench:
    """The sample company, with an order of which something was received."""
    company.purchase_orders.create(new_order("RECEIVED"))
    fabrikam.receive("RECEIVED")
    return Bench(gp, FABRIKAM, MATERIAL, prefix="CT", today=datetime.now(UTC).date())


def of(report: Report, outcome: str) -> set[str]:
    """The names of the checks that ended so."""
    return {result.check.name for result in report.results if result.outcome == outcome}


class TestChecks:
    def test_names_are_unique(self) -> None:
        assert len({check.name for check in CHECKS}) == len(CHECKS) == 33

    def test_the_loopback_server_passes_all(self, bench: Bench) -> None:
        report = run_checks(bench)

        assert of(report, "passed") == {check.name for check in CHECKS}
        assert report.ok
        assert report.proved == PROVED

    @pytest.mark.parametrize("services", BROKEN, ids=lambda services: next(iter(services)).__name__)
    def test_a_broken_promise_fails_its_check_and_no_other(
        self, bench: Bench, fabrikam: GPCompany, services: dict[type[PurchaseOrderBook], set[str]]
    ) -> None:
        failing = sorted(chain.from_iterable(services.values()))
        replace_book(fabrikam, type("Broken", tuple(services), {}))

        report = run_checks(bench)

        assert sorted(of(report, "failed")) == failing
        assert not report.ok
        assert of(report, "not provable here") == set()

    @pytest.mark.parametrize("check", sorted({check.name for check in CHECKS} - ORDERS))
    def test_the_other_checks_fail_where_what_orders_refer_to_is_not_told(
        self, bench: Bench, fabrikam: GPCompany, check: str
    ) -> None:
        fabrikam.segment_values.clear()
        fabrikam.periods.clear()
        fabrikam.addresses.clear()
        fabrikam.collation = ""

        report = run_checks(bench, tuple(one for one in CHECKS if one.name == check))

        assert of(report, "failed") == {check}

    def test_rows_that_cannot_be_read_fail_a_list(self, bench: Bench, fabrikam: GPCompany) -> None:
        fabrikam.vendor_classes["BAD"] = {"VNDCLSID": 7}

        (result,) = run_checks(bench, tuple(check for check in CHECKS if check.name == "lists")).results

        assert "rows that cannot be read" in result.seen

    def test_every_check_that_no_order_could_be_made_for_fails_with_what_was_said(
        self, gp: DynamicsGP, fabrikam: GPCompany
    ) -> None:
        fabrikam.vendors["CONTOSUP0001"]["VENDSTTS"] = 2
        bench = Bench(gp, FABRIKAM, MATERIAL, prefix="CT", today=datetime.now(UTC).date())

        report = run_checks(bench, CHECKS[:1])

        assert report.results[0].outcome == "failed"
        assert "RefusedError" in report.results[0].seen


class TestPage:
    def test_it_has_every_check_and_what_each_proves(self) -> None:
        page = PAGE.read_text(encoding="utf-8")

        rows = [f"| `{check.name}` | {check.promise} |" for check in CHECKS]
        proofs = {
            trait: f"| `{trait}` | " + ", ".join(f"`{check.name}`" for check in CHECKS if check.proves == trait) + " |"
            for trait in PROVED
        }
        assert "\n".join(rows) in page
        assert [trait for trait, row in proofs.items() if row not in page] == []


class TestNotProvable:
    def test_what_a_company_does_not_have_is_said(self, gp: DynamicsGP, fabrikam: GPCompany) -> None:
        fabrikam.keeps_history = False
        fabrikam.quantity_decimals = 5
        fabrikam.accounts["000-4000-00"]["ACTIVE"] = 1
        material = attrs.evolve(MATERIAL, received="")

        report = run_checks(Bench(gp, FABRIKAM, material, prefix="CT", today=datetime.now(UTC).date()))

        assert of(report, "failed") == set()
        assert of(report, "not provable here") == {
            "closed-account", "closed-history", "closed-received", "decimals", "history", "number-in-history",
            "receipts",
        }  # fmt: skip
        assert report.proved == {"atomic": True}
        assert report.left == ()

    def test_quantities_without_decimals_have_nothing_to_round(self, bench: Bench, fabrikam: GPCompany) -> None:
        fabrikam.quantity_decimals = 0

        report = run_checks(bench, tuple(check for check in CHECKS if check.name == "rounding"))

        assert of(report, "not provable here") == {"rounding"}

    def test_decimals_that_the_client_checks_itself_prove_nothing_of_the_server(
        self, server: GPServer, connect: Connect
    ) -> None:
        profile = attrs.evolve(COMPANION, decimals={FABRIKAM: CompanyDecimals(quantity=2)})
        bench = Bench(connect(server, profile=profile), FABRIKAM, MATERIAL, prefix="CT", today=datetime.now(UTC).date())

        report = run_checks(bench, tuple(check for check in CHECKS if check.name == "decimals"))

        assert of(report, "not provable here") == {"decimals"}

    def test_lists_that_are_filtered_here_prove_nothing(self, server: GPServer, connect: Connect) -> None:
        profile = COMPANION.with_resource("purchase_orders", filters={})
        bench = Bench(connect(server, profile=profile), FABRIKAM, MATERIAL, prefix="CT", today=datetime.now(UTC).date())

        report = run_checks(bench, tuple(check for check in CHECKS if check.name in {"changed-since", "marker"}))

        assert of(report, "not provable here") == {"changed-since", "marker"}


class TestClearingUp:
    def test_everything_is_voided_and_what_is_left_is_said(self, bench: Bench, fabrikam: GPCompany) -> None:
        report = run_checks(bench)

        assert set(fabrikam.purchase_orders) == {"RECEIVED"}
        assert {left.partition(" ")[2] for left in report.left} == {"in history, CANCELED"}
        assert {left.partition(" ")[0] for left in report.left} == set(fabrikam.purchase_order_history)

    def test_an_order_that_cannot_be_voided_is_said(self, bench: Bench, server: GPServer) -> None:
        order = bench.created()
        server.lock_record(order.number)

        (left,) = bench.clear_up()

        assert left.startswith(f"{order.number}: ")
        assert "edited by another user" in left

    def test_a_refused_logon_ends_it(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, auth=NtlmAuth(USER, "wrong"))
        bench = Bench(gp, FABRIKAM, MATERIAL, prefix="CT", today=datetime.now(UTC).date())

        with pytest.raises(LoginError):
            run_checks(bench)

        assert server.failed_logons == 1


class TestBench:
    @pytest.mark.parametrize("prefix", ["", "X" * 14])
    def test_numbers_must_fit(self, gp: DynamicsGP, prefix: str) -> None:
        with pytest.raises(ValueError, match="1 to 13 characters"):
            Bench(gp, FABRIKAM, MATERIAL, prefix=prefix, today=datetime.now(UTC).date())

    def test_a_site_without_purchase_orders_cannot_be_checked(self, server: GPServer, connect: Connect) -> None:
        nothing = SiteProfile(name="x", resources={})

        with pytest.raises(ResourceNotAvailableError):
            Bench(connect(server, profile=nothing), FABRIKAM, MATERIAL, prefix="CT", today=datetime.now(UTC).date())

    def test_material_is_looked_up_where_it_is_not_given(self, gp: DynamicsGP, fabrikam: GPCompany) -> None:
        first = next(iter(fabrikam.vendors))
        fabrikam.vendors[first]["VENDSTTS"] = 2
        fabrikam.sites.clear()

        found = find_material(gp, FABRIKAM, vendor_id="", account_number="000-6100-01", received="")

        assert found.vendor_id == list(fabrikam.vendors)[1]
        assert (found.account_number, found.site_id, found.unit) == ("000-6100-01", "", "Each")

    def test_a_company_without_vendors_is_told(self, gp: DynamicsGP, fabrikam: GPCompany) -> None:
        fabrikam.vendors.clear()

        with pytest.raises(ValueError, match="no active record for vendor_id"):
            find_material(gp, FABRIKAM)


class TestProgram:
    @pytest.fixture(autouse=True)
    def _typed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)

    def test_it_proves_and_saves_a_profile(self, server: GPServer, tmp_path: Path) -> None:
        saved = tmp_path / "site.toml"
        command = [
            sys.executable, "-W", "error", "-m", "dynamicsgp_sba.conformance", "--url", server.base_url, "--user", USER,
            "--password-stdin", "--test-company", FABRIKAM, "--save", str(saved),
        ]  # fmt: skip

        done = subprocess.run(command, input=f"{PASSWORD}\n", capture_output=True, check=False, text=True, timeout=60)

        assert (done.returncode, done.stderr) == (0, f"{saved} is written, with what was proved.\n")
        assert "passed            whole-create" in done.stdout
        assert "proved of purchase orders: refuses_existing = true, atomic = true, reads_history = true" in done.stdout
        assert "left in Fabrikam, Inc.: CT" in done.stdout
        assert load_profile(saved) == attrs.evolve(COMPANION, base_url=server.base_url)
        assert PASSWORD not in done.stdout

    def test_what_is_broken_is_saved_as_such(
        self, serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server = serve(refuses_existing=False, reads_history=False)
        saved = tmp_path / "site.toml"
        stated = {FABRIKAM: CompanyDecimals(quantity=2)}
        site = attrs.evolve(COMPANION, base_url=server.base_url, decimals=stated)
        saved.write_text(to_toml(site), encoding="utf-8")
        options = ["--profile", str(saved), "--user", USER, "--test-company", FABRIKAM, "--save", str(saved)]

        assert main([*options, "--overwrite", "--vendor", "CONTOSUP0001"]) == 1

        orders = load_profile(saved).resources["purchase_orders"]
        assert (orders.refuses_existing, orders.atomic, orders.reads_history) == (False, True, False)
        assert load_profile(saved).decimals == stated
        shown = capsys.readouterr()
        assert "! number-in-work: a second create of a number in work was carried out" in shown.out
        assert "passed            decimals" in shown.out
        assert "site.toml is written" in shown.err

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ([], "name the test company with --test-company"),
            (["--test-company", FABRIKAM, "--save", "there.toml"], "--overwrite"),
            (["--test-company", FABRIKAM], "no address is known"),
            (["--test-company", "Elsewhere", "--url", "{url}"], "nothing answers at this address"),
        ],
    )
    def test_it_writes_nothing_unless_all_is_said(
        self,
        options: list[str],
        said: str,
        server: GPServer,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "there.toml").write_text("mine", encoding="utf-8")

        assert main(["--user", USER, *(option.format(url=server.base_url) for option in options)]) == 2

        assert said in capsys.readouterr().err
        assert (tmp_path / "there.toml").read_text(encoding="utf-8") == "mine"
        assert {request.method for request in server.requests} <= {"GET"}
