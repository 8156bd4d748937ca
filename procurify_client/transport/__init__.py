"""One request over HTTP. This folder and `auth.py` alone know the HTTP library."""

from procurify_client.transport.making import AsyncHttpClient, HttpClient, timeout_of
from procurify_client.transport.sending import AsyncTransport, Transport

__all__ = ["AsyncHttpClient", "AsyncTransport", "HttpClient", "Transport", "timeout_of"]
