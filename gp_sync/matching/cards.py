"""What of a vendor is compared, whichever side it is from."""

import attrs

from gp_sync.matching.spelling import Name, domain_of, names_in, phone_of, tax_id_of

__all__ = ["Card", "card"]


@attrs.frozen(kw_only=True)
class Card:
    """A vendor as far as it tells it from others.

    Args:
        key: Procurify's id as a text, or VENDORID.
        name: as people read it.
        names: the names that it goes by, as names are compared.
        city: as people read it.
        phones: digits.
        domains: of its e-mail addresses.
        tax_id: letters and digits; empty where its side does not tell it. Procurify has none.
        active: whether its side has it as active.
        external_id: what Procurify says that it is called elsewhere.
        kind: Procurify's type of vendor in words, such as `regular`.
    """

    key: str
    name: str
    names: tuple[Name, ...] = ()
    city: str = ""
    phones: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    tax_id: str = attrs.field(default="", repr=False)
    active: bool = True
    external_id: str = ""
    kind: str = ""


def card(
    key: str,
    name: str,
    *,
    other_names: tuple[str, ...] = (),
    city: str = "",
    phones: tuple[str, ...] = (),
    texts: tuple[str, ...] = (),
    tax_id: str = "",
    active: bool = True,
    external_id: str = "",
    kind: str = "",
) -> Card:
    """Make a card of what a record says.

    Args:
        key: Procurify's id as a text, or VENDORID.
        name: the vendor's name.
        other_names: other names of it, such as the one on cheques.
        city: of its main address.
        phones: as they are written.
        texts: where e-mail addresses may stand.
        tax_id: as it is written.
        active: whether its side has it as active.
        external_id: see `Card`.
        kind: see `Card`.
    """
    return Card(
        key=key,
        name=name,
        names=names_in(name, *other_names),
        city=city.strip(),
        phones=frozenset(filter(None, map(phone_of, phones))),
        domains=domain_of(texts),
        tax_id=tax_id_of(tax_id),
        active=active,
        external_id=external_id.strip(),
        kind=kind,
    )
