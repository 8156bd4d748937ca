"""Reading what the ledger keeps of a flow's documents, for reports, without asking either system."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from gp_sync.core.flow import Flow
from gp_sync.core.model import Key
from gp_sync.core.summary import Summary
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import Pending

__all__ = ["FlowReader", "Readers", "reader_of", "summary_in", "summary_of"]


@attrs.frozen(kw_only=True)
class FlowReader:
    """How the texts that are kept of one flow are read.

    Args:
        summary: reads a stored payload; raises ValueError where it cannot be read.
        source: the same, as the source document itself.
        body: reads a body that was stored as canonical JSON; raises ValueError where it cannot be read.
        summary_there: what people tell such a body by.
    """

    summary: Callable[[bytes], Summary]
    source: Callable[[bytes], Any]
    body: Callable[[str], Any]
    summary_there: Callable[[Any], Summary]


Readers = Mapping[str, FlowReader]
"""The reader of each flow, by its name."""


def reader_of(flow: Flow[Any, Any]) -> FlowReader:
    """How what is kept of a flow is read."""
    return FlowReader(
        summary=lambda payload: flow.summary(flow.decode(payload)),
        source=flow.decode,
        body=flow.revive,
        summary_there=flow.summary_there,
    )


def summary_of(ledger: Ledger, key: Key, readers: Readers) -> Summary:
    """What is told of a document by its newest version that can be read; nothing where there is none."""
    return summary_in(ledger.newest(key), readers.get(key.flow))


def summary_in(newest: Pending | None, reader: FlowReader | None) -> Summary:
    """The same of a version that the ledger gave."""
    if newest is None or reader is None:
        return Summary()
    try:
        return reader.summary(newest.payload)
    except ValueError:
        return Summary()
