"""What a GP site can do, held against the configuration: which services answer, and what GP's setup says."""

import json
import logging
from collections.abc import Iterator

import dynamicsgp_sba as gp
from dynamicsgp_sba.discover import Discovery, Probe
from gp_sync.config.settings import Config, ConfigError
from gp_sync.core.canonical import canonical, plain
from gp_sync.core.check import Check, of_finding
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, VENDORS
from gp_sync.flows.vendors.policy import VendorFlowPolicy
from gp_sync.ledger.protocols import Ledger
from gp_sync.systems import gp_errors
from gp_sync.systems.connect import Connection
from gp_sync.systems.gp_vendor_table import ADDRESSES, CARDS
from gp_sync.systems.site_profile import ORDERS

__all__ = ["flow_services", "refuse_contradictions", "setup_contradictions", "site_changes"]

_LOGGER = logging.getLogger(__name__)

_NEEDED = {PURCHASE_ORDERS: (ORDERS,), REQUISITIONS: ("requisitions",), VENDORS: (CARDS, ADDRESSES)}
"""The services of GP that each flow writes by."""


def flow_services(connection: Connection) -> Iterator[Check]:
    """Probe in each company the services that its flows write by; what is not known to answer is a failure."""
    for short, company in connection.companies.items():
        flows = [flow for flow in connection.engine.flows if short in (flow.companies or connection.companies)]
        found = connection.dynamics.discover(company.name)
        probes = {probe.resource: probe for probe in found.probes}
        for flow in flows:
            yield _judged(f"{short} services for {flow.name}", [probes.get(name) for name in _NEEDED[flow.name]], found)


def _judged(what: str, probes: list[Probe | None], found: Discovery) -> Check:
    missing = [probe for probe in probes if probe is None or probe.verdict != "answers"]
    if not missing:
        return Check(
            what=what, result="ok", answer=" and ".join(f"{probe.resource} answers" for probe in probes if probe)
        )
    bad = next((probe for probe in missing if probe is not None), None)
    if bad is None:
        words, name = "the site profile does not know them", "-"
    else:
        words, name = f"{bad.resource}: {bad.verdict}" + (f" ({bad.said})" if bad.said else ""), bad.resource
    told = (problem for problem in found.problems if any(seen.startswith(name) for seen in problem.seen))
    otherwise = "Say in the site profile what the site offers, or leave the flow out."
    remedy = next((problem.remedy for problem in told), otherwise)
    return Check(what=what, result="failed", answer=f"{words}; nothing is written until they answer", remedy=remedy)


def setup_contradictions(connection: Connection, config: Config) -> Iterator[Check]:
    """Compare what GP's setup of each company says with what the configuration and the site profile rely on."""
    for row in config.companies:
        company, what = connection.companies[row.id], f"{row.id} setup"
        try:
            wrong = _contradictions(what, row.id, company, connection.dynamics.profile, config)
        except gp.ResourceNotAvailableError as error:
            yield Check(what=what, result="warning", answer=f"it cannot be compared here: {error}")
        except gp.DynamicsGPError as error:
            yield of_finding(what, gp_errors.side_finding(error, company))
        else:
            yield from wrong or [Check(what=what, result="ok", answer="it says what the configuration relies on")]


def refuse_contradictions(connection: Connection, config: Config) -> bool:
    """See that GP's setup says nothing else than what the configuration and the site profile rely on, before a run.

    What GP cannot be asked now is no contradiction: the run itself tells of it.

    Returns:
        Whether all was compared that this site lets us read; if not, it is worth another look.

    Raises:
        ConfigError: it does; each contradiction with what to do.
    """
    found: list[Check] = []
    compared = True
    for row in config.companies:
        company = connection.companies[row.id]
        try:
            found += _contradictions(row.id, row.id, company, connection.dynamics.profile, config)
        except gp.DynamicsGPError as error:
            _LOGGER.debug("the setup of %s cannot be compared now: %s", row.id, error)
            compared = compared and isinstance(error, gp.ResourceNotAvailableError)
    if found:
        problems = tuple(f"{check.what}: {check.answer}. {check.remedy}" for check in found)
        raise ConfigError("configuration, and GP's setup", problems)
    return compared


def _contradictions(
    what: str, company_id: str, company: gp.Company, profile: gp.SiteProfile, config: Config
) -> list[Check]:
    return [*_history(what, company, profile), *_classes(what, company_id, company, config)]


def _history(what: str, company: gp.Company, profile: gp.SiteProfile) -> Iterator[Check]:
    reads = profile.resources[ORDERS].reads_history
    if company.setup.get().keeps_history is False and reads:
        yield Check(
            what=what,
            result="failed",
            answer="GP keeps no history of purchase orders, and the site profile says that history is read",
            remedy="Keep purchase order history (Dynamics GP: Tools > Setup > Purchasing > Purchase Order Processing), "
            "or say reads_history = false in the site profile: then what is absent is a person's to look at.",
        )


def _classes(what: str, company_id: str, company: gp.Company, config: Config) -> Iterator[Check]:
    """The classes that new vendors of a company get and that it lacks; none where no vendor is created."""
    if not config.vendors.enabled or config.vendors.create_in_gp == "never":
        return
    policy = VendorFlowPolicy(companies=config.companies, vendors=config.vendors)
    wanted = {policy.class_of_new(company_id, kind) for kind in policy.vendors.vendor_types} - {""}
    if not wanted or company_id not in policy.create_companies:
        return
    known = {plain(row.id) for row in company.vendor_classes.list()}
    for name in sorted(wanted):
        if plain(name) not in known:
            answer = f"GP has no vendor class '{name}', which vendor_class gives to new vendors"
            remedy = "Make it (Dynamics GP: Tools > Setup > Purchasing > Vendor Class), or name one that is there."
            yield Check(what=what, result="failed", answer=answer, remedy=remedy)


def site_changes(connection: Connection, *, note: bool = True) -> Iterator[Check]:
    """Compare the dictionaries and libraries that GP names with those of the last look that was noted.

    Args:
        connection: to which GP.
        note: this look is noted.
    """
    ledger, name = connection.engine.ledger, f"gp site {connection.engine.connection}"
    found = connection.dynamics.discover().help
    now = {} if found is None else {"dictionaries": found.dictionaries, "libraries": found.libraries}
    told = "; ".join(f"{what} {', '.join(names) or 'none named'}" for what, names in now.items())
    if not now:
        yield Check(what="GP version", result="warning", answer="not known: the discovery page did not come")
        return
    gone = _gone(ledger, name, now, note=note)
    if gone:
        yield Check(
            what="GP version",
            result="warning",
            answer=f"other than at the last look, when there was also {', '.join(gone)}; now {told}",
            remedy="After an upgrade of GP, prove the service again: `python -m dynamicsgp_sba.conformance` in a test "
            "company.",
        )
    else:
        yield Check(what="GP version", result="ok", answer=told)


def _gone(ledger: Ledger, name: str, now: dict[str, tuple[str, ...]], *, note: bool) -> list[str]:
    stored = ledger.recall(name)
    before: dict[str, list[str]] = json.loads(stored or "{}")
    text = canonical({what: list(names) for what, names in now.items()})
    if note and text != stored:
        ledger.remember(name, text, expected=stored)
    return [one for what, names in before.items() for one in names if one not in now.get(what, ())]
