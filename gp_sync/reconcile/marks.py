"""The mark that a connection puts into each record of GP, by which a record tells whose it is."""

import attrs

from gp_sync.core.canonical import plain

__all__ = ["Marks"]


@attrs.frozen
class Marks:
    """The marks of a connection.

    Args:
        template: the marker of its configuration, such as `PROCURIFY {key}`.
    """

    template: str

    def of(self, key: str, number: str) -> str:
        """The mark of one order, as GP compares texts."""
        return plain(self.template.format(key=key, number=number))

    def is_one(self, text: str) -> bool:
        """Whether a text can only be a mark: a template without a text of its own, such as `{key}`, tells that of none.

        Args:
            text: what stands in GP.
        """
        first, last = self.template.partition("{")[0], self.template.rpartition("}")[2]
        there = plain(text)
        return bool(first + last) and there.startswith(plain(first)) and there.endswith(plain(last))
