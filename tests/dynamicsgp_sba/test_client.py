"""The client: options, resources, profiles, requests of one's own, and the latch."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dynamicsgp_sba import (
    COMPANION,
    SHIPPED,
    BasicAuth,
    Company,
    DynamicsGP,
    DynamicsGPError,
    MemoryLatch,
    NewPurchaseOrder,
    NtlmAuth,
    ResourceNotAvailableError,
    Response,
    Secret,
    SiteProfile,
)
from dynamicsgp_sba.testing import GPServer, seed_fabrikam
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve

Orders = Callable[..., NewPurchaseOrder]


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ({"max_connections": 0}, "max_connections is 0: expected a number above 0"),
            ({"connect_timeout": -1}, "connect_timeout is -1"),
            ({"read_timeout": float("nan")}, "read_timeout is nan"),
            ({"ca_bundle": "no-such.pem"}, "ca_bundle 'no-such.pem': "),
            ({"tenant": ""}, "at least one character"),
            ({"profile": SHIPPED.with_resource("vendors", base_url="http://gp2.example.com")}, "plain http"),
        ],
    )
    def test_a_mistake_is_named(self, options: dict[str, Any], reason: str) -> None:
        with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
            DynamicsGP("https://gp.example.com", auth=NtlmAuth(USER, PASSWORD), **options)

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ({"auth": (USER, PASSWORD)}, r"auth is a tuple: expected NtlmAuth(user, password), another way"),
            ({"profile": "site.toml"}, r"profile is 'site.toml': expected a SiteProfile; load_profile(path) reads one"),
        ],
    )
    def test_another_thing_is_told_from_what_is_wanted(self, options: dict[str, Any], reason: str) -> None:
        with pytest.raises(TypeError, match=re.escape(reason)) as caught:
            DynamicsGP("https://gp.example.com", **{"auth": NtlmAuth(USER, PASSWORD), **options})

        assert PASSWORD not in str(caught.value)

    def test_a_company_without_a_name_is_refused(self, gp: DynamicsGP) -> None:
        with pytest.raises(ValueError, match="at least one character"):
            gp.company("")

    def test_a_closed_client_says_so(self, gp: DynamicsGP) -> None:
        gp.help()
        gp.close()

        with pytest.raises(RuntimeError, match="make a new DynamicsGP"):
            gp.help()

    def test_a_connection_that_is_lent_while_the_client_closes_is_closed_after(
        self, server: GPServer, connect: Connect
    ) -> None:
        gp = connect(server)
        gp.help()
        side = next(iter(gp._transport._sides.values()))

        with side.pool.lend(None):
            gp.close()

        assert side.pool._idle == []


class TestResources:
    def test_the_whole_sample_company_is_read(self, gp: DynamicsGP, company: Company) -> None:
        assert [(row.id, row.database, row.name) for row in gp.companies.list()] == [(-1, "TWO", FABRIKAM)]
        assert "ACETRAVE0001" in {vendor.id for vendor in company.vendors.list()}
        assert company.vendors.get("acetrave0001").city == "Sydney"
        assert [row.id for row in company.vendor_classes.list()] == ["USA-US-C", "CAN-CA"]
        assert [row.id for row in company.payment_terms.list()][:2] == ["Net 30", "Net 15"]
        assert {row.id: row.decimals for row in company.currencies.list()} == {"Z-US$": 2, "Z-C$": 2, "Z-YEN": 0}
        assert [row.id for row in company.sites.list()] == ["01-N", "02-S", "03-W", "99-OLD"]
        assert company.gl_accounts.get("000-6100-01").postable is True
        assert len(company.gl_accounts.list()) == 4 * 7 * 4 + 1
        assert company.gl_accounts.segments().values_of(3) == {"00", "01", "02", "03"}
        calendar = company.fiscal_periods.list()
        assert [year.year for year in calendar.years] == [2026, 2027]
        assert len(calendar.periods) == 24

    def test_every_call_gives_its_whole_answer(self, gp: DynamicsGP, company: Company) -> None:
        answer: Response[Any] = gp.exchange(company.vendors.calls.get("ACETRAVE0001"))

        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
        assert answer.data == gp.send(company.vendors.calls.get("ACETRAVE0001"))
        assert answer.content.startswith(b'{"VENDORID": "ACETRAVE0001')
        assert answer.elapsed > 0

    def test_no_header_of_the_logon_is_shown(self, serve: Serve, connect: Connect) -> None:
        gp = connect(serve(persistent=False))

        assert not [name for name in gp.help().headers if "authenticat" in name or "authoriz" in name]

    @pytest.mark.parametrize("options", [{"shapes": ["envelope"]}, {"product": "Dynamics"}, {"tenant": "Acme & Sons"}])
    def test_sites_differ(self, serve: Serve, connect: Connect, options: dict[str, Any], new_order: Orders) -> None:
        server = serve(**options)
        profile = COMPANION.with_product(options.get("product", ""))
        gp = connect(server, profile=profile, tenant=options.get("tenant", "DefaultTenant"))

        order = gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert gp.company(FABRIKAM).purchase_orders.get("PO1001") == order
        assert len(gp.companies.list()) == 1

    def test_a_resource_may_live_on_another_server(self, server: GPServer, serve: Serve, connect: Connect) -> None:
        companion = serve()
        seed_fabrikam(companion, "Second Company", database="THREE", id=3)
        profile = COMPANION.with_resource("gl_accounts", base_url=companion.base_url)

        accounts = connect(server, profile=profile).company("Second Company").gl_accounts.list()

        assert len(accounts) > 100
        assert (server.connections, companion.handshakes) == (0, 1)

    def test_retry_login_reaches_every_server(self, server: GPServer, gp: DynamicsGP) -> None:
        gp.retry_login()
        gp.help()
        gp.retry_login()

        assert gp.help().status == 200

    def test_the_discovery_page_is_text(self, gp: DynamicsGP) -> None:
        assert "<title>Discovery</title>" in gp.help().data


class TestProfiles:
    @pytest.mark.parametrize(
        "use",
        [
            lambda company: company.purchase_orders.get("PO1"),
            lambda company: company.gl_accounts.list(),
            lambda company: company.gl_accounts.segments(),
            lambda company: company.fiscal_periods.list(),
            lambda company: company.vendor_classes.list(),
            lambda company: company.shipping_methods.list(),
            lambda company: company.addresses.list(),
            lambda company: company.buyers.list(),
            lambda company: company.setup.get(),
        ],
    )
    def test_what_microsoft_does_not_ship_is_said_with_the_way_out(
        self, server: GPServer, connect: Connect, use: Callable[[Company], object]
    ) -> None:
        company = connect(server, profile=SHIPPED).company(FABRIKAM)

        with pytest.raises(ResourceNotAvailableError, match="not among the services that Microsoft ships") as caught:
            use(company)

        assert "profile=COMPANION" in str(caught.value)
        assert server.requests == ()

    def test_the_table_of_shipped_services_is_complete(self) -> None:
        shipped = {name for name, resource in SHIPPED.resources.items() if resource.available}

        assert shipped == {
            "companies", "countries", "currencies", "item_sites", "item_vendors", "items", "payables_transactions",
            "payment_terms", "requisitions", "sites", "units_of_measure", "vendor_addresses", "vendors",
        }  # fmt: skip
        assert SHIPPED.resources.keys() == COMPANION.resources.keys()
        assert all(resource.available for resource in COMPANION.resources.values())

    def test_the_companion_promises_what_an_engine_relies_on(self) -> None:
        orders = COMPANION.resource("purchase_orders")

        assert (orders.refuses_existing, orders.atomic, orders.reads_history) == (True, True, True)
        assert orders.longest_execution == 900.0

    def test_a_name_that_no_profile_has_is_named(self) -> None:
        empty = SiteProfile(name="mine", resources={})

        with pytest.raises(ResourceNotAvailableError, match="'mine' has no such resource"):
            empty.resource("purchase_orders")
        with pytest.raises(
            ResourceNotAvailableError, match="has no 'vendor'; it has account_segments, buyers, companies"
        ):
            SHIPPED.with_resource("vendor", available=False)


class TestRequest:
    def test_a_get_is_free(self, gp: DynamicsGP) -> None:
        answer = gp.request("get", "Purchasing/Vendors(ACETRAVE0001)", company=FABRIKAM)

        assert answer.data["VENDNAME"].rstrip() == "A Travel Company"

    def test_what_is_no_json_comes_as_text(self, gp: DynamicsGP) -> None:
        assert gp.request("GET", "help").data.startswith("<html>")

    def test_anything_else_must_be_meant(self, gp: DynamicsGP, server: GPServer) -> None:
        with pytest.raises(ValueError, match="say allow_write=True"):
            gp.request("DELETE", "Purchasing/Vendors(ACETRAVE0001)", company=FABRIKAM)

        assert server.requests == ()

    def test_a_write_takes_json_with_amounts_and_an_action(self, gp: DynamicsGP, server: GPServer) -> None:
        with pytest.raises(DynamicsGPError) as caught:
            gp.request(
                "POST",
                "Purchasing/PurchaseOrders(PO1)",
                company=FABRIKAM,
                json={"DEX_ROW_TS": "x", "TAXAMNT": Decimal("1.10")},
                action="VOID",
                allow_write=True,
            )

        assert caught.value.status == 404
        assert server.requests[-1].action == "VOID"

    def test_a_body_that_json_cannot_hold_is_refused(self, gp: DynamicsGP) -> None:
        with pytest.raises(TypeError, match="has no place in JSON"):
            gp.request("POST", "x", json={"a": object()}, allow_write=True)

    @pytest.mark.parametrize("path", ["/GPService", "https://elsewhere.example.com/x", "a/../b"])
    def test_a_path_cannot_leave_the_tenant(self, gp: DynamicsGP, path: str) -> None:
        with pytest.raises(ValueError, match="give what follows the company or tenant"):
            gp.request("GET", path)


class TestLatch:
    def test_it_remembers_refusals_and_successes_by_fingerprint(self) -> None:
        clock = [datetime(2026, 11, 4, tzinfo=UTC)]
        latch = MemoryLatch(cool_down=timedelta(minutes=10), now=lambda: clock[0])
        latch.latch("new")
        latch.worked("known")
        latch.latch("known")
        clock[0] += timedelta(minutes=10)

        assert [latch.is_latched(name) for name in ("new", "known", "other")] == [True, True, False]
        assert [latch.claim_probe(name) for name in ("new", "known", "known", "other")] == [False, True, False, False]
        assert latch.has_worked("known")
        latch.clear("new")
        assert not latch.is_latched("new")

    def test_a_fingerprint_tells_users_and_passwords_apart_but_not_case(self) -> None:
        prints = {
            NtlmAuth(USER, PASSWORD).fingerprint(),
            NtlmAuth(USER.upper(), PASSWORD).fingerprint(),
            BasicAuth(USER, Secret(PASSWORD)).fingerprint(),
            NtlmAuth(USER, "other").fingerprint(),
            NtlmAuth("other", PASSWORD).fingerprint(),
        }

        assert len(prints) == 3


class TestFolder:
    def test_only_two_places_know_the_http_library(self) -> None:
        package = Path(__import__("dynamicsgp_sba").__file__ or "").parent
        users = {
            path.relative_to(package).parts[0]
            for path in package.rglob("*.py")
            if re.search(r"^(import|from) (requests|urllib3)", path.read_text(encoding="utf-8"), re.MULTILINE)
        }

        assert users == {"auth", "connection"}
