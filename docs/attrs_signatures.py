# ruff: noqa: INP001  (a script beside the pages that it serves, not a module of a package)
"""Shows the constructors of attrs classes in the reference: attrs makes them, so the source text does not have them."""

from typing import Any

import griffe

__all__ = ["AttrsSignatures"]

_DECORATORS = ("attrs.frozen", "attrs.define")


class AttrsSignatures(griffe.Extension):
    """Gives each attrs class the `__init__` that attrs makes from its fields."""

    def on_package(self, *, pkg: griffe.Module, **kwargs: Any) -> None:
        """Go through a package once all of it is known, so that fields of base classes are found too."""
        self._visit(pkg)

    def _visit(self, found: griffe.Object) -> None:
        for member in list(found.members.values()):
            if member.is_alias:
                continue
            if isinstance(member, griffe.Class) and _decorator(member) is not None:
                _add_constructor(member)
            if isinstance(member, griffe.Module | griffe.Class):
                self._visit(member)


def _decorator(found: griffe.Class) -> str | None:
    texts = (str(decorator.value) for decorator in found.decorators)
    return next((text for text in texts if text.startswith(_DECORATORS)), None)


def _add_constructor(found: griffe.Class) -> None:
    keyword_only = "kw_only=True" in (_decorator(found) or "")
    kind = griffe.ParameterKind.keyword_only if keyword_only else griffe.ParameterKind.positional_or_keyword
    fields: dict[str, griffe.Attribute] = {}
    for owner in [*reversed(_bases(found)), found]:
        fields |= {name: field for name, field in owner.attributes.items() if _is_field(field)}
    parameters = [
        griffe.Parameter(name.lstrip("_"), annotation=field.annotation, kind=kind, default=_default(field))
        for name, field in fields.items()
    ]
    constructor = griffe.Function("__init__", parameters=griffe.Parameters(griffe.Parameter("self"), *parameters))
    found.set_member("__init__", constructor)
    for name, field in list(found.attributes.items()):
        # Attributes of base classes are among them, and stay where they are.
        if name in found.members and _is_field(field) and not field.has_docstring:
            found.del_member(name)  # the constructor tells about it


def _bases(found: griffe.Class) -> list[griffe.Class]:
    return [base for base in found.mro() if _decorator(base) is not None]


def _is_field(attribute: griffe.Attribute) -> bool:
    return attribute.annotation is not None and "property" not in attribute.labels


def _default(field: griffe.Attribute) -> str | griffe.Expr | None:
    """The default as a reader would write it: of `attrs.field(...)` its `default` or the call of its `factory`."""
    value = field.value
    if not isinstance(value, griffe.ExprCall) or str(value.function) != "attrs.field":
        return value
    given = {argument.name: argument.value for argument in value.arguments if isinstance(argument, griffe.ExprKeyword)}
    return f"{given['factory']}()" if "factory" in given else given.get("default")
