"""A canary as client secret, and every token of the server: neither shows anywhere, with either face."""

from __future__ import annotations

import _thread
import asyncio
import copy
import logging
import pickle
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from procurify_client import AsyncProcurify, Event, Hooks, Options, Procurify, ProcurifyError
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

CANARY = "canary-5e1f"
FAULTS: dict[str, Callable[[ProcurifyServer], None]] = {
    "no token": lambda server: server.drop("/oauth/token", when="after", times=9),
    "token 503": lambda server: server.fail("/oauth/token", 503, times=9),
    "no token in it": lambda server: server.garble("/oauth/token", b'{"id_token": "canary-5e1f"}'),
    "token redirected": lambda server: server.fail("/oauth/token", 302, headers={"Location": "https://x.example/"}),
    "refused": lambda server: setattr(server, "client_secret", "another"),
    "dropped": lambda server: server.drop("/vendors/", when="after", times=9),
    "truncated": lambda server: server.break_answer("/vendors/", "cut", times=9),
    "401": lambda server: server.fail("/vendors/", 401, times=9),
    "403": lambda server: server.fail("/vendors/", 403),
    "429": lambda server: server.fail("/vendors/", 429, headers={"Retry-After": "600"}),
    "redirected": lambda server: server.fail("/vendors/", 302, headers={"Location": "https://x.example/"}),
    "html": lambda server: server.garble("/vendors/"),
}


def get(client: Any) -> Any:
    return client.vendors.get(2)


def write(client: Any) -> Any:
    return client.request("POST", "/api/v3/vendors/", json={}, allow_write=True)


@pytest.fixture
def guarded(server: ProcurifyServer) -> ProcurifyServer:
    server.client_secret = CANARY
    return server


def shown(server: ProcurifyServer, text: str) -> list[str]:
    """The secrets that a text holds; the canary in quotes, as a value would be printed, is not that of this file."""
    return [secret for secret in [f"'{CANARY}'", f'"{CANARY}"', *server.tokens] if secret in text]


@pytest.mark.parametrize("face", FACES)
class TestEverywhere:
    @pytest.mark.parametrize("fault", FAULTS)
    @pytest.mark.parametrize("action", [get, write])
    def test_logs_hooks_and_errors(
        self,
        guarded: ProcurifyServer,
        time: Time,
        face: Face,
        fault: str,
        action: Callable[[Any], Any],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """
        With DEBUG on for every logger, in each trouble: log lines, events, and errors in every form that is printed.
        """
        for name in (None, "httpx", "httpcore", "asyncio", "procurify_client"):
            caplog.set_level(logging.DEBUG, logger=name)
        events: list[Event] = []
        hooks = Hooks(request=events.append, response=events.append, retry=events.append, token=events.append)
        FAULTS[fault](guarded)

        (error,) = face(time, action, base_url=guarded.base_url, client_secret=CANARY, hooks=hooks)

        assert isinstance(error, ProcurifyError)
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
        printed = [str(error), repr(error), str(vars(error)), "".join(report.format()), str(events), caplog.text]
        assert shown(guarded, "\n".join(printed)) == []
        assert CANARY.encode() not in pickle.dumps(error)
        assert shown(guarded, str(vars(copy.copy(error)))) == []

    def test_nothing_that_can_be_reached_from_a_client_holds_one(
        self, guarded: ProcurifyServer, time: Time, face: Face
    ) -> None:
        """
        A dump of all fields of all objects, of ours and of the HTTP library's, after calls of each kind.
        """
        texts: list[str] = []

        def look(client: Any) -> None:
            texts.extend(reachable(client))

        face(time, get, write, look, base_url=guarded.base_url, client_secret=CANARY)

        assert "app" in texts  # the walk gets as far as the credentials
        assert [text for text in texts if shown(guarded, f"'{text}'")] == []

    def test_a_client_is_not_pickled(self, guarded: ProcurifyServer, time: Time, face: Face) -> None:
        """
        It goes to no other process, and so does what it holds.
        """
        failures: list[Exception] = []

        def put(client: Any) -> None:
            try:
                pickle.dumps(client)
            except (TypeError, AttributeError, pickle.PicklingError) as error:
                failures.append(error)

        face(time, get, put, base_url=guarded.base_url, client_secret=CANARY)

        assert len(failures) == 1


class TestInterrupted:
    @pytest.mark.parametrize("path", ["/oauth/token", "/vendors/2/"])
    def test_a_timeout_of_the_caller_shows_none(self, guarded: ProcurifyServer, path: str) -> None:
        """
        `asyncio.timeout` cuts a call off in the midst of the HTTP library, whose frames hold the request.
        """
        guarded.slow(path, 1)

        async def run() -> None:
            async with AsyncProcurify(base_url=guarded.base_url, client_id="app", client_secret=CANARY) as client:
                if path != "/oauth/token":
                    await client.users.me()
                async with asyncio.timeout(0.1):
                    await client.vendors.get(2)

        with pytest.raises(TimeoutError) as caught:
            asyncio.run(run())
        report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        assert shown(guarded, "".join(report.format())) == []

    @pytest.mark.parametrize("path", ["/oauth/token", "/vendors/2/"])
    def test_an_interrupt_while_sending_shows_none(
        self, guarded: ProcurifyServer, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        """
        Ctrl-C while the request is on its way out, with the secret or the token in it.
        """
        with Procurify(base_url=guarded.base_url, client_id="app", client_secret=CANARY) as procurify:
            if path != "/oauth/token":
                procurify.users.me()
            send = socket.socket.send
            over = threading.Event()

            def interrupt(connection: socket.socket, data: bytes, *flags: int) -> int:
                if threading.current_thread().name == "procurify_client":
                    over.wait(0.05)  # until the main thread surely waits
                    press_ctrl_c()
                    over.wait(10)
                return send(connection, data, *flags)

            monkeypatch.setattr(socket.socket, "send", interrupt)
            # Whoever starts the tests in the background may have them ignore it.
            before = signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                with pytest.raises(KeyboardInterrupt) as caught:
                    procurify.vendors.get(2)
            finally:
                signal.signal(signal.SIGINT, before)
            over.set()
        report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        assert shown(guarded, "".join(report.format())) == []


class TestOptionsAndHooks:
    def test_their_reprs_show_no_header(self) -> None:
        """
        A caller's header may be a key of some gateway.
        """
        assert CANARY not in repr(Options(headers={"X-Key": CANARY}))

    def test_an_event_has_no_room_for_one(self) -> None:
        """
        These are all of its fields.
        """
        names = [field.name for field in attrs.fields(Event)]

        assert names == ["method", "path", "attempt", "status", "elapsed", "wait", "request_id", "error"]


def press_ctrl_c() -> None:
    """Interrupt the main thread, which is waiting; a mere `interrupt_main` wakes it where there are no signals."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def reachable(root: object) -> Iterator[str]:
    """Every text in the fields of an object, of what they hold, and so on; not what functions remember."""
    seen: set[int] = set()
    kept: list[object] = [root]  # so that no id is used twice meanwhile
    for item in kept:
        if isinstance(item, str | bytes | bytearray):
            yield item if isinstance(item, str) else bytes(item).decode("latin-1")
            continue
        for part in parts(item):
            if id(part) not in seen and not isinstance(part, type | ModuleType | FunctionType):
                seen.add(id(part))
                kept.append(part)


def parts(item: object) -> list[object]:
    if isinstance(item, Mapping):
        return [*item.keys(), *item.values()]
    if isinstance(item, list | tuple | set | frozenset):
        return list(item)
    if isinstance(item, MethodType):
        return [item.__self__]
    slots = [name for kind in type(item).__mro__ for name in getattr(kind, "__slots__", ())]
    return [*getattr(item, "__dict__", {}).values(), *(getattr(item, name, None) for name in slots)]
