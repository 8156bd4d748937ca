"""What tests of the age of tables ask for, and how a question is stopped."""

from datetime import UTC, datetime

import pytest

from gp_sync.core import facts as names
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.references.answers import TableReferences

__all__ = ["LONG_AGO", "NORTH", "SOUTH", "stopped"]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NORTH = names.site("TWO", "01-N")
SOUTH = names.site("TWO", "02-S")


def stopped(references: TableReferences, ref: Ref, not_before: datetime = LONG_AGO) -> RecordUnusable:
    with pytest.raises(RecordUnusable) as caught:
        references.find(ref, not_before)
    return caught.value
