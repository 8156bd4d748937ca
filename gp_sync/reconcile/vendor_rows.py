"""A vendor in both systems, field by field."""

from typing import Literal

import attrs

__all__ = ["FieldRow", "FieldState", "Standing", "VendorRow"]

Standing = Literal["linked", "linked, not compared", "in Procurify alone", "in GP alone", "cannot be read"]
FieldState = Literal["agrees", "differs", "not aligned"]


@attrs.frozen(kw_only=True)
class FieldRow:
    """One field of a vendor.

    Args:
        field: its name, such as `city`.
        procurify: Procurify's value, and `gp` GP's, each in its own terms.
        state: `agrees` and `differs` by what GP would hold of Procurify's value; `not aligned` where the configuration
            leaves the field to each side.
    """

    field: str
    procurify: str
    gp: str
    state: FieldState


@attrs.frozen(kw_only=True)
class VendorRow:
    """A vendor in Procurify beside the one that it is linked to in a GP company.

    Args:
        name: its name.
        source_id: its key; empty where a list does not tell it.
        company: the GP company; empty where it is linked in none.
        vendor_id: GP's ID; empty where it is linked to none.
        standing: where it is, in words; `linked, not compared` where something stops that, which a note tells.
        end: how the ledger counts it; empty where the ledger does not know it.
        fields: all fields of both.
        notes: what was found about it, or why it cannot be read or compared.
    """

    name: str
    source_id: str
    company: str
    vendor_id: str
    standing: Standing
    end: str
    fields: tuple[FieldRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_alone(self) -> bool:
        """Whether one of the systems alone has it."""
        return self.standing in {"in Procurify alone", "in GP alone"}

    @property
    def told(self) -> str:
        """Its notes in one text; each may be a whole sentence."""
        return "; ".join(words.rstrip(".") for words in self.notes)

    @property
    def agrees(self) -> bool:
        """Whether both sides have it, and no field that is kept aligned differs."""
        return self.standing == "linked" and all(row.state != "differs" for row in self.fields)
