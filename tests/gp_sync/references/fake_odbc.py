"""A stand-in for `pyodbc`, which cannot be loaded on a machine without an ODBC driver manager."""

from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["FakeOdbc", "Unloadable"]


class FakeOdbc(ModuleType):
    """The module; `made` are its connections. Queries of tables take longer than they may.

    Args:
        limits: the driver ends queries after a time, as Microsoft's does.
    """

    version = "5.1.0"
    paramstyle = "qmark"
    Cursor = object
    SQL_DRIVER_NAME = SQL_DBMS_VER = SQL_DRIVER_VER = 0

    class Error(Exception):
        """See PEP 249."""

    class OperationalError(Error):
        """See PEP 249."""

    ProgrammingError = IntegrityError = InterfaceError = DatabaseError = InternalError = DataError = Error

    def __init__(self, *, limits: bool = True) -> None:
        super().__init__("pyodbc")
        self.limits = limits
        self.made: list[_Connection] = []

    def connect(self, *_: object, **__: object) -> "_Connection":
        self.made.append(_Connection(self))
        return self.made[-1]


class _Connection:
    autocommit = False

    def __init__(self, driver: FakeOdbc) -> None:
        self._driver = driver
        self._timeout = 0

    @property
    def timeout(self) -> int:
        return self._timeout

    @timeout.setter
    def timeout(self, seconds: int) -> None:
        if not self._driver.limits:
            raise self._driver.Error("HY000", "Couldn't set unsupported connect attribute 113")
        self._timeout = seconds

    def cursor(self) -> "_Cursor":
        return _Cursor(self._driver)

    def nothing(self, *_: object) -> None:
        """Nobody looks at what these do."""

    commit = rollback = close = add_output_converter = nothing

    def getinfo(self, _: int) -> str:
        return "17.10"


class _Cursor:
    arraysize = 1
    description = (("answer", str, None, None, None, None, True),)
    rowcount = -1

    def __init__(self, driver: FakeOdbc) -> None:
        self._driver = driver

    def execute(self, statement: str, *_: object) -> None:
        if "FROM POP00101" in statement:
            raise self._driver.OperationalError("HYT00", "[HYT00] [Microsoft] Query timeout expired (0)")

    def fetchone(self) -> tuple[Any, ...]:
        return ("15.0.2000.5",)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [self.fetchone()]

    def close(self) -> None:
        """Nothing is kept."""


class Unloadable:
    """Finds `pyodbc`, and cannot load it for want of a library."""

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name == "pyodbc":
            raise ImportError("libodbc.so.2: cannot open shared object file: No such file or directory")
        return None
