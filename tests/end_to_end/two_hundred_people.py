"""What people do between two syncs, in GP and in Procurify, and what the network does to two writes."""

import copy
import json
from typing import TYPE_CHECKING, Any

import attrs

from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.people.by_hand import Decided

if TYPE_CHECKING:
    from tests.end_to_end.two_hundred import TwoHundred

__all__ = ["act"]

_REFUSAL = {
    "Status": {
        "Code": 400,
        "Message": "The project cost category is closed.",
        "Errors": [{"Code": "12345", "Field": "Lines[0].COSTCATID", "Message": "The project cost category is closed."}],
    },
    "Payload": None,
}


def act(story: "TwoHundred", engine: Engine) -> None:
    """Play it, with the syncs in between; the last one is left to the caller."""
    _change_one_side(story)
    _change_both_sides(story)
    _pass_in_gp(story)
    _recode(story)
    _take_numbers(story)
    story.sync(engine)
    _decide(story, engine)
    _refuse(story, engine)
    _lose_answers(story, engine)


def _change_one_side(story: "TwoHundred") -> None:
    company, procurify = story.companies["TWO"], story.procurify
    for number in ("PF1", "PF2"):
        company.edit_order(number, FRTAMNT="7.00000")
    for number in ("PF17", "PF18"):
        procurify.edit_purchase_order(story.buyers.key(number), freight="9")
    procurify.order(story.buyers.key("PF18")).fields["tax"] = {"value": "10.00", "type": "levy"}
    procurify.edit_purchase_order(story.buyers.key("PF18"), tax="10.00")
    procurify.cancel_purchase_order(story.buyers.key("PF15"))
    company.delete_order("PF12")
    procurify.edit_purchase_order(story.buyers.key("PF12"), freight="9")
    del company.vendors["TREYRES0001"]
    survey = next(order for order in procurify.orders if order.lines and order.lines[0].name == "Survey")
    procurify.edit_purchase_order(survey.key, freight="9")


def _change_both_sides(story: "TwoHundred") -> None:
    for number in ("PF3", "PF4"):
        story.companies["TWO"].edit_order(number, FRTAMNT="7.00000")
        story.procurify.edit_purchase_order(story.buyers.key(number), freight="9")


def _pass_in_gp(story: "TwoHundred") -> None:
    """GP is past what may be changed, and then a buyer revises or cancels."""
    company, procurify = story.companies["TWO"], story.procurify
    for number in ("PF5", "PF6", "PF16"):
        company.release_order(number)
    company.receive("PF7", posted=True)
    company.move_to_history("PF8")
    company.hold_order("PF9")
    company.edit_order("PF10", Workflow_Status=4)
    story.gp.lock_record("PF11")
    for number in ("PF5", "PF6", "PF7", "PF8", "PF9", "PF10", "PF11"):
        procurify.edit_purchase_order(story.buyers.key(number), freight="9")
    procurify.cancel_purchase_order(story.buyers.key("PF16"))


def _recode(story: "TwoHundred") -> None:
    """One order goes to another company, and two lines that look alike get new ids and quantities."""
    orders = {order.number: order for order in story.procurify.orders}
    moved = [story.buyers.line("Shelf", "85.00", "3", plant="Warehouse")]
    story.procurify.edit_purchase_order(orders["PF13"].key, lines=moved)
    twins = next(order for order in orders.values() if order.lines and order.lines[0].name == "Spare key")
    twins.line_ids = [line_id + 500 for line_id in twins.line_ids]
    lines = [attrs.evolve(line, quantity=str(place)) for place, line in enumerate(twins.lines, start=3)]
    story.procurify.edit_purchase_order(twins.key, lines=lines)


def _take_numbers(story: "TwoHundred") -> None:
    """People enter orders in GP under numbers that come next; of one, an earlier install wrote something else."""
    buyers = story.buyers
    for name, marker in (("Window film", "KIM"), ("Door closer", "KIM"), ("Lock cylinder", "PROCURIFY {}")):
        number = buyers.order(buyers.line(name, "52.00", "3"))
        _enter(story, number, like="PF20", CONFIRM1=marker.format(buyers.key(number)))


def _decide(story: "TwoHundred", engine: Engine) -> None:
    """One order is left out by hand; one that a person entered in GP is taken as done, and then revised."""
    orders = {order.lines[0].name: order for order in story.procurify.orders if order.lines}
    kim = Decided(by="kim", why="entered by phone")
    with engine.by_hand(PURCHASE_ORDERS) as hand:
        hand.skip(story.key(orders["Lunch for the audit"].number), Decided(by="kim", why="paid from petty cash"))
        hand.done(story.key(orders["Door closer"].number), kim)
    story.procurify.edit_purchase_order(orders["Door closer"].key, freight="9")


def _refuse(story: "TwoHundred", engine: Engine) -> None:
    story.buyers.order(story.buyers.line("Project drill", "149.99", "1"))
    story.gp.fail("PurchaseOrders", status=400, body=json.dumps(_REFUSAL), method="POST")
    story.sync(engine)


def _lose_answers(story: "TwoHundred", engine: Engine) -> None:
    """Of two orders the answer is lost; of the first, GP then has something else under the number."""
    buyers = story.buyers
    for name in ("Conveyor rollers", "Scale"):
        number = buyers.order(buyers.line(name, "220.00", "2"), buyers.line("Fitting", "35.00", "2"))
        story.gp.drop_before("POST", "PurchaseOrders")
        story.sync(engine)
        if name == "Conveyor rollers":
            _enter(story, number, like="PF20", CONFIRM1=f"PROCURIFY {buyers.key(number)}")


def _enter(story: "TwoHundred", number: str, like: str, **columns: Any) -> None:
    """An order stands in GP that no write of ours was confirmed for: as another one, but for its columns."""
    company = story.companies["TWO"]
    with company.lock:
        company.purchase_orders[number] = copy.deepcopy(company.purchase_orders[like]) | {"PONUMBER": number} | columns
        company.edit_order(number)
