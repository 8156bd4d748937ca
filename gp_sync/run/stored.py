"""Between the engine's values and their texts in the ledger."""

from typing import Any

from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.flow import Flow
from gp_sync.core.model import Facts, Finding, Link, Ref, Write
from gp_sync.ledger.values import Intent, StoredLink
from gp_sync.run.guarded import guarded

__all__ = ["digest", "digests", "intent_of", "link_from", "store_link", "write_from"]


def intent_of(write: Write[Any]) -> Intent:
    """A write as the ledger keeps it."""
    body = None if write.body is None else canonical(write.body)
    return Intent(
        op=write.op,
        target=write.target,
        body=body,
        before=None if write.before is None else canonical(write.before),
        stamp=write.stamp,
        fingerprint=fingerprint(f"{write.op} {body}"),
    )


def write_from(flow: Flow[Any, Any], intent: Intent) -> Write[Any]:
    """A write as it was, from what the ledger kept of it. Raises NotProcessedError."""
    return Write(
        op=intent.op,
        target=intent.target,
        body=None if intent.body is None else guarded(flow.revive, intent.body),
        before=None if intent.before is None else guarded(flow.revive, intent.before),
        stamp=intent.stamp,
    )


def store_link(link: Link[Any]) -> StoredLink:
    """A link as the ledger keeps it."""
    sent = canonical(link.sent)
    return StoredLink(
        target=link.target,
        sent=sent,
        held=canonical(link.held),
        stamp=link.stamp,
        fingerprint=fingerprint(sent),
        given_up=link.given_up,
        by_hand=link.by_hand,
        to_void=link.to_void,
    )


def link_from(flow: Flow[Any, Any], stored: StoredLink) -> Link[Any]:
    """A link as the decision reads it. Raises NotProcessedError."""
    return Link(
        target=stored.target,
        sent=guarded(flow.revive, stored.sent),
        held=guarded(flow.revive, stored.held),
        stamp=stored.stamp,
        given_up=stored.given_up,
        by_hand=stored.by_hand,
        to_void=stored.to_void,
    )


def digest(fact: Any) -> str:
    """A short text that changes when a fact does; an absent fact has one too."""
    return fingerprint(canonical(fact))


def digests(findings: tuple[Finding, ...], facts: Facts) -> dict[Ref, str]:
    """The digest of each cause that was looked up, so that a later run sees when it changes."""
    causes = {found.cause for found in findings} & facts.asked
    # Of what could not be had, the reason stands in for the fact, as it does when it is read anew.
    return {
        cause: digest(facts.unusable[cause].tried if cause in facts.unusable else facts.found.get(cause))
        for cause in causes
    }
