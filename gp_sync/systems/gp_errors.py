"""What an error of the GP client means to the engine: the side is down, one record is unusable, or a write was refused.

What is wrong with one record is told apart from what is wrong with the side, so that it stops only what needs it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dynamicsgp_sba as gp
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref, Unavailable, Write
from gp_sync.core.problems import plain_problem
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.references.contents import unusable

__all__ = ["OF_ONE_RECORD", "reading", "reading_one", "said", "sending", "side_finding", "unusable"]

OF_ONE_RECORD = (gp.KeyRefusedError, gp.InvalidValueError, gp.UnexpectedAnswerError)
"""What says that one record cannot be asked for or read, while the side is well."""

_NOT_FOUND = 404
_ITEM_EXISTS = "5466"  # contract dynamicsgp-data, section 2
_ITEM_OF_LINE = re.compile(r"Lines\[(\d+)\]\.ITEMNMBR")


@contextmanager
def reading(company: gp.Company | None = None) -> Iterator[None]:
    """Turn the client's errors of a read of a whole table into the engine's.

    Raises:
        Unavailable: for every one of them.
    """
    try:
        yield
    except gp.DynamicsGPError as error:
        raise Unavailable(side_finding(error, company)) from error


@contextmanager
def reading_one(company: gp.Company, ref: Ref) -> Iterator[None]:
    """Turn the client's errors of a read of one record into the engine's.

    Raises:
        NotFoundError: there is no such record; this one passes as it is.
        RecordUnusable: its key cannot be sent, or its answer cannot be read.
        Unavailable: for every other error.
    """
    try:
        yield
    except gp.NotFoundError:
        raise
    except OF_ONE_RECORD as error:
        raise unusable(ref, said(error)) from error
    except gp.DynamicsGPError as error:
        raise Unavailable(side_finding(error, company)) from error


@contextmanager
def sending(company: gp.Company, write: Write[Any]) -> Iterator[None]:
    """Turn the client's errors of a write into the engine's.

    Raises:
        OutcomeUnknown: GP may have carried it out.
        RecordMoved: the row changed since it was read; nothing was written.
        Refused: nothing was written, for a reason of this record.
        Unavailable: nothing was written, for a reason of the side.
    """
    try:
        yield
    except gp.DynamicsGPError as error:
        if error.outcome_unknown:
            raise OutcomeUnknown(said(error)) from error
        if isinstance(error, gp.RowChangedError) and write.op != "create":
            raise RecordMoved(said(error)) from error
        code = _refusal(error)
        if code is None:
            raise Unavailable(side_finding(error, company)) from error
        tried = write.target.number if code == "DELETED_IN_GP" else said(error)
        reasons = _items_that_exist(error, write) or (finding(code, write.target.ref, tried=tried),)
        raise Refused(reasons, exists=isinstance(error, gp.AlreadyExistsError)) from error


def said(error: gp.DynamicsGPError) -> str:
    """What an error says to people: without the request's address, and without what is for programmers."""
    request = f"{error.method} {error.url}: "
    words = str(error).removeprefix(request).partition(f" (status {error.status})")[0]
    if isinstance(error, gp.LostAnswerError):
        words = words.partition(" (")[0]
    return plain_problem(words)


def side_finding(error: gp.DynamicsGPError, company: gp.Company | None = None) -> Finding:
    """Say why GP, or a company of it, cannot be used, and so who can mend it."""
    tried, where = str(error), ""
    if isinstance(error, gp.LoginError):
        # The rest of the message is for programmers; the catalogue tells an operator what to do.
        code, tried = "GP_LOGIN_REFUSED", tried.partition(";")[0]
    elif isinstance(error, gp.AccessDeniedError):
        code = "GP_ACCESS_DENIED"
    elif isinstance(error, gp.ResourceNotAvailableError) and error.status == _NOT_FOUND:
        code, where = "GP_ADDRESS_UNKNOWN", "such tenant" if company is None else f"company '{company.name}'"
    elif isinstance(error, (gp.ResourceNotAvailableError, gp.NotFoundError)):
        code = "GP_SERVICE_MISSING"
    else:
        code = "GP_UNAVAILABLE"
    return finding(code, Ref("side", ("gp",)), where=where, tried=tried)


def _items_that_exist(error: gp.DynamicsGPError, write: Write[Any]) -> tuple[Finding, ...]:
    """The lines of free text whose item number is an item of GP's: only GP is asked, and only where it refuses them.

    Looking each made-up number up before would cost a request for every line, and would nearly never find one.
    """
    if write.body is None or set(error.codes) != {_ITEM_EXISTS}:
        return ()
    places = (_ITEM_OF_LINE.fullmatch(field) for field in error.field_errors)
    lines = [write.body.lines[int(place[1])] for place in places if place]
    return tuple(finding("ITEM_EXISTS", write.target.ref, where=line.label, tried=line.item_number) for line in lines)


def _refusal(error: gp.DynamicsGPError) -> str | None:
    """The code for a write that this record stands against; None where it is the side's matter."""
    if isinstance(error, gp.NotFoundError):
        return "DELETED_IN_GP"
    if isinstance(error, gp.RecordLockedError):
        return "RECORD_LOCKED"
    if isinstance(error, gp.KeyRefusedError):
        return "RECORD_UNUSABLE"
    if isinstance(error, gp.InvalidValueError):
        return "ORDER_NOT_PROCESSED"
    return "GP_REFUSED" if isinstance(error, (gp.RefusedError, gp.GuardError)) else None
