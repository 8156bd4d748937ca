"""Where the vault's key is: in the environment, in a protected file, or in the keyring of the system."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import attrs

from gp_sync.ops.private_files import how_to_protect, locked, others_can_read, replace_private, write_private
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.ops.vault_keys import Keys, VaultError
from gp_sync.secret import Secret

__all__ = ["KEY_VARIABLE", "EnvironmentKey", "FileKey", "KeyPlace", "KeyringKey", "key_place"]

KEY_VARIABLE = "GP_SYNC_VAULT_KEY"
_SERVICE = "gp-sync vault"


class KeyPlace(Protocol):
    """A place that keys are read from at each use, so that a new one counts without a restart."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def writable(self) -> bool:
        """Whether keys can be put there by us."""
        ...

    def read(self) -> Keys | None:
        """The keys that are there now; None if there are none.

        Raises:
            VaultError: the place cannot be read, or holds something else than keys.
        """
        ...

    def write(self, keys: Keys, *, new: bool = False) -> None:
        """Put keys there, in the place of those that are.

        Args:
            keys: what there is afterwards.
            new: nothing may be there yet.

        Raises:
            VaultError: it cannot be done, or there is something and `new` is said; what is there stays.
        """
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep other processes from changing the keys meanwhile, where the place can do that."""
        ...


def key_place(settings: SecretSettings, connection: str, environment: Mapping[str, str] | None = None) -> KeyPlace:
    """Where the key of a connection's vault is: the environment if it has one, else where the configuration says."""
    from_environment = EnvironmentKey(_variable(os.environ if environment is None else environment))
    if from_environment.read_text() is not None:
        return from_environment
    if settings.key_file:
        return FileKey(Path(settings.key_file))
    return KeyringKey(connection) if settings.keyring else from_environment


def _variable(environment: Mapping[str, str]) -> Callable[[], Secret | None]:
    # A function, so that no value of the environment stands in a field.
    return lambda: Secret(value) if (value := environment.get(KEY_VARIABLE)) else None


@attrs.frozen
class EnvironmentKey:
    """Keys in the variable `GP_SYNC_VAULT_KEY`, the newest first, with a space between them."""

    read_text: Callable[[], Secret | None] = attrs.field(repr=False)
    name = f"the variable {KEY_VARIABLE}"
    writable = False

    def read(self) -> Keys | None:
        """See `KeyPlace.read`."""
        text = self.read_text()
        return None if text is None else Keys.read(text, self.name)

    def write(self, keys: Keys, *, new: bool = False) -> None:
        """Refuse: no process can change the variables of those that it is started from.

        Raises:
            VaultError: always.
        """
        raise VaultError(f"{self.name} cannot be set from here: set it where your services get their environment from")

    def alone(self) -> AbstractContextManager[None]:
        """See `KeyPlace.alone`: nothing is written here."""
        return nullcontext()


@attrs.frozen
class FileKey:
    """Keys in a file that only its owner can read, one to a line, the newest first."""

    path: Path
    writable = True

    @property
    def name(self) -> str:
        """The file."""
        return f"the key file {self.path}"

    def read(self) -> Keys | None:
        """See `KeyPlace.read`."""
        try:
            if others_can_read(self.path):
                raise VaultError(f"{self.name}: other users can read it: run `{how_to_protect(self.path)}`")
            text = Secret(self.path.read_text(encoding="utf-8-sig") or "\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise VaultError(f"{self.name} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise VaultError(
                f"{self.name} is not UTF-8 text, as it is where PowerShell's > has written it: save it anew as UTF-8"
            ) from None
        return Keys.read(text, self.name)

    def write(self, keys: Keys, *, new: bool = False) -> None:
        """See `KeyPlace.write`."""
        try:
            if new:
                write_private(self.path, keys.text().reveal())
            else:
                replace_private(self.path, keys.text().reveal())
        except FileExistsError:
            raise VaultError(
                f"{self.name} is there already, and is left as it is: remove it if nothing needs it"
            ) from None
        except OSError as error:
            raise VaultError(f"{self.name} cannot be written: {error.strerror}") from None

    def alone(self) -> AbstractContextManager[None]:
        """See `KeyPlace.alone`."""
        return _alone_with(self.path, self.name)


@attrs.frozen
class KeyringKey:
    """Keys in the keyring of the system, under the connection's name; needs the extra `[keyring]`."""

    connection: str
    writable = True

    @property
    def name(self) -> str:
        """The entry."""
        return f"the keyring's entry '{_SERVICE}', '{self.connection}'"

    def read(self) -> Keys | None:
        """See `KeyPlace.read`."""
        with self._keyring() as keyring:
            found = keyring.get_password(_SERVICE, self.connection)
            text = Secret(found) if found else None
            del found
        return None if text is None else Keys.read(text, self.name)

    def write(self, keys: Keys, *, new: bool = False) -> None:
        """See `KeyPlace.write`."""
        if new and self.read() is not None:
            raise VaultError(f"{self.name} is there already, and is left as it is: remove it if nothing needs it")
        with self._keyring() as keyring:
            keyring.set_password(_SERVICE, self.connection, keys.text().reveal())
        if self.read() != keys:
            raise VaultError(f"{self.name} does not give back what was put there: use another keyring, or a key file")

    def alone(self) -> AbstractContextManager[None]:
        """See `KeyPlace.alone`: keyrings have no lock, and are a user's, so that a file in the user's home has it."""
        try:
            home = Path.home()
        except RuntimeError:
            raise VaultError(f"{self.name} cannot be locked: this account has no home folder; use a key file") from None
        return _alone_with(home / ".gp-sync-keyring", self.name)

    @contextmanager
    def _keyring(self) -> Iterator[Any]:
        try:
            import keyring  # noqa: PLC0415  # needs the extra [keyring]
            from keyring.errors import KeyringError  # noqa: PLC0415
        except ModuleNotFoundError:
            raise VaultError("the keyring needs a package: install gp-sync with its extra [keyring]") from None
        try:
            yield keyring
        except KeyringError as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise VaultError(f"{self.name} cannot be used: {said:.300}") from None


@contextmanager
def _alone_with(path: Path, name: str) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(path))
        except OSError as error:
            raise VaultError(f"{name} cannot be locked: {error.strerror}") from None
        yield
