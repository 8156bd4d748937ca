"""The moves of a write, against the table of the design written out here."""

from itertools import product

import pytest

from gp_sync.core.states import OPEN_WRITE_STATES, WRITE_MOVES, WriteState

RESERVED, SENDING, IN_DOUBT, QUARANTINED = (
    WriteState.RESERVED,
    WriteState.SENDING,
    WriteState.IN_DOUBT,
    WriteState.QUARANTINED,
)
CONFIRMED, REFUSED, NOT_EXECUTED, ABANDONED = (
    WriteState.CONFIRMED,
    WriteState.REFUSED,
    WriteState.NOT_EXECUTED,
    WriteState.ABANDONED,
)

MOVES = {
    (RESERVED, SENDING),
    (RESERVED, ABANDONED),
    (SENDING, CONFIRMED),
    (SENDING, REFUSED),
    (SENDING, NOT_EXECUTED),
    (SENDING, IN_DOUBT),
    (IN_DOUBT, CONFIRMED),
    (IN_DOUBT, NOT_EXECUTED),
    (IN_DOUBT, QUARANTINED),
    (QUARANTINED, CONFIRMED),
    (QUARANTINED, NOT_EXECUTED),
}


class TestMoves:
    @pytest.mark.parametrize(("old", "new"), list(product(WriteState, WriteState)))
    def test_the_moves_that_exist_are_those_of_the_table(self, old: WriteState, new: WriteState) -> None:
        assert (new in WRITE_MOVES.get(old, frozenset())) == ((old, new) in MOVES)

    def test_a_write_is_open_exactly_while_it_can_still_move(self) -> None:
        assert {RESERVED, SENDING, IN_DOUBT, QUARANTINED} == OPEN_WRITE_STATES
        assert set(WRITE_MOVES) == OPEN_WRITE_STATES
