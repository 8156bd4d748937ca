"""For tests: contracts that every store must keep, and models of both systems for applications that embed the engine.

Nothing here is used by the product itself. `MapperContract` and `MapperBench` need the extra `testing`.
"""

from typing import TYPE_CHECKING, Any

from gp_sync.testing.dedup_contract import DedupStoreContract
from gp_sync.testing.ledger_contract import LedgerContract
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_source import ModelFeed, ModelReferences
from gp_sync.testing.model_target import ModelTarget
from gp_sync.testing.processes import Opener
from gp_sync.testing.target_bench import TargetBench
from gp_sync.testing.target_contract import TargetContract

if TYPE_CHECKING:
    from gp_sync.testing.mapper_contract import MapperBench, MapperContract

__all__ = [
    "DedupStoreContract",
    "HandClock",
    "LedgerContract",
    "MapperBench",
    "MapperContract",
    "ModelConnection",
    "ModelFeed",
    "ModelReferences",
    "ModelTarget",
    "Opener",
    "TargetBench",
    "TargetContract",
]


if not TYPE_CHECKING:  # type checkers know the names above, and would take any other one for a good one

    def __getattr__(name: str) -> Any:
        # Only when asked for: these need Hypothesis, and the models and the other contracts do not.
        if name in {"MapperBench", "MapperContract"}:
            from gp_sync.testing import mapper_contract  # noqa: PLC0415  # as said above

            return getattr(mapper_contract, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
