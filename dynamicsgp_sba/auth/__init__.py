"""How the client logs in: NTLM by default, Kerberos, Basic, a bearer token, or a scheme of one's own."""

from dynamicsgp_sba.auth.basic import BasicAuth
from dynamicsgp_sba.auth.bearer import BearerAuth
from dynamicsgp_sba.auth.kerberos import KerberosAuth
from dynamicsgp_sba.auth.ntlm import NtlmAuth
from dynamicsgp_sba.auth.scheme import Auth, NoCredentialsError

__all__ = ["Auth", "BasicAuth", "BearerAuth", "KerberosAuth", "NoCredentialsError", "NtlmAuth"]
