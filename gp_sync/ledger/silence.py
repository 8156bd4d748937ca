"""How long a PostgreSQL server may be silent before it is taken for gone, as when its machine or the network is.

Without a limit a process waits for one for hours, and nobody is told. A query may take as long as it likes: meanwhile
the server's machine answers for it.
"""

import sqlalchemy as sa

__all__ = ["patience_with"]

_SECONDS = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_MILLISECONDS = {"tcp_user_timeout": 60_000}


def patience_with(url: sa.URL) -> dict[str, int]:
    """The driver's options for a URL; what that says itself counts first. Only libpq's drivers know these words.

    Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
    """
    if not url.get_driver_name().startswith("psycopg"):
        return {}
    return {name: most for name, most in (_SECONDS | _MILLISECONDS).items() if name not in url.query}
