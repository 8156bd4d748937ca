"""The GP vendors that were created for vendors of Procurify, as the ledger has them linked.

In a company that takes no external IDs nothing else says which vendor of Procurify such a GP vendor is.
"""

import json
from collections import defaultdict
from collections.abc import Mapping

from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import address_of
from gp_sync.ledger.protocols import Ledger

__all__ = ["Created", "created_vendors"]

Created = Mapping[str, tuple[str, ...]]
"""IDs of GP vendors that were created for a vendor of Procurify, by its id: one as a rule."""


def created_vendors(ledger: Ledger, connection: str, company: str) -> Created:
    """Read from the ledger which vendors of a company were created, and for whom.

    Args:
        ledger: has the links.
        connection: whose vendors.
        company: the company's short name.
    """
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for record in ledger.links(connection, VENDORS, company):
        target = record.link.target
        if target.side != "gp" or address_of(target) is not None:
            continue
        if (json.loads(record.link.sent) or {}).get("created_by_us"):
            found[record.key.source_id] += (target.number,)
    return dict(found)
