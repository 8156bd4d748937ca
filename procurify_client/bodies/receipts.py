"""What is sent to receive an order item (contract section 12)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar

import attrs

from procurify_client.bodies.base import Body, Digits
from procurify_client.names import RECEIPT

__all__ = ["NewReceipt"]


@attrs.frozen(kw_only=True)
class NewReceipt(Body):
    """A receiving action. The API cannot undo it.

    Attributes:
        order_item_id: `order_item`, the key of the order item.
        received_quantity: `pass_quantity`, accepted, at most 10 digits before and 5 after the point; in the item's unit
            of measure, or in the item's currency where it is received by amount (inferred).
        rejected_quantity: `fail_quantity`, rejected, at most 10 digits before and 5 after the point; in the item's unit
            of measure, or in the item's currency where it is received by amount (inferred).
    """

    wire_names: ClassVar[Mapping[str, str]] = RECEIPT

    order_item_id: int
    received_quantity: Annotated[Decimal, Digits(10, 5)]
    rejected_quantity: Annotated[Decimal, Digits(10, 5)] = Decimal(0)
