"""A world whose two sides are reached through their clients: what is under way, and how its processes begin and end."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.engine import Engine
from gp_sync.run.session import Session
from tests.simulation.bench import Bench
from tests.simulation.caller import Caller, Late
from tests.simulation.faults import Weather
from tests.simulation.schedule import Process, Stop
from tests.simulation.stores import MakeLedger

__all__ = ["CalledWorld"]


class CalledWorld(Bench[Caller]):
    """A world with requests that land late, whatever they are about.

    Args:
        make_ledger: makes the ledger.
        weather: how often calls go wrong.
        skew: how far the clock of the second scheduler is ahead.

    Attributes:
        late: requests that have not landed yet.
        overdue: the records that a request landed on after it should have.
        longest_execution: seconds after its deadline in which a request lands.
        refused: the documents that a rule stood against once, which nobody has had decided anew since.
        harm: what was done that nobody but a person may do.
        checked: how many rows the audit had when the invariants were last checked.
    """

    longest_execution = 900.0

    def __init__(self, make_ledger: MakeLedger, weather: Weather, skew: timedelta) -> None:
        super().__init__(make_ledger, skew)
        self.weather = weather
        self.late: list[Late] = []
        self.overdue: set[str] = set()
        self.refused: set[str] = set()
        self.harm: list[str] = []
        self.checked = 0

    @abstractmethod
    def engine(self, caller: Caller) -> Engine:
        """The engine as a process has it."""

    def next_landing(self) -> datetime | None:
        """When the next request that was put off lands."""
        return min((row.at for row in self.late), default=None)

    def land(self) -> Iterator[str]:
        """Let what is due land; a refusal is for nobody any more."""
        due = sorted((row for row in self.late if row.at <= self.now()), key=lambda row: row.at)
        self.late = [row for row in self.late if row not in due]
        for row in due:
            if row.at > row.settles:
                self.overdue.add(row.about)
            try:
                row.act()
            except (gp.DynamicsGPError, pc.ProcurifyError):
                continue
            yield f"a late request lands: {row.what}"

    def run(self, name: str, random: Random, stop: Stop | None = None) -> Process:
        """Start a process that runs once; it ends, dies, or is paused."""
        process = self.new_process(name, stop)
        caller = self._caller(process, random)
        self.note_run(process)
        process.start(self.engine(caller).run)
        self.after(process, caller)
        return process

    def engine_of_a_person(self) -> Engine:
        """The engine as a person's command has it."""
        process = Process(name="a person", stage=self.stage)
        return self.engine(self._caller(process, Random(0)))

    def session_of_a_person(self) -> Session:
        """The hold on the connection that a person's command takes, to be entered."""
        return self.engine_of_a_person().session()

    def awaits(self, about: str) -> bool:
        """Whether a request for a record may still land."""
        return any(row.about == about for row in self.late)

    def _caller(self, process: Process, random: Random) -> Caller:
        return Caller(world=self, process=process, random=random, born=self.moment())
