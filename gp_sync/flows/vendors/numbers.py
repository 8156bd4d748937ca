"""The ID of a GP vendor that is to be created."""

from anyascii import anyascii

from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.vendors.lengths import GP_LENGTHS

__all__ = ["new_vendor_id"]


def new_vendor_id(template: str, name: str, procurify_id: int, fitting: Fields) -> str:
    """The ID by the template, with as much of the name as there is room for.

    An ID is never counted up: one that GP has already is a person's to resolve.

    Args:
        template: over `{name}` and `{id}`.
        name: the vendor's name in Procurify, of which letters and digits are taken, in capitals.
        procurify_id: Procurify's key.
        fitting: is told where the ID is too long.
    """
    letters = "".join(letter for letter in anyascii(name).upper() if letter.isascii() and letter.isalnum())
    fixed = len(template.format(name="", id=procurify_id))
    short = letters[: max(GP_LENGTHS["vendor_id"] - fixed, 0)]
    return fitting.capitals("vendor_id", template.format(name=short, id=procurify_id).strip(), "the vendor ID")
