"""A loopback Dynamics GP for your own tests; it needs nothing beyond the client."""

from dynamicsgp_sba.testing.by_hand import Snapshot
from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.records import LogonRecord, RequestRecord
from dynamicsgp_sba.testing.seed import seed_fabrikam
from dynamicsgp_sba.testing.server import GPServer

__all__ = ["GPCompany", "GPServer", "LogonRecord", "RequestRecord", "Snapshot", "seed_fabrikam"]
