"""Users and the applications that they own: whoever has an application's token acts as its owner."""

from typing import Any

import attrs

from procurify_client.testing.roles import Role
from procurify_client.testing.shapes import Wire, shape
from procurify_client.testing.state import State

__all__ = ["BUYER", "OWNER", "REQUESTER", "Application", "People"]

OWNER, BUYER, REQUESTER = 2, 15, 16
"""The three users of a new tenant: Sample owns the first application, Dana buys, Sam asks."""


@attrs.define(kw_only=True)
class Application:
    """What may ask for tokens.

    Attributes:
        client_id: its name.
        client_secret: its secret.
        owner: the id of the user as whom it acts.
    """

    client_id: str
    client_secret: str = attrs.field(repr=False)
    owner: int


class People(State):
    """The tenant's users and applications.

    Args:
        client_id: of the first application, which belongs to user 2, a superuser.
        client_secret: its secret.
        **options: see `State`.
    """

    def __init__(self, *, client_id: str, client_secret: str, **options: Any) -> None:
        super().__init__(**options)
        self._first = Application(client_id=client_id, client_secret=client_secret, owner=OWNER)
        self._others: list[Application] = []
        self._user(OWNER, "Sample", "User", "sample.user@example.com", Role.SUPERUSER)
        self._user(BUYER, "Dana", "Buyer", "dana.buyer@example.com", Role.PURCHASER)
        self._user(REQUESTER, "Sam", "Requester", "sam.requester@example.com", Role.USER)

    @property
    def client_id(self) -> str:
        """The name of the first application; may be changed at any time."""
        return self._first.client_id

    @client_id.setter
    def client_id(self, client_id: str) -> None:
        self._first.client_id = client_id

    @property
    def client_secret(self) -> str:
        """The secret of the first application; may be changed at any time, and tokens given before stay good."""
        return self._first.client_secret

    @client_secret.setter
    def client_secret(self, client_secret: str) -> None:
        self._first.client_secret = client_secret

    @property
    def users(self) -> dict[int, Wire]:
        """All users by id, as copies: 2 owns the first application, 15 buys, 16 asks, and those that were added."""
        return self.copies("users")

    def add_user(self, first_name: str, last_name: str, email: str, *, role: int = Role.USER) -> Wire:
        """Add a user, with one of the roles 0 to 10."""
        with self.lock:
            return self._user(max(self.records["users"]) + 1, first_name, last_name, email, Role(role))

    def set_role(self, role: int, *, user: int = OWNER) -> None:
        """Give a user another role, by default the owner of the first application: what it lacks is answered 403."""
        with self.lock:
            self.existing("users", user)["role"] = _role(Role(role))

    def set_active(self, active: bool, *, user: int = OWNER) -> None:
        """Deactivate a user or bring one back: the applications of an inactive user are answered 401."""
        with self.lock:
            self.existing("users", user)["is_active"] = active

    def add_application(self, client_id: str, client_secret: str, *, owner: int = OWNER) -> Application:
        """Add an application that acts as a user."""
        with self.lock:
            self.existing("users", owner)
            self._others.append(Application(client_id=client_id, client_secret=client_secret, owner=owner))
            return self._others[-1]

    def application(self, client_id: object, client_secret: object) -> Application | None:
        """Find the application with this name and secret whose owner is active; None if there is none."""
        for one in (self._first, *self._others):
            if (one.client_id, one.client_secret) == (client_id, client_secret) and self.is_active(one.owner):
                return one
        return None

    def is_active(self, user: int) -> bool:
        """Tell whether a user has not been deactivated."""
        return bool(self.records["users"][user]["is_active"])

    def role_of(self, user: int) -> int:
        """Give the number of a user's role."""
        return int(self.records["users"][user]["role"]["type"])

    def own_profile(self, user: int) -> Wire:
        """Write a user as `/users/me/` does."""
        known = self.existing("users", user)
        parts = {name: known[name] for name in ("id", "user", "firstName", "lastName", "email", "is_active")}
        rights = {"flattened": [Role(self.role_of(user)).label.lower()]}
        return shape("me", **parts, role=self.role_of(user), systemaccess_cache=rights)

    def short_profile(self, user: int) -> Wire:
        """Write a user as receipts do."""
        known = self.existing("users", user)
        parts = {name: known[name] for name in ("id", "firstName", "lastName", "email", "profile_image")}
        return parts | {"role": {"name": known["role"]["name"], "type": known["role"]["type"]}}

    def _user(self, number: int, first_name: str, last_name: str, email: str, role: Role) -> Wire:
        location = {"id": 1, "name": "Head Office", "headquarter": True}
        user = shape(
            "user",
            user=100 + number if number != OWNER else number,
            firstName=first_name,
            lastName=last_name,
            email=email,
            department={"id": 1, "name": "Administration", "location": location},
            location=location,
            role=_role(role),
        )
        return self.keep("users", user, key=number)


def _role(role: Role) -> Wire:
    return {"id": int(role) + 1, "name": role.label, "type": int(role)}
