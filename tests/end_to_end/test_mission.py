"""The mission in one test: a week of a connection on its schedule, with all that happens in a week like that.

Both servers, the ledger and the vault are real, and so is the process that is killed; only the clock skips.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gp_sync.config.file import load_config
from gp_sync.people.vendor_decisions import carry_out, confirmed
from gp_sync.reconcile.reasons import Reason
from gp_sync.secret import Secret
from gp_sync.systems.vendor_standing import standing
from tests.end_to_end.mission_week import OLD, Week
from tests.end_to_end.mission_world import Site, SkippingClock, site_at
from tests.end_to_end.vault.vaults import NEW_CLIENT_SECRET, NEW_PASSWORD, move_into_vault
from tests.end_to_end.vendor_world import ADDRESS
from tests.end_to_end.world import USER, make_world

_APPROVED = 1

_MORE = """
[requisitions]
start = {start}
[vendors]
enabled = true
create_in_gp = "approved"
create_in_procurify = "confirmed"
[schedule]
health_port = 0
jitter_seconds = 0
cutoff_days = 0
[schedule.cron]
purchase_orders = "0 */4 * * *"
requisitions = "0 */4 * * *"
vendors = "0 */4 * * *"
[purchase_orders]
"""


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    """A connection whose credentials are in its vault alone, and last month is closed in GP."""
    now = SkippingClock(-timedelta(days=7))
    with make_world(tmp_path, refuses_existing=True, now=now) as world:
        start = (now() - timedelta(days=90)).date().isoformat()
        world.configure(
            **{
                "[purchase_orders]\nstart = 2026-11-01": _MORE.format(start=start).strip() + f"\nstart = {start}",
                'name = "Fabrikam, Inc."': 'name = "Fabrikam, Inc."\ndocuments = "both"',
            }
        )
        for vendor_id in [key for key in world.company.vendors if key != "CONTOSUP0001"]:
            world.company.delete_vendor(vendor_id)
        # The client counts a token's age by a clock that does not skip.
        world.procurify.token_lifetime = None
        # Payments go elsewhere, so that its address may be written.
        world.company.edit_vendor("CONTOSUP0001", VADCDTRO="REMIT TO")
        move_into_vault(world)
        yield Week(world, now)


def monday(week: Week) -> None:
    """The first orders, one from a vendor that GP does not have, and one of a closed month; a requisition."""
    world = week.world
    week.northwind = world.procurify.add_vendor("Northwind Paper", payment_term="Net 30", currency=1, **ADDRESS)["id"]
    week.buys(price="24.50")
    week.buys(price="99.99", quantity="3")
    week.buys(vendor=week.northwind)
    week.requisition = world.procurify.add_requisition(
        vendor=world.vendor, lines=[world.line("Chairs", price="80.00")], requisition_fields={"status": _APPROVED}
    )["num"]
    world.company.set_period(*week.closed_month, purchasing_closed=True)
    late = week.buys(days_ago=OLD, price="310.00")

    def look(_: Site) -> None:
        week.seen["held while its period is closed"] = late not in world.company.purchase_orders
        week.seen["requested in GP"] = f"PREQ{week.requisition}" in world.company.requisitions

    week.at(2, 22, look)


def tuesday(week: Week) -> None:
    """The linked vendor is edited, on each side in another field."""
    world = week.world
    week.at(2, 9, lambda _: world.procurify.edit_vendor(world.vendor, contact="Kim Roe"))
    week.at(2, 9, lambda _: world.company.edit_vendor("CONTOSUP0001", VENDNAME="Contoso of Joliet"))


def wednesday(week: Week) -> None:
    """Both passwords are changed, in the systems and in the vault, and nothing is started anew."""
    world = week.world

    def rotate(site: Site) -> None:
        world.gp.users.set_password(USER, NEW_PASSWORD)
        world.procurify.client_secret = NEW_CLIENT_SECRET
        world.procurify.revoke_tokens()
        site.vault.rotate("gp_password", Secret(NEW_PASSWORD), by="ann")
        site.vault.rotate("procurify_client_secret", Secret(NEW_CLIENT_SECRET), by="ann")
        time.sleep(1.1)  # a running process looks into the vault once a second

    week.at(3, 9, rotate)
    week.at(3, 10, lambda _: week.buys(price="5.25", quantity="7"))


def thursday(week: Week) -> None:
    """The closed month is opened, and the answer to a create is lost."""
    world = week.world
    week.at(4, 9, lambda _: world.company.set_period(*week.closed_month, purchasing_closed=False))

    def answer_is_lost(_: Site) -> None:
        world.gp.lose_response("POST", "PurchaseOrders", times=1)
        week.unanswered = week.buys(price="61.80")

    week.at(4, 14, answer_is_lost)


def friday(week: Week) -> None:
    """Another process takes its turn, and is killed while it writes."""

    def die(site: Site) -> None:
        for price in ("12.10", "13.10", "14.10"):
            week.buys(price=price)
        week.dies_while_it_writes()
        week.seen["killed while it wrote"] = list(site.ledger.open_writes("test")) != []

    week.at(5, 9, die)


def saturday(week: Week) -> None:
    """What was requested is bought. A vendor is entered in GP, and a person wants it in Procurify too."""
    world = week.world

    def confirm(site: Site) -> None:
        world.company.add_vendor("TAILSPIN0001", "Tailspin Toys", CITY="Joliet", VADCDTRO="REMIT TO")
        config = load_config(world.config)
        (stand,) = standing(config, site.connection, config.companies)
        with site.connection.engine.session() as session:
            carry_out(
                session,
                stand.vendors,
                lambda vendors: confirmed(vendors, "TAILSPIN0001", low=65, anyway=False),
                by="ann",
            )

    def buy(_: Site) -> None:
        week.numbers.append(str(world.procurify.buy_requisition(week.requisition)["number"]))

    week.at(6, 9, buy)
    week.at(6, 9, confirm)


@pytest.mark.skipif(os.name != "posix", reason="what is killed is a process of POSIX")
@pytest.mark.timeout(300)
def test_a_week_of_orders_requisitions_and_vendors_ends_with_both_systems_tied_to_the_cent(week: Week) -> None:
    """Orders, requisitions and vendors flow, whatever goes wrong, and nothing is there twice."""
    world = week.world
    for day in (monday, tuesday, wednesday, thursday, friday, saturday):
        day(week)

    with site_at(world.config, week.now) as site:
        week.goes_by(site)
        books = week.reconciled(site)
        doubts = [row for row in site.ledger.audit("test") if row.what == "write.in_doubt"]
        in_doubt = {row.target_number: (row.detail or {})["reason"] for row in doubts}

    # What waited, waited; and then it went: all orders are in GP, and none of them twice.
    assert week.seen == {
        "held while its period is closed": True,
        "requested in GP": True,
        "killed while it wrote": True,
    }
    assert sorted(world.company.purchase_orders) == sorted(week.numbers)
    assert len({row["CONFIRM1"] for row in world.company.purchase_orders.values()}) == len(week.numbers)
    # The one whose answer was lost, and the ones that the killed process was at.
    assert in_doubt.pop(week.unanswered) == "the request left, but no whole answer came"
    assert set(in_doubt.values()) == {"the process that sent it ended before the answer"}
    # The requisition gave way to its order.
    assert f"PREQ{week.requisition}" not in world.company.requisitions
    # Vendors are the same on both sides.
    contoso, made = world.procurify.vendor(world.vendor), world.procurify.vendor(week.northwind)
    assert (contoso["name"], contoso["contact"]) == ("Contoso of Joliet", "Kim Roe")
    assert world.company.vendor_addresses["CONTOSUP0001", "PROCURIFY"]["VNDCNTCT"] == "Kim Roe"
    assert world.company.vendors[made["external_id"]]["VENDNAME"] == "Northwind Paper"
    tailspin = [row["name"] for row in world.procurify.vendors.values() if row["external_id"] == "TAILSPIN0001"]
    assert tailspin == ["Tailspin Toys"]
    # Nobody was woken, and no wrong password was tried.
    assert (week.told.opened_codes, world.gp.failed_logons) == ([], 0)
    # The books tie to the cent, order by order, and nobody touched the audit.
    assert books.ties_out
    tie, requisitions = books.ties
    assert (tie.procurify, tie.procurify_orders, tie.reasons) == (tie.gp, tie.gp_orders, {})
    assert tie.gp_orders == len(week.numbers)
    gave_way = [row.items for row in books.orders if row.number == str(week.requisition)]
    assert [[item.reason for item in items] for items in gave_way] == [[Reason.GAVE_WAY]]
    assert requisitions.ties
    assert world.run("audit", "verify").exit_code == 0
