"""Discovery: what it sees of servers that are well, half there, refusing or gone; and that it only reads."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
import trustme

from dynamicsgp_sba import COMPANION, SHIPPED, Backoff, DynamicsGP, NtlmAuth, SiteProfile
from dynamicsgp_sba.discover.help_page import HelpPage
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.discover.conftest import NOT_SERVED


class TestSite:
    def test_everything_answers(self, server: GPServer, connect: Connect, here: SiteProfile) -> None:
        found = connect(server, profile=here).discover()

        assert found.ok
        assert found.problems == ()
        assert (found.company, found.companies) == (FABRIKAM, (FABRIKAM,))
        assert (found.logged_in, found.logon, found.certificate) == (True, "per connection", None)
        assert found.help == HelpPage(
            dictionaries=("Dynamics",), libraries=("Microsoft.Dynamics.GP.BusinessObjects",), links=()
        )
        assert {probe.verdict for probe in found.probes if probe.resource not in NOT_SERVED} == {"answers"}
        assert [probe.resource for probe in found.probes if probe.verdict == "not here"] == list(NOT_SERVED)
        assert str(found).endswith("Nothing is missing.")

    def test_it_only_reads_and_never_a_whole_list_where_a_record_can_be_asked_for(
        self, server: GPServer, connect: Connect, here: SiteProfile
    ) -> None:
        connect(server, profile=here).discover()

        assert {request.method for request in server.requests} == {"GET"}
        lists = {request.resource for request in server.requests if not request.key}
        assert lists == {
            "help", "Companies", "Administration/CompanyAddresses", "Administration/ShippingMethods",
            "Financials/AccountSegments", "Financials/FiscalPeriods", "Purchasing/Buyers",
            "Purchasing/VendorClasses", "System/CompanySetup",
        }  # fmt: skip

    def test_a_logon_for_each_request_is_seen(self, serve: Serve, connect: Connect) -> None:
        assert connect(serve(persistent=False)).discover().logon == "per request"

    def test_services_that_are_not_there_are_told_together_with_the_remedy(
        self, poor: GPServer, connect: Connect
    ) -> None:
        found = connect(poor).discover()

        (problem,) = found.problems
        assert [seen.partition(":")[0] for seen in problem.seen] == list(NOT_SERVED)
        assert "available = false" in problem.remedy
        assert str(found).endswith("1 to look at.")

    def test_the_company_is_the_one_that_is_named_or_the_profile_s_first(
        self, serve: Serve, connect: Connect, here: SiteProfile
    ) -> None:
        server = serve()
        server.add_company("Contoso", database="CON", id=2)

        named = connect(server, profile=here).discover("contoso")
        listed = connect(server, profile=attrs.evolve(COMPANION, companies=("Contoso", FABRIKAM))).discover()

        assert named.company == "contoso"
        assert named.ok
        assert listed.company == "Contoso"

    def test_a_company_that_the_tenant_does_not_list_is_told(self, server: GPServer, connect: Connect) -> None:
        found = connect(server).discover("TWO")

        assert ("the tenant lists no company 'TWO'",) in {problem.seen for problem in found.problems}

    def test_a_tenant_without_a_company_is_told(self, connect: Connect) -> None:
        with GPServer(users={USER: PASSWORD}) as empty:
            found = connect(empty).discover()

        assert found.company is None
        assert "no company was asked" in [seen for problem in found.problems for seen in problem.seen]
        assert {probe.verdict for probe in found.probes if probe.resource != "companies"} == {"not asked"}

    def test_a_profile_without_companies_asks_the_company_that_is_named(
        self, server: GPServer, connect: Connect
    ) -> None:
        profile = SHIPPED.with_resource("companies", available=False).with_resource(
            "vendors", item_path=None, list_path=None
        )

        found = connect(server, profile=profile).discover(FABRIKAM)

        by_name = {probe.resource: probe for probe in found.probes}
        assert by_name["companies"].verdict == "not here"
        assert by_name["items"].verdict == "answers"
        assert by_name["vendors"].verdict == "not asked"
        assert "no address of a list" in by_name["vendors"].said

    def test_clocks_that_are_far_apart_are_told(self, server: GPServer, connect: Connect) -> None:
        server.clock_skew = timedelta(minutes=7)

        found = connect(server).discover()

        assert found.clock_offset == timedelta(minutes=7)
        assert any("+420 s from ours" in seen for problem in found.problems for seen in problem.seen)


class TestTrouble:
    def test_a_server_that_asks_for_no_logon_is_told_and_nobody_is_logged_in(
        self, answering: Callable[..., str]
    ) -> None:
        url = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

        with DynamicsGP(url, auth=NtlmAuth(USER, PASSWORD)) as gp:
            found = gp.discover(FABRIKAM)

        assert found.logged_in is None
        assert "the server answers without asking for a logon" in [
            seen for problem in found.problems for seen in problem.seen
        ]

    def test_a_refused_logon_ends_it(self, server: GPServer, connect: Connect) -> None:
        found = connect(server, auth=NtlmAuth(USER, "wrong")).discover()

        assert server.failed_logons == 1
        assert server.requests == ()
        assert found.logged_in is False
        (problem,) = found.problems
        assert "locked, expired or disabled" in problem.remedy
        assert {probe.verdict for probe in found.probes} == {"not asked"}

    def test_a_logon_that_is_refused_later_ends_it_there(self, serve: Serve, connect: Connect) -> None:
        """
        The password is changed after the list of companies: what follows is not asked, and one logon is refused.
        """
        server = serve(persistent=False)
        profile = COMPANION.with_resource("companies", available=False)
        gp = connect(server, profile=profile)
        gp.help()
        server.users.set_password(USER, "another")

        found = gp.discover(FABRIKAM)

        assert server.failed_logons == 1
        assert found.logged_in is False

    def test_a_logon_that_another_server_refuses_ends_it_too(self, server: GPServer, connect: Connect) -> None:
        """
        Resources may be elsewhere, but the account is the same, and would be locked all the same.
        """
        with GPServer(users={USER: "another"}) as elsewhere:
            profile = COMPANION.with_resource("gl_accounts", base_url=elsewhere.base_url)
            found = connect(server, profile=profile).discover()

        by_name = {probe.resource: probe.verdict for probe in found.probes}
        assert elsewhere.failed_logons == 1
        assert (by_name["currencies"], by_name["gl_accounts"], by_name["vendors"]) == (
            "answers",
            "not asked",
            "not asked",
        )

    @pytest.mark.parametrize("option", ["unmapped", "denied"])
    def test_a_user_without_rights_is_told_what_to_ask_for(self, serve: Serve, connect: Connect, option: str) -> None:
        found = connect(serve(**{option: [USER]})).discover(FABRIKAM)

        assert found.logged_in is True
        assert {probe.verdict for probe in found.probes} == {"denied"}
        (problem,) = found.problems
        assert len(problem.seen) == 1  # GP's words once, after all the services that they came from
        assert problem.seen[0].startswith("the discovery page, the list of companies, account_segments, buyers, ")
        assert "User Setup" in problem.remedy
        assert "Security Task Setup" in problem.remedy

    def test_a_server_that_is_not_there_is_asked_once(self, connect: Connect) -> None:
        with GPServer(users={USER: PASSWORD}) as gone:
            gp = connect(gone, backoff=Backoff(attempts=1))

        found = gp.discover(FABRIKAM)

        assert found.logged_in is None
        (problem,) = found.problems
        assert "firewall" in problem.remedy
        assert {probe.verdict for probe in found.probes} == {"not asked"}

    def test_a_resource_that_fails_stands_alone(self, server: GPServer, connect: Connect, here: SiteProfile) -> None:
        server.fail(r"Purchasing/Vendors\(", status=500, body="boom", content_type="text/plain", times=9)
        server.fail(r"Inventory/Items\(", status=503, body="", times=9)

        found = connect(server, profile=here, backoff=Backoff(attempts=1)).discover()

        by_name = {probe.resource: probe.verdict for probe in found.probes}
        assert (by_name["vendors"], by_name["items"], by_name["sites"]) == ("fails", "fails", "answers")
        assert len(found.problems) == 2

    def test_a_discovery_page_that_fails_does_not_end_it(self, server: GPServer, connect: Connect) -> None:
        server.fail("/help", status=404, body="<html>none</html>", content_type="text/html", times=9)

        found = connect(server).discover()

        assert found.help is None
        assert "answers" in {probe.verdict for probe in found.probes}


class TestCertificate:
    @pytest.fixture(params=[400, 10], ids=["long", "short"])
    def days(self, request: pytest.FixtureRequest) -> int:
        """For how many days the certificate is good."""
        days: int = request.param
        return days

    def test_subject_issuer_and_days_are_told(
        self, days: int, serve: Serve, connect: Connect, tmp_path: Path, here: SiteProfile
    ) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        ends = datetime.now(UTC) + timedelta(days=days, hours=1)
        made = authority.issue_cert("localhost", not_after=ends, common_name="gp.example.com")
        made.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
        server = serve(certificate=tmp_path / "server.pem")

        found = connect(server, ca_bundle=tmp_path / "ca.pem", profile=here).discover()

        certificate = found.certificate
        assert certificate is not None
        assert "CN=gp.example.com" in certificate.subject
        assert "trustme" in certificate.issuer
        assert certificate.names == ("localhost",)
        assert (certificate.days_left, certificate.trusted, certificate.self_signed) == (days, True, False)
        assert found.ok is (days == 400)
        assert f"{days} days left" in str(found)

    def test_one_that_is_not_trusted_is_shown_all_the_same(
        self, serve: Serve, connect: Connect, tmp_path: Path
    ) -> None:
        made = trustme.CA().issue_cert("localhost")
        made.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
        server = serve(certificate=tmp_path / "server.pem")

        found = connect(server, backoff=Backoff(attempts=1)).discover()

        assert found.certificate is not None
        assert found.certificate.trusted is False
        assert any("not trusted" in seen for seen in found.problems[0].seen)
        assert "ca_bundle" in found.problems[0].remedy
        assert server.requests == ()

    def test_that_of_a_service_with_an_address_of_its_own_is_looked_at_too(
        self, server: GPServer, serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        companion = serve(certificate=pki[1])
        profile = COMPANION.with_resource("purchase_orders", base_url=companion.base_url)

        found = connect(server, profile=profile, backoff=Backoff(attempts=1)).discover()

        assert found.certificate is None
        assert found.problems[0].seen[0].startswith(f"{companion.base_url}: the server's certificate is not trusted: ")


def test_a_proxy_hides_the_certificate(server: GPServer) -> None:
    """
    Behind a proxy no TLS connection of its own is made, which the proxy was set to prevent.
    """
    with DynamicsGP(
        "https://localhost:1", auth=NtlmAuth(USER, PASSWORD), proxy=server.base_url, backoff=Backoff(attempts=1)
    ) as gp:
        assert gp.discover().certificate is None
