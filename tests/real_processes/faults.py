"""What goes wrong in both servers while engines work, drawn from a seed. All of it is over when it is cleared."""

import random

from tests.real_processes.world import LONGEST_EXECUTION, World

__all__ = ["Trouble"]

_WRITES = "POST|PUT|PATCH|DELETE"
_GP_ORDERS = "PurchaseOrders"
_ORDERS = "/purchase_orders/"
_LATE = LONGEST_EXECUTION - 0.4
"""Seconds until a late request lands: after its sender gave up (one second), within the longest execution."""


class Trouble:
    """Plans a few faults at a time for the next requests.

    Args:
        world: whose servers get them.
        dice: draws which.
    """

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._kinds = (
            self._lost_answer,
            self._slow_answers,
            self._late_request,
            self._error_with_text,
            self._spoiled_answer,
            self._broken_handshake,
            self._dropped_request,
            self._gp_reads_fail,
            self._procurify_fails,
            self._procurify_throttles,
        )

    def strike(self) -> None:
        """Plan two faults more."""
        for fault in self._dice.sample(self._kinds, 2):
            fault()

    def late_requests(self, times: int) -> None:
        """The next writes land late: a sender that dies meanwhile leaves a request that still executes."""
        self._world.gp.slow(_GP_ORDERS, seconds=_LATE, method=_WRITES, times=times)

    def end(self) -> None:
        """Nothing goes wrong in GP any more. What is left in Procurify are a few answers that reads get over."""
        self._world.gp.faults.clear()

    def _lost_answer(self) -> None:
        self._world.gp.lose_response(_WRITES, _GP_ORDERS, times=self._dice.randint(1, 3))

    def _slow_answers(self) -> None:
        self._world.gp.slow(_GP_ORDERS, seconds=0.2, times=self._dice.randint(1, 5))

    def _late_request(self) -> None:
        self.late_requests(times=1)

    def _error_with_text(self) -> None:
        text = '{"Message": "The timeout period elapsed before the operation completed."}'
        self._world.gp.fail(_GP_ORDERS, status=500, body=text, method=_WRITES, times=1)

    def _spoiled_answer(self) -> None:
        self._world.gp.garble(_GP_ORDERS, method=_WRITES, cut=self._dice.random() < 0.5)

    def _broken_handshake(self) -> None:
        self._world.gp.break_handshake(times=self._dice.randint(1, 2))

    def _dropped_request(self) -> None:
        self._world.gp.drop_before(_WRITES, _GP_ORDERS)

    def _gp_reads_fail(self) -> None:
        self._world.gp.fail(_GP_ORDERS, status=503, body="<html>busy</html>", content_type="text/html", method="GET")

    def _procurify_fails(self) -> None:
        self._world.procurify.fail(_ORDERS, 502, body="<html>bad gateway</html>", times=self._dice.randint(1, 2))
        self._world.procurify.drop(_ORDERS, when="after")

    def _procurify_throttles(self) -> None:
        self._world.procurify.rate_limit(times=1, retry_after=self._dice.randint(0, 1))
