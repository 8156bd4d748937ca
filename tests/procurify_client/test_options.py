"""The client's options: what is accepted, what is refused and why, and what every call says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import (
    Procurify,
    Secret,
    Timeout,
    UserRole,
    __version__,
)
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient


def client(**options: Any) -> Procurify:
    return Procurify(**({"client_id": "app", "client_secret": "hush-hush"} | options))


class TestOptions:
    @pytest.mark.parametrize(
        ("tenant", "url"), [("acme", "https://acme.procurify.com"), ("A-1", "https://a-1.procurify.com")]
    )
    def test_a_tenant_makes_the_address(self, tenant: str, url: str) -> None:
        """
        The tenant's name is the first part of its host.
        """
        with client(tenant=tenant) as procurify:
            assert procurify.base_url == url

    @pytest.mark.parametrize(
        "tenant", ["", "acme.procurify.com", "https://acme.procurify.com", "a b", "-acme", "acme/", "acme@evil", "é"]
    )
    def test_a_bad_tenant_is_refused(self, tenant: str) -> None:
        """
        Whatever is not one part of a host name is named, with what is accepted.
        """
        with pytest.raises(ValueError, match="is not a tenant's name: give the first part"):
            client(tenant=tenant)

    @pytest.mark.parametrize("options", [{}, {"tenant": "acme", "base_url": "https://acme.procurify.com"}])
    def test_exactly_one_address(self, options: dict[str, str]) -> None:
        """
        Neither none nor two.
        """
        with pytest.raises(ValueError, match="give either tenant, such as 'acme', or base_url"):
            client(**options)

    @pytest.mark.parametrize(
        ("base_url", "words"),
        [
            ("acme.procurify.com", "is not an address such as"),
            ("ftp://acme.procurify.com", "is not an address such as"),
            ("https://acme.procurify.com/api/v3", "is not an address such as"),
            ("https://acme.procurify.com?x=1", "is not an address such as"),
            ("https://", "is not an address such as"),
            ("https://acme.procurify.com:port", "is not a URL"),
            ("https://user:pw@acme.procurify.com", "holds a user or a password"),
            ("http://acme.procurify.com", "would send the client secret unencrypted"),
        ],
    )
    def test_a_bad_base_url_is_refused(self, base_url: str, words: str) -> None:
        """
        The message says what is wrong with it; a password in it is not repeated.
        """
        with pytest.raises(ValueError, match=words) as caught:
            client(base_url=base_url)
        assert "pw" not in str(caught.value)

    @pytest.mark.parametrize("base_url", ["http://localhost:8601", "http://127.0.0.1:8601/", "http://[::1]:8601"])
    def test_plain_http_is_for_this_machine(self, base_url: str) -> None:
        """
        A loopback server needs no encryption.
        """
        with client(base_url=base_url) as procurify:
            assert procurify.base_url == base_url.rstrip("/")

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"client_id": ""}, "client_id is empty"),
            ({"client_secret": ""}, "a secret is empty"),
            ({"page_size": 0}, "page_size is 0"),
            ({"page_size": "100"}, "page_size is '100'"),
        ],
    )
    def test_bad_values_are_named(self, options: dict[str, Any], words: str) -> None:
        """
        An option that cannot be right is refused before anything is sent.
        """
        with pytest.raises(ValueError, match=words):
            client(tenant="acme", **options)

    @pytest.mark.parametrize("field", ["connect", "read", "total"])
    def test_timeouts_are_positive(self, field: str) -> None:
        """
        A timeout of nothing is refused.
        """
        with pytest.raises(ValueError, match=field):
            Timeout(**{field: 0})

    def test_the_secret_may_come_wrapped(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        A `Secret` is taken as it is.
        """
        assert make_client(client_secret=Secret("hush-hush")).users.me().role is UserRole.SUPERUSER

    def test_an_own_http_client_is_used_as_it_is_and_left_open(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        Its headers, timeouts and auth are not touched, and closing is its owner's business.
        """
        with httpx.Client(headers={"X-Mine": "1"}, timeout=7, follow_redirects=True) as mine:
            headers = dict(mine.headers)
            with make_client(http_client=mine) as procurify:
                procurify.users.me()

            assert (dict(mine.headers), mine.timeout, mine.auth) == (headers, httpx.Timeout(7), None)
            assert not mine.is_closed

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            (httpx.Timeout(7, connect=3), Timeout(connect=3, read=7, write=7, pool=7)),
            (httpx.Timeout(5, write=2, pool=1), Timeout(connect=5, read=5, write=2, pool=1)),
            (httpx.Timeout(600), Timeout(connect=600, read=600, write=600, pool=600, total=1200)),
            (httpx.Timeout(None), Timeout(connect=180, read=180)),
        ],
    )
    def test_the_limits_of_an_own_http_client_count(self, theirs: httpx.Timeout, ours: Timeout) -> None:
        """
        Unless the caller gives others; without any, the total bounds them.
        """
        with httpx.Client(timeout=theirs) as mine:
            assert client(tenant="acme", http_client=mine)._exchanges.timeout == ours
            assert client(tenant="acme", http_client=mine, timeout=Timeout(read=9))._exchanges.timeout == Timeout(
                read=9
            )

    def test_a_client_that_is_made_is_closed(self, make_client: MakeClient) -> None:
        """
        Leaving the context closes the connections.
        """
        with make_client() as procurify:
            procurify.users.me()

        assert procurify._transport._client.is_closed


class TestHeaders:
    def test_every_call_says_who_it_is(self) -> None:
        """
        The two documented headers, JSON, and our name with its version.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t0ken", "expires_in": 86400})
            route = mock.get("/api/v3/vendors/6/").respond(json={"data": {"id": 6}})
            with client(tenant="acme") as procurify:
                procurify.vendors.get(6)

        sent = route.calls[0].request.headers
        assert sent["Authorization"] == "Bearer t0ken"
        assert sent["X-Procurify-Client"] == "api"
        assert sent["Accept"] == "application/json"
        assert sent["User-Agent"] == f"procurify-client/{__version__}"
