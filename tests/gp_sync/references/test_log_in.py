"""The password of the databases' login: asked for with each new connection, also while it is rotated."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

from gp_sync.core.model import Unavailable
from gp_sync.ops.vault_keys import VaultError
from gp_sync.references.sql import open_database
from gp_sync.secret import Secret
from tests.postgres import postgres_server

OLD, NEW = Secret("spring"), Secret("summer")


@attrs.define
class Told:
    """A credential with values to try in turn, which takes note of what came of them."""

    kept: tuple[Secret, ...]
    heard: list[str] = attrs.field(factory=list)

    def values(self) -> tuple[Secret, ...]:
        return self.kept

    def worked(self, value: Secret) -> None:
        self.heard.append(f"{value.reveal()} worked")

    def refused(self, value: Secret) -> None:
        self.heard.append(f"{value.reveal()} refused")


@attrs.define
class Locked(Told):
    """One whose place cannot be used."""

    def values(self) -> tuple[Secret, ...]:
        raise VaultError("the key file has no key")


@attrs.frozen
class Server:
    """A server that asks the login `reader` for its password, as SQL Server does."""

    url: sa.URL
    owner: sa.Engine

    def set_password(self, text: str) -> None:
        with self.owner.connect() as sql:
            sql.exec_driver_sql(f"ALTER ROLE reader PASSWORD '{text}'")

    def address(self) -> str:
        return self.url.set(username=None).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One of its own, since its rules for logins are changed."""
    with postgres_server(flush=False) as made:
        owner = sa.create_engine(made.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with owner.connect() as sql:
            rules = Path(str(sql.exec_driver_sql("SHOW hba_file").scalar()))
            asked = "local all reader scram-sha-256\nhost all reader all scram-sha-256\n"
            rules.write_text(asked + rules.read_text(encoding="utf-8"), encoding="utf-8")
            sql.exec_driver_sql("CREATE ROLE reader LOGIN")
            sql.exec_driver_sql("SELECT pg_reload_conf()")
        yield Server(made.url, owner)


def ask(engine: sa.Engine) -> object:
    with engine.connect() as sql:
        return sql.exec_driver_sql("SELECT 7").scalar()


class TestPassword:
    def test_a_new_connection_takes_the_password_of_now(self, server: Server) -> None:
        server.set_password("spring")
        told = Told((OLD,))
        engine = open_database(server.address(), "reader", told)
        assert ask(engine) == 7
        engine.dispose()
        server.set_password("summer")

        told.kept = (NEW,)

        assert ask(engine) == 7
        engine.dispose()
        assert told.heard == ["spring worked", "summer worked"]

    def test_while_a_new_one_is_refused_the_old_one_is_used(self, server: Server) -> None:
        server.set_password("spring")
        told = Told((NEW, OLD))
        engine = open_database(server.address(), "reader", told)

        assert ask(engine) == 7

        engine.dispose()
        assert told.heard == ["summer refused", "spring worked"]

    def test_where_nothing_works_no_value_is_taken_for_refused(self, server: Server) -> None:
        """The server may be down, and refuses nobody then."""
        server.set_password("winter")
        told = Told((NEW, OLD))

        with pytest.raises(sa.exc.OperationalError, match="password authentication failed"):
            ask(open_database(server.address(), "reader", told))

        assert told.heard == []


class TestASecretThatCannotBeRead:
    def test_it_is_told_as_that_and_not_as_a_database_that_is_down(self) -> None:
        engine = open_database("postgresql+psycopg://127.0.0.1:9/two", "reader", Locked(()))

        with pytest.raises(Unavailable, match="SECRET_UNREADABLE: the key file has no key"):
            engine.connect()

        engine.dispose()
