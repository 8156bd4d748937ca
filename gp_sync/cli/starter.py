"""The configuration that `gp-sync init` writes to start from."""

__all__ = ["TEXT"]

TEXT = """\
# One connection: a Procurify tenant, a Dynamics GP installation and its companies.
# Secrets are not kept here. Set GP_SYNC_PROCURIFY_CLIENT_SECRET and GP_SYNC_GP_PASSWORD in the environment,
# name a file below that only you can read, or keep them in the vault with `gp-sync secrets set`.

connection = "main"                     # the ledger keeps everything under this name; do not change it later
# vendor_links = "vendor-links.csv"     # company, procurify_vendor_id, gp_vendor_id; wins over external IDs

[procurify]
tenant = "acme"                         # for acme.procurify.com
client_id = "..."

[gp]
base_url = "https://gp.acme.example"    # the GP service, without /GPService
user = 'ACME\\svc_gp'
# ca_bundle = "acme-ca.pem"             # where the certificate is not from a public authority
profile = "companion"                   # "shipped" has no purchase orders; or a site profile, such as "site.toml"
refuses_existing = true                 # does the site refuse a second order with one number? if not sure: false

[ledger]
url = "sqlite:///gp-sync.db"

# [secrets]
# file = "secrets.toml"                 # procurify_client_secret = "...", gp_password = "..."
# key_file = "vault.key"                # the key of the vault; or keyring = true

[purchase_orders]
number = "{number}"                     # Procurify's own number, such as PF52
# order_url = "https://..."             # the address of an order in Procurify, with {key} in it; for the note in GP
# start = 2026-12-01                    # the first run takes orders from this day on
# closed_period = "next_open"           # date orders of closed periods to the next open one; "hold" lets them wait
# severity = { VENDOR_ON_HOLD = "HOLD" }

# [references]                          # where GP's accounts, periods and other tables are read from
# source = "service"                    # or "sql", "csv"

[[companies]]
id = "ACME"                             # a short name for reports
name = "Acme Manufacturing"             # the company's name as GP shows it
time_zone = "America/Chicago"
account = "{location}-{account_code}-{department}"
cost_centre_segments = [1, 3]           # segments of the account whose values must exist in GP
currencies = { USD = "Z-US$" }
shipping_methods = { "Ground" = "GROUND", "Pick up" = "" }     # an empty text leaves it to GP's default
units = { "each" = "Each" }             # or the name of a CSV file with the columns procurify and gp
default_unit = "Each"                   # for units that neither this table nor GP has
# payment_terms = { "Net 30 days" = "Net 30" }
# tax = "gp_calculates"                 # or "source_amount" (Procurify's), "none"
# inventory_classes = ["RAW-MAT"]       # GP's item classes that are received into stock; all else is free text

[[companies.locations]]
name = "Head Office"
segment = "000"
site = "MAIN"

[[companies.departments]]
name = "Administration"
segment = "00"
"""
