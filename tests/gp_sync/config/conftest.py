"""A configuration that is right, to be spoilt in one place."""

from collections.abc import Callable
from pathlib import Path

import pytest

WHOLE = """
connection = "fabrikam"
vendor_links = "links.csv"

[procurify]
tenant = "fabrikam"
client_id = "abc"

[gp]
base_url = "https://gp.example.com"
user = 'FABRIKAM\\svc_gp'
ca_bundle = "fabrikam-ca.pem"

[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{location}-{account_code}-{department}"
cost_centre_segments = [3]
locations = [{ name = "Chicago Plant", segment = "000", site = "01-N", ship_to = "PRIMARY" }]
departments = [{ name = "Maintenance", segment = "01" }]
shipping_methods = { Ground = "GROUND" }

[[companies]]
id = "NORTH"
name = "Fabrikam North"

[purchase_orders]
number = "P{number}"
start = 2026-11-01

[ledger]
url = "sqlite:///state/gp-sync.db"

[secrets]
file = "secrets.toml"
"""

LINKS = "company,procurify_vendor_id,gp_vendor_id\nTWO,6,LAKESHORE0001\nTWO,007,ACETRAVE0001\nNORTH,6,LAKE-N\n"

Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write the configuration with some texts replaced, and its link table; gives the configuration's path."""

    def writing(*replacements: tuple[str, str], links: str | bytes = LINKS) -> Path:
        text = WHOLE
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "gp-sync.toml"
        path.write_text(text, encoding="utf-8")
        (tmp_path / "links.csv").write_bytes(links.encode() if isinstance(links, str) else links)
        return path

    return writing
