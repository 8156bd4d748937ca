"""Functions and mappers of a user's own, which the configuration names.

A name with a colon is a place in an importable module, such as `acme_gp:gl_account`. Any other is an entry point that
an installed distribution offers in the group `gp_sync.purchase_orders`.
"""

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import attrs

from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy

__all__ = ["GROUP", "PluginError", "load", "order_functions", "order_mapper"]

GROUP = "gp_sync.purchase_orders"
"""The group of entry points."""


class PluginError(Exception):
    """A function or mapper that the configuration names cannot be used; the message says why, and what is accepted."""


def load(name: str) -> Any:
    """Load what a name stands for.

    Raises:
        PluginError: there is no such module, attribute or entry point, or it cannot be imported.
    """
    if ":" in name:
        module, _, attribute = name.partition(":")
        try:
            found: Any = import_module(module)
            for part in attribute.split("."):
                found = getattr(found, part)
        except Exception as error:  # importing runs a user's code, which may raise anything
            raise PluginError(f"'{name}' cannot be loaded: {type(error).__name__}: {error}") from error
        return found
    offered = {point.name: point for point in entry_points(group=GROUP)}
    if name not in offered:
        known = ", ".join(sorted(offered)) or "none is installed"
        raise PluginError(f"'{name}' is no entry point of the group {GROUP} ({known}); or give module:function")
    try:
        return offered[name].load()
    except Exception as error:  # the same
        raise PluginError(f"the entry point '{name}' cannot be loaded: {type(error).__name__}: {error}") from error


def order_functions(names: dict[str, str]) -> OrderFunctions:
    """The functions of the order mapper, some of them a user's own.

    Args:
        names: what stands for each function that is replaced, by the function's name.

    Raises:
        PluginError: a function is not one that can be replaced, or cannot be loaded or called.
    """
    accepted = [field.name for field in attrs.fields(OrderFunctions)]
    replaced = {}
    for function, name in names.items():
        if function not in accepted:
            raise PluginError(f"'{function}' is no function of the mapper; there are {', '.join(accepted)}")
        replaced[function] = _callable(load(name), name)
    return OrderFunctions(**replaced)


def order_mapper(name: str, policy: PurchaseOrderPolicy, functions: OrderFunctions) -> Any:
    """The order mapper: a user's own if one is named, which is called with the policy and functions, else ours.

    Raises:
        PluginError: it cannot be loaded or made, or has no `needs` and `map`.
    """
    if not name:
        return PurchaseOrderMapper(policy, functions)
    maker = _callable(load(name), name)
    try:
        mapper = maker(policy, functions)
    except Exception as error:  # a user's code may raise anything
        raise PluginError(f"'{name}' cannot be made: {type(error).__name__}: {error}") from error
    missing = [method for method in ("needs", "map") if not callable(getattr(mapper, method, None))]
    if missing:
        raise PluginError(f"'{name}' is no mapper: it lacks {' and '.join(missing)}")
    return mapper


def _callable(found: Any, name: str) -> Any:
    if not callable(found):
        raise PluginError(f"'{name}' is {type(found).__name__}, which cannot be called")
    return found
