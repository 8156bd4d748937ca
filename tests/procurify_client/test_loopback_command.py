"""`python -m procurify_client.testing`: a server by hand."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from procurify_client.testing.__main__ import main
from tests.procurify_client.contract_check import Ask


class Running:
    """
    The command in a thread, and what it printed; ended with the test.
    """

    def __init__(self) -> None:
        self._printed = io.StringIO()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, *arguments: str) -> dict[str, str]:
        self._thread = threading.Thread(target=main, args=(["--port", "0", *arguments],), kwargs={"stop": self._stop})
        with contextlib.redirect_stdout(self._printed):
            self._thread.start()
            while "Ctrl-C" not in self._printed.getvalue():
                assert self._thread.is_alive()
                self._stop.wait(0.005)
        return dict(re.findall(r"(\w+)='([^']+)'", self._printed.getvalue()))

    def end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)


@pytest.fixture
def running() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


def asked(http: httpx.Client, told: dict[str, str]) -> Ask:
    credentials = {
        "client_id": told["client_id"],
        "client_secret": told["client_secret"],
        "audience": "https://api.procurify.com/",
        "grant_type": "client_credentials",
    }
    token = http.post(f"{told['base_url']}/oauth/token", json=credentials).json()["access_token"]
    return Ask(http, told["base_url"], token)


class TestServing:
    def test_it_says_how_to_reach_it(self, http: httpx.Client, running: Running) -> None:
        """
        Address and invented credentials; it is filled.
        """
        ask = asked(http, running())

        assert ask("GET", "/api/v2/purchase_orders/purchased/all/").json()["metadata"]["pagination"]["count"] == 7

    def test_empty_but_for_many_vendors(self, http: httpx.Client, running: Running) -> None:
        """
        Without data of its own.
        """
        ask = asked(http, running("--empty", "--vendors", "500"))

        assert ask("GET", "/api/v3/vendors/").json()["metadata"]["pagination"]["count"] == 501
        assert ask("GET", "/api/v2/locations/").json()["data"] == []

    def test_with_a_role_and_a_form_of_errors(self, http: httpx.Client, running: Running) -> None:
        """
        What the role lacks is refused in that form.
        """
        ask = asked(http, running("--role", "accounts-payable", "--errors", "message"))

        answer = ask("POST", "/api/v3/purchase-orders/1/close/")

        assert answer.status_code == 403
        assert answer.json() == {"message": "You do not have permission to perform this action."}

    @pytest.mark.parametrize(
        ("options", "status"), [(["--unavailable"], 503), (["--rate", "0.001"], 429), (["--slow", "0.01"], 200)]
    )
    def test_with_faults(self, http: httpx.Client, running: Running, options: list[str], status: int) -> None:
        """
        Each by one option.
        """
        ask = asked(http, running(*options))
        ask("GET", "/api/v3/users/me/")

        assert ask("GET", "/api/v3/users/me/").status_code == status

    def test_with_refused_credentials(self, http: httpx.Client, running: Running) -> None:
        """
        Though they are right.
        """
        with pytest.raises(KeyError, match="access_token"):
            asked(http, running("--refuse-credentials"))

    def test_interrupted(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Ctrl-C ends it without a traceback.
        """

        class Interrupted(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                raise KeyboardInterrupt

        main(["--port", "0"], stop=Interrupted())

        assert capsys.readouterr().out.endswith("Ended.\n")

    def test_as_a_module(self) -> None:
        """
        It explains itself.
        """
        command = [sys.executable, "-m", "procurify_client.testing", "--help"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

        assert "--refuse-credentials" in done.stdout


class TestBadArguments:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--port", "70000"], "argument --port: '70000' is not accepted: give a port from 0 (a free one) to 65535"),
            (["--port", "x"], "argument --port: 'x' is not accepted: give a port from 0 (a free one) to 65535"),
            (["--vendors", "-1"], "argument --vendors: '-1' is not accepted: give a whole number up to 10000000"),
            (
                ["--rate", "0"],
                "argument --rate: '0' is not accepted: give a number of requests per second from 0.001 to 1000000",
            ),
            (["--slow", "nan"], "argument --slow: 'nan' is not accepted: give a number of seconds up to 3600"),
            (["--slow", "x"], "argument --slow: 'x' is not accepted: give a number of seconds up to 3600"),
            (["--role", "boss"], "argument --role: invalid choice: 'boss' (choose from "),
            (["--misspelt"], "unrecognized arguments: --misspelt"),
        ],
    )
    def test_they_are_refused_in_words(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
    ) -> None:
        """
        What was given, and what is accepted.
        """
        with pytest.raises(SystemExit, match="2"):
            main(arguments)

        assert words in capsys.readouterr().err

    def test_a_port_that_is_taken(self, capsys: pytest.CaptureFixture[Any]) -> None:
        """
        It says what to do.
        """
        with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit, match="2"):
            main(["--port", str(taken.getsockname()[1])])

        assert "Choose another, or 0 for a free one" in capsys.readouterr().err
