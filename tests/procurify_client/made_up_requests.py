"""Requests that schemathesis makes up from the API document, and a filled loopback server that they are sent to."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import requests
import schemathesis
from schemathesis import checks

from procurify_client.testing import ProcurifyServer, seed
from tests.procurify_client.contract_check import document

__all__ = ["LEFT_OUT", "Target", "api", "target"]

LEFT_OUT = "listGlobalOrderItems"
"""It has the parameters and the answers of the other list of order items, by a test in test_loopback_lists."""


def api(*, examples: int, coverage: bool) -> schemathesis.BaseSchema:
    """Read the document: so many requests for each operation, with or without one for each limit of each parameter."""
    generation = {
        "max-examples": examples,
        "deterministic": True,
        "database": "none",
        "no-shrink": True,
        "allow-extra-parameters": False,  # the real server ignores parameters that it does not know
        "with-security-parameters": False,  # the session has the token
    }
    settings = {"generation": generation, "phases": {"coverage": {"enabled": coverage}}}
    config = schemathesis.Config.from_dict(settings)
    return schemathesis.openapi.from_dict(_as_the_framework_reads_it(), config=config).exclude(operation_id=LEFT_OUT)


@attrs.frozen(kw_only=True)
class Target:
    """Where made-up requests go."""

    base_url: str
    session: requests.Session

    def executes_or_refuses(self, case: schemathesis.Case[Any]) -> None:
        """Send a request and check the answer: no 5xx, as described, and a refusal of what violates the document.

        What agrees with it may be refused as well: it may name records that there are not, or states that do not fit.
        """
        case.call_and_validate(
            base_url=self.base_url, session=self.session, excluded_checks=[checks.positive_data_acceptance]
        )


@contextmanager
def target() -> Iterator[Target]:
    """Start a filled server, and sign in to it."""
    with ProcurifyServer() as server, requests.Session() as session:
        seed(server)
        credentials = {
            "client_id": server.client_id,
            "client_secret": server.client_secret,
            "audience": "https://api.procurify.com/",
            "grant_type": "client_credentials",
        }
        token = session.post(f"{server.base_url}/oauth/token", json=credentials, timeout=30).json()["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        yield Target(base_url=server.base_url, session=session)


def _as_the_framework_reads_it() -> dict[str, Any]:
    """Give the document, but for two things that the framework behind the real API overlooks (assumed).

    A size of pages that is none counts as not given, and so does a filter that is empty. CSV, which the document names
    as a format and describes nowhere, has tests of its own.
    """
    loosened = copy.deepcopy(document())
    parameters = loosened["components"]["parameters"]
    parameters["PageSize"]["schema"] = {}
    parameters["Format"]["schema"] = {"type": "string", "enum": ["json", ""]}
    for item in loosened["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter.get("in") == "query" and parameter["schema"] != {"type": "string"}:
                    parameter["schema"] = {"anyOf": [parameter["schema"], {"type": "string", "maxLength": 0}]}
    return loosened
