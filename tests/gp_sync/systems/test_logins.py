"""Logging in with secrets that change: what is asked for when, and what is noted of it."""

from collections.abc import Callable

import attrs
import pytest

import procurify_client as pc
from gp_sync.core.model import Unavailable
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ops.vault_keys import VaultError
from gp_sync.secret import Secret
from gp_sync.systems.latch import LedgerLatch
from gp_sync.systems.logins import GPLogin, ProcurifyLogin
from gp_sync.testing import HandClock

OLD, NEW = Secret("spring"), Secret("summer")
USER = r"FABRIKAM\svc_gp"


@attrs.define
class Told:
    """A credential whose values a test changes, which takes note of what came of them."""

    kept: tuple[Secret, ...] = (NEW, OLD)
    heard: list[str] = attrs.field(factory=list)
    asked: int = 0

    def values(self) -> tuple[Secret, ...]:
        self.asked += 1
        return self.kept

    def worked(self, value: Secret) -> None:
        self.heard.append(f"{value.reveal()} worked")

    def refused(self, value: Secret) -> None:
        self.heard.append(f"{value.reveal()} refused")
        self.kept = tuple(reversed(self.kept))


@attrs.define
class Seconds:
    """A monotonic clock, moved by hand."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


Make = Callable[[Told], GPLogin]


@pytest.fixture
def ledger() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def make(ledger: MemoryStore, seconds: Seconds) -> Make:
    return lambda told: GPLogin(USER, told, ledger, HandClock(), seconds)


class TestGP:
    def test_the_password_is_looked_up_once_a_second(self, make: Make, seconds: Seconds) -> None:
        told = Told()
        login = make(told)
        first = login.auth()
        seconds.at = 0.9
        assert login.auth() is first
        assert told.asked == 1

        seconds.at = 1.0

        assert login.auth() is first
        assert told.asked == 2

    def test_another_password_is_another_object(self, make: Make, seconds: Seconds) -> None:
        told = Told(kept=(OLD,))
        login = make(told)
        first = login.auth()

        told.kept, seconds.at = (NEW,), 1.0

        assert login.auth() is not first
        assert login.auth().fingerprint() != first.fingerprint()

    def test_a_logon_that_worked_is_noted_of_its_password(self, make: Make, ledger: MemoryStore) -> None:
        told = Told()
        login = make(told)
        fingerprint = login.auth().fingerprint()

        login.worked(fingerprint)

        assert told.heard == ["summer worked"]
        assert LedgerLatch(ledger, HandClock()).has_worked(fingerprint)

    def test_after_a_refused_one_the_other_is_used_without_waiting(self, make: Make, ledger: MemoryStore) -> None:
        told = Told()
        login = make(told)
        refused = login.auth().fingerprint()

        login.latch(refused)

        assert told.heard == ["summer refused"]
        assert LedgerLatch(ledger, HandClock()).is_latched(refused)
        assert login.auth().fingerprint() != refused

    def test_one_that_another_process_was_refused_with_is_not_tried(self, make: Make, ledger: MemoryStore) -> None:
        told = Told()
        login = make(told)
        fingerprint = login.auth().fingerprint()
        LedgerLatch(ledger, HandClock()).latch(fingerprint)

        assert login.is_latched(fingerprint)

        assert told.heard == ["summer refused"]

    def test_what_is_told_of_an_earlier_password_is_noted_of_that_one(self, make: Make, seconds: Seconds) -> None:
        """A request that began before the rotation ends after it."""
        told = Told(kept=(OLD,))
        login = make(told)
        before = login.auth().fingerprint()
        told.kept, seconds.at = (NEW, OLD), 1.0
        login.auth().fingerprint()

        login.worked(before)

        assert told.heard == ["spring worked"]

    def test_fingerprints_of_other_credentials_are_nobody_s(self, make: Make) -> None:
        told = Told()
        login = make(told)

        login.worked("of an earlier configuration")
        login.latch("of an earlier configuration")

        assert told.heard == []


def answered(status: int | None) -> pc.Event:
    return pc.Event(method="POST", path="/oauth/token", status=status)


@attrs.define
class Locked(Told):
    """One whose place cannot be used."""

    def values(self) -> tuple[Secret, ...]:
        raise VaultError("the key file has no key")


class TestASecretThatCannotBeRead:
    def test_it_is_told_as_that_and_not_as_a_side_that_is_down(self, make: Make) -> None:
        for side, ask in (("gp", make(Locked()).auth), ("procurify", ProcurifyLogin(Locked()).secret)):
            with pytest.raises(Unavailable, match="the key file has no key") as told:
                ask()

            assert (told.value.finding.code, told.value.finding.cause.key) == ("SECRET_UNREADABLE", (side,))


class TestProcurify:
    @pytest.mark.parametrize(
        ("status", "heard"),
        [
            (200, ["summer worked"]),
            (400, ["summer refused"]),
            (401, ["summer refused"]),
            (403, ["summer refused"]),
            (408, []),
            (429, []),
            (500, []),
            (503, []),
            (302, []),
            (None, []),
        ],
    )
    def test_an_answer_is_noted_where_it_is_about_the_secret(self, status: int | None, heard: list[str]) -> None:
        told = Told()
        login = ProcurifyLogin(told)
        assert login.secret().reveal() == "summer"

        login.told(answered(status))

        assert told.heard == heard

    def test_an_answer_to_nobody_is_not_noted(self) -> None:
        told = Told()

        ProcurifyLogin(told).told(answered(200))

        assert told.heard == []
