"""What every `Ledger` must do with findings: one issue per code and cause, open while it stops a document."""

# ruff: noqa: S101  # tests assert

from typing import Any

from gp_sync.core.model import Finding, Key, Ref, Severity
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import CapturedVersion, Settlement
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    closed,
    event,
    lease_of,
    page,
    settlement,
    version,
)

__all__ = ["IssueContract"]

_PERIOD = Ref("period", ("TWO", "2026-11"))


class IssueContract:
    """The part of `LedgerContract` that is about issues."""

    def test_documents_with_one_cause_are_one_issue(self, store: Ledger) -> None:
        """The issue counts them, and brings a finding for its words."""
        fence = _captured(store, "52", "53")

        _settle(store, fence, "53", settlement(1, closed()))
        _settle(store, fence, "52", settlement(1, closed()))

        (issue,) = store.issues(CONNECTION)
        assert (issue.number, issue.connection, issue.code, issue.cause) == (1, CONNECTION, "PERIOD_CLOSED", _PERIOD)
        assert (issue.keys, issue.labels) == ((_key("52"), _key("53")), ("PF52", "PF53"))
        assert (issue.opened_at, issue.sample) == (AT, closed())

    def test_the_issue_with_most_documents_comes_first(self, store: Ledger) -> None:
        """What stops most is mended first; of equals, the older one."""
        fence = _captured(store, "1", "2", "3")
        october, november = closed(cause="2026-10"), closed(cause="2026-11")
        account = closed("GP_ACCOUNT_NOT_FOUND", "000-5100-01", Severity.BLOCK)
        _settle(store, fence, "1", settlement(1, october))
        _settle(store, fence, "2", settlement(1, november, account))
        _settle(store, fence, "3", settlement(1, account))

        issues = store.issues(CONNECTION)

        assert [(issue.number, issue.code, len(issue.keys)) for issue in issues] == [
            (3, "GP_ACCOUNT_NOT_FOUND", 2),
            (1, "PERIOD_CLOSED", 1),
            (2, "PERIOD_CLOSED", 1),
        ]

    def test_an_issue_closes_with_its_last_document(self, store: Ledger) -> None:
        """A document that moves on leaves; the last one closes it."""
        fence = _captured(store, "52", "53")
        for source_id in ("52", "53"):
            _settle(store, fence, source_id, settlement(1, closed()))

        _settle(store, fence, "52", settlement(1))
        after_one = [issue.keys for issue in store.issues(CONNECTION)]
        _settle(store, fence, "53", settlement(1))

        assert after_one == [(_key("53"),)]
        assert store.issues(CONNECTION) == []

    def test_a_cause_that_comes_back_is_a_new_issue(self, store: Ledger) -> None:
        """A number never means two things."""
        fence = _captured(store, "52")
        for findings in ((closed(),), (), (closed(),)):
            _settle(store, fence, "52", settlement(1, *findings))

        assert [issue.number for issue in store.issues(CONNECTION)] == [2]

    def test_an_issue_stays_the_same_while_its_document_is_decided_anew(self, store: Ledger) -> None:
        """Looking again does not give a new number."""
        fence = _captured(store, "52")
        _settle(store, fence, "52", settlement(1, closed()))
        store.reopen([_key("52")], fence, event())

        waiting = [issue.keys for issue in store.issues(CONNECTION)]
        _settle(store, fence, "52", settlement(1, closed()))

        assert waiting == [(_key("52"),)]
        assert [issue.number for issue in store.issues(CONNECTION)] == [1]

    def test_two_findings_with_one_cause_are_one_issue(self, store: Ledger) -> None:
        """Two lines with the same missing account ask for one account."""
        fence = _captured(store, "52")
        first = Finding(code="GP_ACCOUNT_NOT_FOUND", severity=Severity.BLOCK, cause=_PERIOD, where="line 1")
        second = Finding(code="GP_ACCOUNT_NOT_FOUND", severity=Severity.BLOCK, cause=_PERIOD, where="line 2")

        _settle(store, fence, "52", settlement(1, first, second))

        assert [issue.sample for issue in store.issues(CONNECTION)] == [first]
        assert [row.findings for row in store.documents(CONNECTION, FLOW)] == [(first, second)]

    def test_what_does_not_stop_a_document_is_no_issue(self, store: Ledger) -> None:
        """Neither a warning, nor a stopping finding of a document that is skipped anyway."""
        fence = _captured(store, "52", "53")
        _settle(store, fence, "52", settlement(1, closed(severity=Severity.WARN)))
        _settle(store, fence, "53", settlement(1, closed(), state=DocumentState.SKIPPED, end=End.SKIPPED))

        assert store.issues(CONNECTION) == []

    def test_a_watched_warning_is_an_issue_of_a_settled_document(self, store: Ledger) -> None:
        """It is listed, and closes by itself once the document is decided without it."""
        fence = _captured(store, "52")
        drift = Finding(
            code="CHANGED_IN_GP", severity=Severity.WARN, cause=Ref("record", ("purchase_orders", "gp", "TWO", "PF52"))
        )

        settled = settlement(1, drift, state=DocumentState.SETTLED, end=End.UNCHANGED, digests={drift.cause: "a1"})
        _settle(store, fence, "52", settled)
        open_then = store.issues(CONNECTION)
        _settle(store, fence, "52", settlement(1))

        assert [(issue.sample, issue.digest, issue.keys) for issue in open_then] == [(drift, "a1", (_key("52"),))]
        assert open_then[0].sample.severity is Severity.WARN
        assert store.issues(CONNECTION) == []

    def test_a_document_that_waits_for_a_side_is_in_its_issue(self, store: Ledger) -> None:
        """A side that cannot be used stops documents that stay pending."""
        fence = _captured(store, "52")
        down = Finding(code="GP_UNAVAILABLE", severity=Severity.HOLD, cause=Ref("side", ("gp",)))

        _settle(store, fence, "52", settlement(1, down, state=DocumentState.PENDING, end=End.PENDING))

        assert [issue.code for issue in store.issues(CONNECTION)] == ["GP_UNAVAILABLE"]

    def test_an_issue_tells_the_digest_of_its_cause(self, store: Ledger) -> None:
        """The newest decision of each document counts; without a digest it is empty."""
        fence = _captured(store, "52")
        _settle(store, fence, "52", settlement(1, closed()))
        without = [issue.digest for issue in store.issues(CONNECTION)]

        _settle(store, fence, "52", settlement(1, closed(), digests={_PERIOD: "a1"}))
        first = [issue.digest for issue in store.issues(CONNECTION)]
        _settle(store, fence, "52", settlement(1, closed(), digests={_PERIOD: "b2"}))

        assert (without, first) == ([""], ["a1"])
        assert [issue.digest for issue in store.issues(CONNECTION)] == ["b2"]

    def test_documents_that_were_decided_on_different_facts_are_all_looked_at_again(self, store: Ledger) -> None:
        """The digest then equals no single one, so that the cause counts as changed."""
        fence = _captured(store, "52", "53")
        _settle(store, fence, "52", settlement(1, closed(), digests={_PERIOD: "b2"}))
        _settle(store, fence, "53", settlement(1, closed(), digests={_PERIOD: "a1"}))

        assert [issue.digest for issue in store.issues(CONNECTION)] == ["a1 b2"]

    def test_a_cause_is_told_apart_by_all_of_its_key(self, store: Ledger) -> None:
        """Companies have periods of the same name; separators inside a key confuse nothing."""
        fence = _captured(store, "1", "2", "3")
        causes = (Ref("period", ("TWO", "11")), Ref("period", ("NORTH", "11")), Ref("period", ('TWO","11',)))
        for number, cause in enumerate(causes, start=1):
            _settle(
                store,
                fence,
                f"{number}",
                settlement(1, Finding(code="PERIOD_CLOSED", severity=Severity.HOLD, cause=cause)),
            )

        assert {issue.cause for issue in store.issues(CONNECTION)} == set(causes)

    def test_a_version_that_cannot_be_read_opens_an_issue(self, store: Ledger) -> None:
        """Its cause is the order, named by its key where it has no other name; the words are the problem."""
        fence = lease_of(store).fence

        store.capture(page(_odd(label="")), fence)

        (issue,) = store.issues(CONNECTION)
        assert (issue.code, issue.cause, issue.opened_at) == (
            "ORDER_UNREADABLE",
            Ref(
                "document",
                (
                    "purchase_orders",
                    "52",
                ),
            ),
            AT,
        )
        assert (issue.keys, issue.labels, issue.digest) == ((_key("52"),), ("52",), "")
        (row,) = store.documents(CONNECTION, FLOW)
        assert row.findings == (issue.sample,)
        assert issue.sample.tried == "expected an order, got a list"

    def test_the_issue_of_an_unreadable_version_tells_the_newest_problem(self, store: Ledger) -> None:
        """It stays the same issue."""
        fence = lease_of(store).fence
        store.capture(page(_odd()), fence)

        store.capture(page(_odd("odder", problem="expected an order, got a number")), fence)

        told = [(issue.number, issue.sample.tried) for issue in store.issues(CONNECTION)]
        assert told == [(1, "expected an order, got a number")]
        assert [len(row.findings) for row in store.documents(CONNECTION, FLOW)] == [1]

    def test_a_version_that_can_be_read_closes_the_issue_of_one_that_could_not(self, store: Ledger) -> None:
        """What was found otherwise stays until the document is decided anew."""
        fence = _captured(store, "52")
        _settle(store, fence, "52", settlement(1, closed()))
        store.capture(page(_odd()), fence)
        before = [issue.code for issue in store.issues(CONNECTION)]

        store.capture(page(version(content="second")), fence)

        assert before == ["PERIOD_CLOSED", "ORDER_UNREADABLE"]
        assert [issue.code for issue in store.issues(CONNECTION)] == ["PERIOD_CLOSED"]
        assert [row.findings for row in store.documents(CONNECTION, FLOW)] == [(closed(),)]

    def test_a_decision_about_an_earlier_version_leaves_the_newest_unreadable(self, store: Ledger) -> None:
        """Even where the document is settled, its newest version waits for somebody."""
        fence = _captured(store, "52")
        store.capture(page(_odd()), fence)

        _settle(store, fence, "52", settlement(1))

        assert [issue.code for issue in store.issues(CONNECTION)] == ["ORDER_UNREADABLE"]
        (row,) = store.documents(CONNECTION, FLOW)
        assert (row.state, [found.code for found in row.findings]) == (DocumentState.SETTLED, ["ORDER_UNREADABLE"])

    def test_a_decision_that_finds_it_unreadable_keeps_its_issue_until_a_new_version_comes(self, store: Ledger) -> None:
        """The list's token may move without the order."""
        fence = _captured(store, "52")
        found = Finding(
            code="ORDER_UNREADABLE",
            severity=Severity.BLOCK,
            cause=Ref(
                "document",
                (
                    "purchase_orders",
                    "52",
                ),
            ),
        )
        _settle(store, fence, "52", settlement(1, found, state=DocumentState.BLOCKED, end=End.BLOCKED))

        store.capture(page(version(token="a newer token")), fence)  # noqa: S106  # the change token of a list
        same = [issue.sample for issue in store.issues(CONNECTION)]
        store.capture(page(version(content="second")), fence)

        assert same == [found]
        assert store.issues(CONNECTION) == []


def _odd(content: str = "odd", **changes: Any) -> CapturedVersion:
    """A version of the order 52 that cannot be read."""
    return version(content=content, **({"problem": "expected an order, got a list"} | changes))


def _key(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)


def _captured(store: Ledger, *source_ids: str) -> int:
    """Capture documents; gives the fence."""
    fence = lease_of(store).fence
    store.capture(page(*(version(source_id) for source_id in source_ids)), fence)
    return fence


def _settle(store: Ledger, fence: int, source_id: str, settled: Settlement) -> None:
    """Settle a document, which is reopened first if it was settled before."""
    store.reopen([_key(source_id)], fence, event("reopened"))
    assert store.settle(_key(source_id), settled, fence, event())
