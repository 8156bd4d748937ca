"""For tests: contracts that every store must keep, and models of both systems for applications that embed the engine.

Nothing here is used by the product itself.
"""

from gp_sync.testing.dedup_contract import DedupStoreContract
from gp_sync.testing.ledger_contract import LedgerContract
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_source import ModelFeed, ModelReferences
from gp_sync.testing.model_target import ModelTarget
from gp_sync.testing.target_bench import TargetBench
from gp_sync.testing.target_contract import TargetContract

__all__ = [
    "DedupStoreContract",
    "HandClock",
    "LedgerContract",
    "ModelConnection",
    "ModelFeed",
    "ModelReferences",
    "ModelTarget",
    "TargetBench",
    "TargetContract",
]
