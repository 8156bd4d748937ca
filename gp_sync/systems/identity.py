"""Who the two systems say they are, so that a test company is never taken for the real one."""

import dynamicsgp_sba as gp
from gp_sync.config.file import Config
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.systems.dynamicsgp import plain
from gp_sync.systems.gp_errors import reading

__all__ = ["identity_of", "tenant_of"]


def tenant_of(config: Config) -> dict[str, str]:
    """The Procurify tenant by its address, for which nobody is asked."""
    return {"procurify": config.procurify.tenant or config.procurify.base_url}


def identity_of(config: Config, dynamics: gp.DynamicsGP) -> dict[str, str]:
    """The Procurify tenant by its address, and each company by what GP says of it: name, database and number.

    Raises:
        Unavailable: GP cannot be used now, or has no company of this name.
    """
    with reading():
        known = {plain(company.name): company for company in dynamics.companies.list()}
    found = tenant_of(config)
    for company in config.companies:
        record = known.get(plain(company.name))
        if record is None:
            tried = f"it has {', '.join(repr(other.name) for other in known.values()) or 'none'}"
            where = f"company '{company.name}'"
            raise Unavailable(finding("GP_ADDRESS_UNKNOWN", Ref("side", ("gp",)), where=where, tried=tried))
        found[f"gp {company.id}"] = f"{record.name} (database {record.database}, company {record.id})"
    return found
