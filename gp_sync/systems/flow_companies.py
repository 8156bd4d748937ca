"""Which companies a flow serves: those that get its documents, and those that got some before."""

from gp_sync.config.settings import Config
from gp_sync.ledger.protocols import Ledger

__all__ = ["companies_getting", "companies_served"]


def companies_getting(config: Config, *, but: str) -> tuple[str, ...]:
    """The companies whose `documents` is not this one."""
    return tuple(row.id for row in config.companies if row.documents != but)


def companies_served(config: Config, ledger: Ledger, flow: str, getting: tuple[str, ...]) -> tuple[str, ...]:
    """With them, the companies that have records of the flow from when they got its documents."""

    def has_records(company: str) -> bool:
        return next(iter(ledger.links(config.connection, flow, company)), None) is not None

    return tuple(row.id for row in config.companies if row.id in getting or has_records(row.id))
