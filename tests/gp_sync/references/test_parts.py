"""Facts of several kinds, each from the one that knows it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gp_sync.core.model import Ref
from gp_sync.references.parts import ReferencesByKind

NOW = datetime(2026, 11, 4, tzinfo=UTC)


class Known:
    """References that know one kind, and what they were told."""

    def __init__(self, kind: str, fact: str) -> None:
        self.kinds = frozenset({kind})
        self.fact: Any = fact
        self.runs: list[datetime] = []

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        return self.fact

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        self.fact = fact

    def begin_run(self, at: datetime) -> None:
        self.runs.append(at)


class TestReferencesByKind:
    def test_each_kind_is_asked_and_told_where_it_is_known(self) -> None:
        sites, links = Known("site", "01-N"), Known("vendor_link", "CONTOSO")
        references = ReferencesByKind((sites, links))

        references.seed(Ref("vendor_link", ("TWO", "7")), "LITWARE", NOW)

        assert references.kinds == {"site", "vendor_link"}
        assert references.find(Ref("site", ("TWO", "01-N")), NOW) == "01-N"
        assert references.find(Ref("vendor_link", ("TWO", "7")), NOW) == "LITWARE"

    def test_all_hear_of_a_run(self) -> None:
        sites, links = Known("site", "01-N"), Known("vendor_link", "CONTOSO")

        ReferencesByKind((sites, links)).begin_run(NOW)

        assert (sites.runs, links.runs) == ([NOW], [NOW])

    def test_a_kind_comes_from_one_place(self) -> None:
        with pytest.raises(ValueError, match="more than one part knows site"):
            ReferencesByKind((Known("site", "a"), Known("site", "b")))
