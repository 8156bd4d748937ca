"""A configuration that points at another tenant or company for a while, and back: what it meets looks like ours.

Nobody lets that go, so nothing may be taken from there, noted of it or written to it.
"""

import copy
import hashlib
from datetime import timedelta
from random import Random

import attrs

from gp_sync.failpoints import FAILPOINTS
from tests.simulation.gp import GPModel
from tests.simulation.schedule import Stop
from tests.simulation.source import SourceModel
from tests.simulation.world import CONNECTION, World

__all__ = ["the_configuration_points_elsewhere"]

_CAPTURES = frozenset({"version.captured", "version.unreadable"})


@attrs.frozen(kw_only=True)
class _Elsewhere:
    """What the configuration points at.

    Args:
        source: the tenant that it names.
        gp: the GP that it names.
        tenant: who that tenant says it is.
        identity: who that GP's company says it is.
    """

    source: SourceModel
    gp: GPModel
    tenant: str
    identity: str


def the_configuration_points_elsewhere(world: World, random: Random) -> None:
    """It names another tenant, another company or both, for a run or two; then it is put right."""
    tenant, company = random.choice(((True, False), (False, True), (True, True)))
    if not _is_known(world, tenant=tenant, company=company):
        return
    number = world.moment()  # nobody has let this one go
    world.elsewhere = _Elsewhere(
        source=_other_source(world) if tenant else world.source,
        gp=_other_gp(world) if company else world.gp,
        tenant=f"sandbox {number}" if tenant else world.tenant,
        identity=f"Fabrikam Test {number}" if company else world.identity,
    )
    world.tell(f"the configuration points at {world.elsewhere.tenant} and {world.elsewhere.identity}")
    world.count(f"elsewhere:{' another tenant' if tenant else ''}{' another company' if company else ''}")
    rows = world.ledger.head(CONNECTION).number
    for _ in range(random.choice((1, 1, 2))):
        world.pass_time(timedelta(minutes=random.choice((6, 6, 25 * 60))))
        stop = random.choice((None, None, Stop(action="die", place=random.choice(FAILPOINTS), count=1)))
        world.run("A", random, stop, baseline=random.random() < 0.2)
    world.elsewhere = None
    world.tell("the configuration is put right")
    new = world.ledger.head(CONNECTION).number - rows
    for row in world.ledger.audit(CONNECTION, last=new) if new else ():
        if row.source_id is not None and (tenant or row.what not in _CAPTURES):
            world.wrongs.append(
                f"{row.what} of order {row.source_id} is noted while the configuration points elsewhere"
            )


def _is_known(world: World, *, tenant: bool, company: bool) -> bool:
    """Whether what it does not point at any more has been used before, so that it can be missed."""
    return bool(world.watch.captured if tenant else True) and bool(world.trusted if company else True)


def _other_source(world: World) -> SourceModel:
    """A copy of the tenant that went its own way: the same orders, with other contents, changed just now."""
    other = SourceModel(world.site.page_size, by_change=world.site.by_change)
    for order in world.source.orders.values():
        other.orders[order.key] = copied = attrs.evolve(order, freight=order.freight + 900, versions=[])
        copied.publish()
        copied.move(world.now())
        world.foreign.add(hashlib.sha256(copied.versions[-1][1]).hexdigest())
    return other


def _other_gp(world: World) -> GPModel:
    """A copy of the company that went its own way: some of the records, with other contents."""
    other = GPModel(
        world.moment,
        world.now,
        world.count,
        refuses_existing=world.site.refuses_existing,
        reads_history=world.site.reads_history,
    )
    for record in list(world.gp.work.values())[::2]:
        copied = copy.deepcopy(record)
        other.work[copied.target] = copied
        other.change(copied, freight=copied.body.freight + 900)
    return other
