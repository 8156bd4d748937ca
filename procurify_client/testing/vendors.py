"""Vendors: a few that are kept, any number that are made by their number, and the forms in which answers show them."""

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, overload

from procurify_client.testing.pages import Later, Written, record_of
from procurify_client.testing.shapes import Wire, shape, with_numeric_score
from procurify_client.testing.state import State

__all__ = ["Vendors"]

_FIRST_MADE = 1_000_001
_REFS = ("payment_term_ref", "shipping_term_ref", "payment_method_ref", "shipping_method_ref")
_SIMPLE = (
    "id", "name", "active", "addressLineOne", "addressLineTwo", "postalCode", "city", "state_province", "country",
    "is_auto_email_po_enabled", "overall_score",
)  # fmt: skip


class Vendors(State):
    """The tenant's vendors. The first is the placeholder `OTHER`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._made = range(0)
        self._changed: set[int] = set()
        self._rest_of_made = ""
        self._type_of_made: int | None = None
        self.keep("vendors", shape("vendor", name="OTHER", type=1, dateModified=self.stamp()))

    @property
    def vendors(self) -> dict[int, Wire]:
        """All vendors by id, archived ones too, as copies; of those that `make_vendors` made only the changed ones."""
        return self.copies("vendors")

    def add_vendor(
        self,
        name: str,
        *,
        external_id: str | None = None,
        type: int = 3,  # noqa: A002  # the wire's name
        active: bool = True,
        payment_term: str | None = "Net 30",
        **fields: Any,
    ) -> Wire:
        """Add a vendor.

        Args:
            name: at most 150 characters; need not be unique.
            external_id: the id in the other system.
            type: 3 preferred, 4 regular, and the other codes of the API.
            active: False for an archived one.
            payment_term: the name of its payment term.
            **fields: any other field, by wire name.
        """
        with self.lock:
            vendor = shape(
                "vendor",
                name=name,
                external_id=external_id,
                type=type,
                active=active,
                payment_term_ref=self.term(payment_term),
                dateModified=self.stamp(),
            )
            return self.keep("vendors", vendor | fields)

    def make_vendors(self, count: int, **fields: Any) -> range:
        """Let there be so many vendors more, made by their number when they are asked for: they take no memory.

        Args:
            count: how many there are in place of those made before; 0 for none.
            **fields: any field that all of them share, by wire name.

        Returns:
            Their ids. Number n of them is called `Vendor 000000n` and has the external ID `MADE000000n`.
        """
        with self.lock:
            for key in self._changed:
                del self.records["vendors"][key]
            self._changed = set()
            self._made = range(_FIRST_MADE, _FIRST_MADE + count)
            usual = {
                "email": ["orders@example.com"],
                "contact": "A. Contact",
                "payment_term_ref": self.term("Net 30"),
                "shipping_term_ref": self.term("FOB Origin"),
                "overall_score": "4.250",
                "dateModified": self.stamp(),
            }
            common = shape("vendor", **usual | fields)
            self._type_of_made = common["type"]
            own = ("id", "name", "external_id", "addressLineOne")
            self._rest_of_made = json.dumps({name: item for name, item in common.items() if name not in own})[1:]
            return self._made

    def edit_vendor(self, vendor_id: int, **fields: Any) -> Wire:
        """Change fields of a vendor, by wire name, and its date of change."""
        with self.lock:
            if self._is_unchanged(vendor_id):
                self.records["vendors"][vendor_id] = self._written(vendor_id).read()
                self._changed.add(vendor_id)
            vendor = self.existing("vendors", vendor_id)
            vendor.update(fields, dateModified=self.stamp())
            return copy.deepcopy(vendor)

    def remove_vendor(self, vendor_id: int) -> None:
        """Take a vendor away altogether, as if it had never been.

        Raises:
            LookupError: there is none, or it was made by its number.
        """
        with self.lock:
            if vendor_id in self._made:
                raise LookupError(f"vendor {vendor_id} was made by its number: archive it with active=False instead")
            self.existing("vendors", vendor_id)
            del self.records["vendors"][vendor_id]

    def vendor(self, vendor_id: int) -> Wire:
        """Give a copy of a vendor's record.

        Raises:
            LookupError: there is none.
        """
        if self._is_unchanged(vendor_id):
            return self._written(vendor_id).read()
        return copy.deepcopy(self.existing("vendors", vendor_id))

    def listed_vendors(self, *, without_type: int | None = None) -> Sequence[Later]:
        """List the active vendors in order of their ids; each is written when its page is.

        Args:
            without_type: leave out those of this type.
        """
        shown = {
            key
            for key, vendor in self.records["vendors"].items()
            if vendor["active"] and (without_type is None or vendor["type"] != without_type)
        }
        kept = [key for key in self.records["vendors"] if key < _FIRST_MADE and key in shown]
        if without_type is not None and self._type_of_made == without_type:
            return _Listed(kept, sorted(self._changed & shown), self._later)
        hidden = self._changed - shown
        made: Sequence[int] = [key for key in self._made if key not in hidden] if hidden else self._made
        return _Listed(kept, made, self._later)

    def active_vendors(self) -> Iterator[Wire]:
        """Give the records of the vendors that are listed, one after the other."""
        return (record_of(later) for later in self.listed_vendors())

    def detailed_vendor(self, vendor_id: int) -> Wire:
        """Write a vendor as it is answered alone, but to a PUT."""
        return with_numeric_score(self.vendor(vendor_id)) | {"performance": None}

    def replaced_vendor(self, vendor_id: int) -> Wire:
        """Write a vendor as it is answered to a PUT: terms as ids."""
        vendor = self.embedded_vendor(vendor_id)
        return vendor | {name: vendor[name] and vendor[name]["id"] for name in _REFS}

    def embedded_vendor(self, vendor_id: int) -> Wire:
        """Write a vendor as orders hold it: the record as it is now, without the request that led to it."""
        vendor = self.vendor(vendor_id)
        del vendor["vendor_request"]
        return with_numeric_score(vendor)

    def simple_vendor(self, vendor_id: int) -> Wire:
        """Write a vendor as the answer to the closing of an order holds it."""
        vendor = self.vendor(vendor_id)
        return {name: vendor[name] for name in _SIMPLE}

    def _is_unchanged(self, vendor_id: int) -> bool:
        """Tell whether a vendor is made by its number each time that it is asked for."""
        return vendor_id in self._made and vendor_id not in self._changed

    def _later(self, key: int) -> Later:
        return lambda: self.records["vendors"].get(key) or self._written(key)

    def _written(self, key: int) -> Written:
        number = key - _FIRST_MADE + 1
        return Written(
            f'{{"id": {key}, "name": "Vendor {number:07d}", "external_id": "MADE{number:07d}", '
            f'"addressLineOne": "{number} Example Street", {self._rest_of_made}'
        )


class _Listed(Sequence[Later]):
    """The kept vendors, and after them those made by their number, of which a page is cut out without making all."""

    def __init__(self, kept: Sequence[int], made: Sequence[int], later: Callable[[int], Later]) -> None:
        self._kept = kept
        self._made = made
        self._later = later

    def __len__(self) -> int:
        return len(self._kept) + len(self._made)

    @overload
    def __getitem__(self, wanted: int) -> Later: ...

    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Later]: ...

    def __getitem__(self, wanted: int | slice) -> Later | Sequence[Later]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        start, stop, _ = wanted.indices(len(self))
        before = len(self._kept)
        keys = (*self._kept[start:stop], *self._made[max(start - before, 0) : max(stop - before, 0)])
        return [self._later(key) for key in keys]

    def __iter__(self) -> Iterator[Later]:
        return map(self._later, chain(self._kept, self._made))
