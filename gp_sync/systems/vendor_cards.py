"""The vendors of both systems as they are compared with each other."""

from collections.abc import Iterator

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.model import Ref
from gp_sync.matching.cards import Card, card
from gp_sync.systems.gp_errors import reading, said, unusable
from gp_sync.systems.procurify import unavailable

__all__ = ["Cards", "gp_card", "gp_cards", "procurify_card", "procurify_cards"]


@attrs.frozen(kw_only=True)
class Cards:
    """All vendors of one side.

    Args:
        cards: those that can be read.
        unreadable: in words, the others.
    """

    cards: tuple[Card, ...]
    unreadable: tuple[str, ...] = ()


def procurify_cards(client: pc.Procurify) -> Cards:
    """List Procurify's vendors that are not archived. Raises Unavailable."""
    lost: list[str] = []
    with unavailable():
        found = client.vendors.list(
            on_unreadable=lambda row: lost.append(f"Procurify's vendor {row.id or '?'}: {'; '.join(row.problems)}")
        )
        cards = tuple(procurify_card(vendor) for vendor in found)
    return Cards(cards=cards, unreadable=tuple(lost))


def gp_cards(company: gp.Company) -> Cards:
    """List a company's vendors, also the inactive ones. A site that lists summaries tells less.

    Raises:
        RecordUnusable: the site has no such list, or the account may not read it.
        Unavailable: GP cannot be asked now.
    """
    with reading(company):
        try:
            found = company.vendors.list()
        except (gp.ResourceNotAvailableError, gp.AccessDeniedError) as error:
            raise unusable(Ref("gp_vendors", (company.name,)), said(error)) from error
    lost = tuple(f"GP's vendor {row.key.strip()}: {'; '.join(row.problems)}" for row in found.unreadable)
    return Cards(cards=tuple(map(gp_card, found)), unreadable=lost)


def procurify_card(vendor: pc.Vendor) -> Card:
    """A vendor of Procurify. It has no tax ID: its `tax` is the tax that its goods have."""
    return card(
        str(vendor.id),
        (vendor.name or "").strip(),
        city=vendor.city or "",
        phones=tuple(filter(None, (vendor.phone_one, vendor.phone_two))),
        texts=(*vendor.emails, *filter(None, (vendor.contact, vendor.comments))),
        active=vendor.active is not False,
        external_id=vendor.external_id or "",
        kind="" if vendor.type is None else vendor.type.name.lower(),
    )


def gp_card(vendor: gp.Vendor) -> Card:
    """A vendor of GP. Its e-mail addresses live in another table; those that stand in its texts count."""
    return card(
        vendor.id.strip(),
        vendor.name.strip(),
        other_names=(vendor.check_name,),
        city=vendor.city,
        phones=(vendor.phone_1, vendor.phone_2, vendor.phone_3),
        texts=tuple(_texts(vendor)),
        tax_id=vendor.tax_id,
        active=vendor.status is not gp.VendorStatus.INACTIVE,
    )


def _texts(vendor: gp.Vendor) -> Iterator[str]:
    yield from (vendor.contact, vendor.comment_1, vendor.comment_2, vendor.user_defined_1, vendor.user_defined_2)
    yield from (value for value in vendor.extra.values() if isinstance(value, str))
