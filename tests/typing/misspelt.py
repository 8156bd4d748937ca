"""Names that a package does not have: a type checker must say so, though the packages load theirs when asked for.

Nothing here runs: mypy reads it in `make check`, and tells of an `ignore` for which there is no error.
"""

import dynamicsgp_sba
import dynamicsgp_sba.testing
import gp_sync.testing
import procurify_client
import procurify_client.testing
from dynamicsgp_sba import DynamicsGP, NtlmAuth, SiteProfile


def names() -> None:
    _ = procurify_client.Vendors  # type: ignore[attr-defined]  # it is Vendor
    _ = procurify_client.testing.Server  # type: ignore[attr-defined]  # it is ProcurifyServer
    _ = dynamicsgp_sba.Vendors  # type: ignore[attr-defined]  # it is Vendor
    _ = dynamicsgp_sba.testing.Server  # type: ignore[attr-defined]  # it is GPServer
    _ = gp_sync.testing.MapperTest  # type: ignore[attr-defined]  # it is MapperContract


def options(profile: SiteProfile, auth: NtlmAuth) -> None:
    DynamicsGP.from_profile(profile, auth=auth, max_conections=3)  # type: ignore[call-arg]  # one n is missing
