"""One promise of the companion contract and how it is tried out."""

from collections.abc import Callable
from typing import Any, Literal

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.conformance.bench import Bench
from dynamicsgp_sba.errors import DynamicsGPError

__all__ = ["Check", "Failed", "NotProvable", "Trait", "expect", "refused"]

Trait = Literal["refuses_existing", "atomic", "reads_history"]
"""The entries of a resource's profile that can be proved."""


class Failed(Exception):
    """The promise is not kept; the text says what was seen."""


class NotProvable(Exception):
    """Nothing can be said here; the text says why."""


@attrs.frozen(kw_only=True)
class Check:
    """One promise.

    Args:
        name: what it is called.
        promise: the promise, as the contract's page has it.
        run: tries it out. Raises Failed or NotProvable.
        proves: the entry of the profile that rests on it.
    """

    name: str
    promise: str
    run: Callable[[Bench], None]
    proves: Trait | None = None


def expect(condition: object, seen: str) -> None:
    """Fail with what was seen unless the condition holds."""
    if not condition:
        raise Failed(seen)


def refused(bench: Bench, call: Call[Any], what: str, *kinds: type[DynamicsGPError], code: str = "") -> DynamicsGPError:
    """Send what must be refused.

    Args:
        bench: where.
        call: the request.
        what: what it tries, for the message.
        kinds: the errors that are refusals of it.
        code: the code that the answer must have.

    Raises:
        Failed: it was carried out, or refused in another way.
    """
    try:
        bench.gp.send(call, allow_write=True)
    except kinds as error:
        expect(not error.outcome_unknown, f"{what} was refused, but so that it may have been done: {error}")
        expect(not code or code in error.codes, f"{what} was refused without the code {code}: {error}")
        return error
    except DynamicsGPError as error:
        raise Failed(f"{what} was refused in another way ({type(error).__name__}): {error}") from error
    raise Failed(f"{what} was carried out")
