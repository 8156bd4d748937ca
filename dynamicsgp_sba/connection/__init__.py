"""One TCP connection to GP with a logon of its own; `requests` and its kin are known here and in `auth.py` alone."""

from dynamicsgp_sba.connection.session import Connection
from dynamicsgp_sba.connection.values import Answer, BrokenError, Request, Stage

__all__ = ["Answer", "BrokenError", "Connection", "Request", "Stage"]
