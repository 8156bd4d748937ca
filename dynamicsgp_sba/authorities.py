"""Whose certificates are trusted: the public authorities, or those in a file."""

import ssl
from pathlib import Path

__all__ = ["trusted"]


def trusted(ca_bundle: str | Path | None) -> str | bool:
    """Give what the HTTP library takes: the file, or True for the public authorities.

    Raises:
        ValueError: there is no such file, it cannot be read, or it has no certificate in PEM form.
    """
    if ca_bundle is None:
        return True
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(ca_bundle)
    except FileNotFoundError:
        problem = "there is no such file; give a PEM file with the certificates to trust"
    except ssl.SSLError:
        problem = (
            "there is no certificate in PEM form in it; give a PEM file with the certificates to trust, which Windows "
            "exports as Base-64 encoded X.509"
        )
    except OSError as error:
        problem = f"it cannot be read ({error.strerror}); give a PEM file with the certificates to trust"
    else:
        return str(ca_bundle)
    raise ValueError(f"ca_bundle {str(ca_bundle)!r}: {problem}")
