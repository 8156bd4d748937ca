"""What every `Mapper` must do: properties that hold for any document and any facts.

It needs Hypothesis, which comes with the extra `testing`.
"""

# ruff: noqa: S101  # tests assert

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Generic, Protocol, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, event, find, given, settings
from hypothesis import strategies as st

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Facts, Ref
from gp_sync.core.protocols import Mapper

__all__ = ["MapperBench", "MapperContract"]

S = TypeVar("S")
D = TypeVar("D")

_ROUNDS = 8
"""So often a mapper may ask for more; the engine gives up on one that never has enough."""

_NOW = datetime(2026, 11, 4, 18, tzinfo=UTC)

# A bench has no state that one example could leave to the next, and several subclasses inherit each test.
_any_document = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.differing_executors,
        HealthCheck.too_slow,
    ],
)


class MapperBench(ABC, Generic[S, D]):
    """A mapper on the bench, with documents to map and facts to map them by. Implement the methods for yours.

    Args:
        mapper: the mapper under test.
        decode: the flow's: reads a stored answer.
        revive: the flow's: reads a stored body.
    """

    def __init__(
        self, mapper: Mapper[S, D], *, decode: Callable[[bytes], S], revive: Callable[[str], D | None]
    ) -> None:
        self.mapper = mapper
        self.decode = decode
        self.revive = revive

    @abstractmethod
    def sources(self) -> st.SearchStrategy[S]:
        """Documents as the source may have them: some as they should be, some with all that may be missing or odd."""

    @abstractmethod
    def payload(self, source: S) -> bytes:
        """A stored answer from which `decode` makes the document."""

    @abstractmethod
    def fact(self, ref: Ref) -> st.SearchStrategy[Any]:
        """What a fact may be where it exists: often what fits, and never None, which means that it does not exist."""


class MapperContract:
    """Tests for any `Mapper`. Inherit from it in a test module, and give pytest the fixture `bench`.

    Example:
        ```python
        class TestMyMapper(MapperContract):
            @pytest.fixture
            def bench(self):
                return MyBench(MyMapper(), decode=flow.decode, revive=flow.revive)
        ```
    """

    def test_some_document_is_mapped(self, bench: MapperBench[Any, Any]) -> None:
        """Else the properties below would say nothing about bodies."""
        some = settings(_any_document, phases=[Phase.generate], max_examples=300)

        source, facts = find(_cases(bench), lambda case: bool(bench.mapper.map(*case).wanted), settings=some)

        assert bench.mapper.map(source, facts).wanted

    @_any_document
    @given(data=st.data())
    def test_it_soon_has_asked_for_everything(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """However much one answer leads to the next question, the questions end."""
        rounds = _rounds(bench, data.draw(bench.sources()), data.draw)

        event(f"{len(rounds)} rounds")
        assert len(rounds) <= _ROUNDS

    @_any_document
    @given(data=st.data())
    def test_it_never_asks_for_less_when_more_is_known(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """What was needed once is needed still, so that the answer rests on all that was looked up."""
        source = data.draw(bench.sources())
        named = [bench.mapper.needs(source, facts) for facts in _rounds(bench, source, data.draw)]

        assert all(earlier <= later for earlier, later in pairwise(named))

    @_any_document
    @given(data=st.data())
    def test_asking_changes_nothing(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """The same question has the same answer, and document and facts are what they were."""
        source = data.draw(bench.sources())
        for facts in _rounds(bench, source, data.draw):
            before = copy.deepcopy((source, facts))

            assert bench.mapper.needs(source, facts) == bench.mapper.needs(source, facts)
            assert (source, facts) == before

    @_any_document
    @given(data=st.data())
    def test_mapping_changes_nothing(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """The same document and facts give the same bodies and findings, in whatever order the facts came."""
        source, facts = data.draw(_cases(bench))
        before = copy.deepcopy((source, facts))
        other_order = attrs.evolve(facts, found=dict(reversed(list(facts.found.items()))))

        mapped = bench.mapper.map(source, facts)

        assert bench.mapper.map(source, facts) == mapped
        assert bench.mapper.map(source, other_order) == mapped
        assert (source, facts) == before

    @_any_document
    @given(data=st.data())
    def test_it_reads_only_what_it_asked_for(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """The facts of this test tell each that is read; those of other documents make no difference."""
        source, facts = data.draw(_cases(bench))
        needed = bench.mapper.needs(source, facts)
        watched = _Watched(facts)
        stranger = Ref("of another document", ("TWO", "PF99"))
        more = attrs.evolve(facts, asked=facts.asked | {stranger}, found={**facts.found, stranger: "a fact"})

        mapped = bench.mapper.map(source, watched.facts)

        assert watched.read <= needed
        assert bench.mapper.map(source, more) == mapped

    @_any_document
    @given(data=st.data())
    def test_it_says_why_where_nothing_is_wanted(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """Without a body there is a finding, unless the document has ended; then nothing is wanted."""
        source, facts = data.draw(_cases(bench))

        mapped = bench.mapper.map(source, facts)

        event("ended" if mapped.ended else "wanted" if mapped.wanted else "stopped")
        assert mapped.wanted or mapped.findings or mapped.ended
        assert not (mapped.wanted and mapped.ended)

    @_any_document
    @given(data=st.data())
    def test_each_body_has_a_record_of_its_own(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """The names of records are whole, and differ in more than case, which most systems do not tell apart."""
        source, facts = data.draw(_cases(bench))

        wanted = bench.mapper.map(source, facts).wanted

        names = [(ref.side, ref.company, ref.number.casefold().rstrip()) for ref in wanted]
        assert all(company for _, company, _ in names)
        assert len(set(names)) == len(names)
        assert all(body is not None for body in wanted.values())

    @_any_document
    @given(data=st.data())
    def test_bodies_survive_the_ledger(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """What was written as text is read as the same body, and has the same text again."""
        source, facts = data.draw(_cases(bench))

        for body in bench.mapper.map(source, facts).wanted.values():
            revived = bench.revive(canonical(body))

            assert revived == body
            assert canonical(revived) == canonical(body)

    @_any_document
    @given(data=st.data())
    def test_documents_survive_the_ledger(self, bench: MapperBench[Any, Any], data: st.DataObject) -> None:
        """A stored answer gives the same document, however often it is read."""
        source = data.draw(bench.sources())
        payload = bench.payload(source)

        assert bench.decode(payload) == source
        assert bench.decode(payload) == source

    def test_a_void_survives_the_ledger(self, bench: MapperBench[Any, Any]) -> None:
        """It has no body."""
        assert bench.revive(canonical(None)) is None


class _Watched:
    """Facts that tell which of them were read, by name or by a look at the whole table."""

    def __init__(self, facts: Facts) -> None:
        self.read: set[Ref] = set()
        self.facts = attrs.evolve(facts, found=_WatchedFound(facts.found, self.read))


class _WatchedFound(dict[Ref, Any]):
    def __init__(self, found: Mapping[Ref, Any], read: set[Ref]) -> None:
        super().__init__(found)
        self._read = read

    def get(self, ref: Ref, default: Any = None) -> Any:
        self._read.add(ref)
        return super().get(ref, default)

    def __getitem__(self, ref: Ref) -> Any:
        self._read.add(ref)
        return super().__getitem__(ref)


class _Draw(Protocol):
    def __call__(self, strategy: st.SearchStrategy[Any]) -> Any: ...


@st.composite
def _cases(draw: st.DrawFn, bench: MapperBench[Any, Any]) -> tuple[Any, Facts]:
    """A document with all facts that its mapper asks for, as the engine gathers them."""
    source = draw(bench.sources())
    return source, _rounds(bench, source, draw)[-1]


def _rounds(bench: MapperBench[Any, Any], source: Any, draw: _Draw) -> list[Facts]:
    """The facts after each round of questions, from none to all; each fact exists, or does not."""
    exists = draw(st.sampled_from([st.just(True), st.just(False), st.booleans()]))
    rounds = [Facts(as_of=_NOW)]
    while (needed := bench.mapper.needs(source, rounds[-1]) - rounds[-1].asked) and len(rounds) <= _ROUNDS:
        found = dict(rounds[-1].found)
        found |= {ref: draw(bench.fact(ref)) for ref in sorted(needed) if draw(exists)}
        rounds.append(attrs.evolve(rounds[-1], asked=rounds[-1].asked | needed, found=found))
    return rounds
