"""From an exchange that broke off to the error that says what may have happened."""

from typing import Any

from dynamicsgp_sba import errors
from dynamicsgp_sba.call import Call
from dynamicsgp_sba.connection import BrokenError
from dynamicsgp_sba.urls import without_query

__all__ = ["lost"]


def lost(call: Call[Any], broken: BrokenError) -> errors.DynamicsGPError:
    """Give the error for a call that got no whole answer."""
    where = f"{call.method} {without_query(call.url)}"
    if broken.stage == "answer":
        return errors.LostAnswerError(
            f"{where}: the request left, but no whole answer came ({broken.reason}); "
            + ("GP may have done it: read it back before sending it again" if call.write else "try again"),
            method=call.method,
            url=without_query(call.url),
            outcome_unknown=call.write,
        )
    if broken.stage == "late":
        return errors.HandshakeError(
            f"{where}: the deadline passed before the request was sent; nothing was sent. Give it more time, or see "
            "why the connection or the logon takes so long",
            method=call.method,
            url=without_query(call.url),
        )
    if broken.stage == "credentials":
        return errors.LoginError(
            f"{where}: {broken.reason}; nothing was sent", method=call.method, url=without_query(call.url)
        )
    what = "no connection" if broken.stage == "connect" else "the logon handshake broke off"
    kind = errors.ConnectError if broken.stage == "connect" else errors.HandshakeError
    return kind(
        f"{where}: {what} ({broken.reason}); nothing was sent. Check the host name, the port, the certificate "
        "(ca_bundle=) and that the GP service runs",
        method=call.method,
        url=without_query(call.url),
    )
