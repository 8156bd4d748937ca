"""The whole examination of a connection, from its file to its systems. Whatever is broken, the rest is looked at."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import attrs

from gp_sync.clock import Clock, utc_now
from gp_sync.config.credentials import KINDS, Secrets, credential
from gp_sync.config.file import Config, ConfigError, load_config, load_section
from gp_sync.config.settings import GPSettings, LedgerSettings, ProcurifySettings
from gp_sync.core.check import Check, of_finding
from gp_sync.credential import Credential
from gp_sync.doctor import companies, ledger, mapping, people, secrets
from gp_sync.doctor.on_its_own import on_its_own
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_places import key_place
from gp_sync.ops.vault import Vault
from gp_sync.run.clocks import skewed
from gp_sync.secret import Secret
from gp_sync.systems.capabilities import flow_services, setup_contradictions, site_changes
from gp_sync.systems.certificates import gp_certificate, procurify_certificate
from gp_sync.systems.connect import Connection, connect, open_procurify
from gp_sync.systems.identity import identity_of
from gp_sync.systems.ping import ping_gp, ping_procurify

__all__ = ["examine"]


def examine(path: Path, now: Clock = utc_now) -> Iterator[Check]:
    """Look at a connection. Nothing is written to either system.

    Args:
        path: its configuration.
        now: the clock.
    """
    try:
        config = load_config(path)
    except ConfigError as error:
        for problem in error.problems:
            yield Check(what="configuration", result="failed", answer=f"{error.source}: {problem}")
        yield from _of_sections(path, now())
        return
    yield Check(what="configuration", result="ok", answer=f"{path} can be read")
    with ExitStack() as stack:
        yield from _Examination(config=config, now=now, stack=stack).checks()


def _of_sections(path: Path, now: datetime) -> Iterator[Check]:
    """What can be looked at where the file has mistakes: each section that has none."""
    procurify = load_section(path, "procurify", ProcurifySettings)
    if procurify is not None:
        yield from on_its_own("Procurify certificate", lambda: procurify_certificate(procurify, now))
    gp = load_section(path, "gp", GPSettings)
    if gp is not None:
        yield from on_its_own("GP certificate", lambda: gp_certificate(gp, now))
    place = load_section(path, "ledger", LedgerSettings)
    if place is not None:
        yield from on_its_own("ledger", lambda: _of_store_at(place.url))


def _of_store_at(url: str) -> Iterator[Check]:
    store = SqlStore(url)
    try:
        yield from _of_store(store)
    finally:
        store.close()


def _of_store(store: SqlStore) -> Iterator[Check]:
    yield from on_its_own("ledger", lambda: ledger.database_is_whole(store))
    yield from on_its_own("ledger room", lambda: ledger.room_is_left(store))


@attrs.define(kw_only=True)
class _Examination:
    """One examination of a configuration that can be read.

    Args:
        config: the configuration.
        now: the clock.
        stack: closes what was opened.
        store: the ledger, once it is open.
        found: the secrets that are somewhere, by name.
        unread: the names of those that cannot be read where they are.
    """

    config: Config
    now: Clock
    stack: ExitStack
    store: SqlStore | None = None
    found: dict[str, Credential] = attrs.field(factory=dict)
    unread: set[str] = attrs.field(factory=set)

    def checks(self) -> Iterator[Check]:
        """All checks, in an order in which the first failure tends to be the cause of the others."""
        config, now = self.config, self.now()
        names = {company.id: company.name for company in config.companies}
        yield from companies.companies_fit(names, other_tenant=bool(config.procurify.base_url))
        yield from on_its_own("ledger", self._open_store)
        if self.store is not None:
            yield from ledger.address_is_no_secret(config.ledger.url)
        yield from self._secrets()
        yield from secrets.secrets_end(config, now)
        yield from on_its_own("Procurify certificate", lambda: procurify_certificate(config.procurify, now))
        yield from on_its_own("GP certificate", lambda: gp_certificate(config.gp, now))
        yield from on_its_own("Procurify", self._procurify)
        yield from on_its_own("Dynamics GP", self._gp)
        if self.store is not None:
            yield from self._memory(self.store)

    def _open_store(self) -> Iterator[Check]:
        self.store = SqlStore(self.config.ledger.url)
        self.stack.callback(self.store.close)
        yield from _of_store(self.store)

    def _secrets(self) -> Iterator[Check]:
        vault = self._vault()
        locked: frozenset[str] = frozenset()
        if vault is not None:
            opened = list(on_its_own("vault", partial(secrets.vault_opens, vault)))
            yield from opened
            if any(check.result == "failed" for check in opened):
                locked, vault = _kept_in(vault), None
        for name in [kind.name for kind in KINDS.values() if kind.needed(self.config)]:
            yield from on_its_own(f"secret {name}", partial(self._secret, name, vault, locked))

    def _secret(self, name: str, vault: Vault | None, locked: frozenset[str]) -> Iterator[Check]:
        self.unread.add(name)
        found = credential(self.config, name, vault)
        if found is None and name in locked:
            # Why not has been told already.
            yield Check(what=f"secret {name}", result="failed", answer="it is in the vault, which does not open")
            return
        self.unread.remove(name)
        if found is not None:
            self.found[name] = found
        yield from secrets.secret_is_there(self.config, name, there=found is not None)

    def _vault(self) -> Vault | None:
        if self.store is None:
            return None
        place = key_place(self.config.secrets, self.config.connection)
        return Vault(self.store, self.config.connection, place, self.now)

    def _procurify(self) -> Iterator[Check]:
        secret = self.found.get("procurify_client_secret")
        if secret is None:
            yield _not_asked("Procurify", f"its client secret {self._why('procurify_client_secret')}")
            return
        with open_procurify(self.config, secret, self.now) as client:
            yield from ping_procurify(client, self.now())
            offset = client.clock_offset
        yield from _clock("Procurify clock", "procurify", offset)

    def _gp(self) -> Iterator[Check]:
        missing = [name for name in self._needed_for_gp() if name not in self.found]
        if self.store is None:
            # Without it nobody knows whether this password was refused already: another try may lock the account.
            yield _not_asked("Dynamics GP", "refused logons are remembered in the ledger, which cannot be used")
        elif missing:
            yield _not_asked("Dynamics GP", f"{KINDS[missing[0]].what} {self._why(missing[0])}")
        else:
            given: dict[str, Credential] = {"procurify_client_secret": _Missing("procurify_client_secret")}
            with connect(self.config, Secrets(**(given | self.found)), self.store, now=self.now) as connection:
                yield from self._of_gp(connection)

    def _why(self, name: str) -> str:
        return "cannot be read" if name in self.unread else "is nowhere"

    def _needed_for_gp(self) -> Iterator[str]:
        needed = (kind.name for kind in KINDS.values() if kind.needed(self.config))
        return (name for name in needed if name.startswith("gp_"))

    def _of_gp(self, connection: Connection) -> Iterator[Check]:
        asked = list(on_its_own("Dynamics GP", lambda: ping_gp(connection)))
        yield from asked
        yield from _clock("GP clock", "gp", connection.dynamics.clock_offset)
        if asked[0].result == "failed":
            yield _not_asked("what GP can do", "GP cannot be used now")
            return
        yield from on_its_own("services", lambda: flow_services(connection))
        yield from on_its_own("setup", lambda: setup_contradictions(connection, self.config))
        yield from on_its_own("GP version", lambda: site_changes(connection))
        yield from on_its_own("systems", lambda: self._systems(connection))
        if "procurify_client_secret" in self.found:
            yield from on_its_own("mapping", lambda: mapping.tables_cover(connection.engine))

    def _systems(self, connection: Connection) -> Iterator[Check]:
        identity = identity_of(self.config, connection.dynamics)
        return companies.same_systems(connection.engine.ledger, self.config.connection, identity)

    def _memory(self, store: SqlStore) -> Iterator[Check]:
        name, now = self.config.connection, self.now()
        yield from on_its_own("new in Procurify", lambda: ledger.new_in_procurify(store, name))
        yield from on_its_own("notifications", lambda: people.people_are_told(store, name, self.config.notify))
        yield from on_its_own("open writes", lambda: ledger.open_writes(store, name, now))
        yield from on_its_own("audit", lambda: ledger.audit_is_whole(store, name))


def _kept_in(vault: Vault) -> frozenset[str]:
    """The secrets that a vault has, as far as that can be seen without its key."""
    try:
        return frozenset(row.name for row in vault.rows())
    except LedgerError:
        return frozenset(KINDS)


def _clock(what: str, side: str, offset: timedelta | None) -> Iterator[Check]:
    if offset is None:
        return
    for found in skewed({side: offset}):
        yield of_finding(what, found, "warning")
        return
    yield Check(what=what, result="ok", answer=f"{abs(offset).total_seconds():.0f} seconds from ours")


def _not_asked(what: str, why: str) -> Check:
    return Check(what=what, result="warning", answer=f"not asked: {why}")


@attrs.frozen
class _Missing:
    """A secret that is nowhere: whoever needs it is told so, and nothing is sent."""

    name: str

    def values(self) -> tuple[Secret, ...]:
        """See `Credential.values`.

        Raises:
            ConfigError: always.
        """
        raise ConfigError("secrets", (f"no {self.name}",))

    def worked(self, value: Secret) -> None:
        """See `Credential.worked`; there is no value."""

    def refused(self, value: Secret) -> None:
        """See `Credential.refused`; there is no value."""
