"""A loopback Procurify server, to test integrations without a tenant."""

from procurify_client.testing.orders import OrderLine
from procurify_client.testing.seed import seed
from procurify_client.testing.server import ProcurifyServer, RequestRecord

__all__ = ["OrderLine", "ProcurifyServer", "RequestRecord", "seed"]
