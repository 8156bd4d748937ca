"""Users: `/api/v3/users/me/` (contract section 15)."""

from procurify_client.call import Call
from procurify_client.models import CurrentUser
from procurify_client.resources.base import Resource, record_call

__all__ = ["Users", "me"]


def me() -> Call[CurrentUser]:
    """Make the call for the user whose rights the application has."""
    return record_call("/api/v3/users/me/", CurrentUser)


class Users(Resource):
    """Users, as methods of a client."""

    def me(self) -> CurrentUser:
        """Give the user whose rights the application has: the natural test of a connection.

        Raises:
            ProcurifyError: it could not be read.
        """
        return self._client.send(me())
