"""A Singer target that posts orders to GP: `python -m benchmarks.peers.singer_peer < MESSAGES > STATES`.

A `RecordSink` as the SDK's documentation has it: a record is in GP when `process_record` returns. The SDK lets a state
out when the input ends, and every five minutes.
"""

from typing import Any

import requests
from singer_sdk import RecordSink, Target  # type: ignore[import-not-found, unused-ignore]  # beside the peers alone

from benchmarks.gp_session import logged_in, send
from benchmarks.peers.orders import HEADERS

__all__: list[str] = []


class _OrderSink(RecordSink):  # type: ignore[misc, unused-ignore]  # its base is unknown here
    """Posts each record."""

    _session: requests.Session | None = None

    def process_record(self, record: dict[str, Any], context: dict[str, Any]) -> None:
        """Post one order."""
        if self._session is None:
            self._session = logged_in(record["url"])
        send(self._session, "POST", record["url"], record["body"].encode(), HEADERS)


class _GPTarget(Target):  # type: ignore[misc, unused-ignore]  # its base is unknown here
    """The target."""

    name = "target-gp"
    config_jsonschema = {"type": "object", "properties": {}}  # noqa: RUF012  # the SDK's way
    default_sink_class = _OrderSink


if __name__ == "__main__":
    _GPTarget.cli()
