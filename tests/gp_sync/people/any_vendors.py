"""Vendors of both sides for tests about their links, as they should be and as they may be."""

from collections.abc import Mapping

from hypothesis import strategies as st

from gp_sync.matching.cards import card
from gp_sync.people.vendor_linking import CompanyVendors
from gp_sync.people.vendor_links import CompanyLinks, VendorLink

GP_IDS = ("ACME0001", "BOLT0001", "00123")
VENDORS = ("1", "2", "17")


def company(
    *,
    gp: tuple[str, ...] = GP_IDS,
    table: Mapping[str, str] | None = None,
    external: Mapping[str, str] | None = None,
    said: CompanyLinks | None = None,
    takes_external_ids: bool = True,
) -> CompanyVendors:
    """A company with three vendors on each side."""
    named = external or {}
    return CompanyVendors(
        company="TWO",
        procurify=tuple(card(key, f"Vendor {key}", external_id=named.get(key, "")) for key in VENDORS),
        gp=tuple(card(vendor_id, f"GP {vendor_id}") for vendor_id in gp),
        table=table or {},
        said=said or CompanyLinks(),
        external_ids=takes_external_ids,
    )


def any_company() -> st.SearchStrategy[CompanyVendors]:
    """Vendors with any links by the table, by people and by external IDs, also to vendors that GP has no more."""
    ids = st.sampled_from([*GP_IDS, "GONE0001", "acme0001"])
    keys = st.sampled_from(VENDORS)
    words = st.builds(
        VendorLink,
        vendor_id=st.just("") | ids,
        aliases=st.lists(ids, max_size=2).map(tuple),
        refused=st.lists(ids, max_size=2).map(tuple),
        secondary=st.booleans(),
    )
    return st.builds(
        company,
        table=st.dictionaries(keys, ids, max_size=2),
        external=st.dictionaries(keys, ids, max_size=3),
        said=st.builds(CompanyLinks, links=st.dictionaries(keys, words, max_size=3)),
        takes_external_ids=st.booleans(),
    )
