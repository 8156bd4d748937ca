"""The discovery page of a GP Service: the dictionaries and object libraries that provide services there.

Its markup is not documented (contract section 3 of the SBA reference), so it is read by its headings and list items.
"""

from html.parser import HTMLParser

import attrs

__all__ = ["HelpPage", "read_help"]

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "th", "caption", "b", "strong"}
_ITEMS = {"li", "td", "a", "dd"}
_INLINE = {"a", "b", "strong"}


@attrs.frozen(kw_only=True)
class HelpPage:
    """What the discovery page names.

    Args:
        dictionaries: the dictionaries with services, such as `Dynamics`.
        libraries: the object libraries.
        links: where the page leads, as it says.
    """

    dictionaries: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def joined(self, other: "HelpPage") -> "HelpPage":
        """Add what another page names; the links stay those of this one."""
        return HelpPage(
            dictionaries=tuple(dict.fromkeys((*self.dictionaries, *other.dictionaries))),
            libraries=tuple(dict.fromkeys((*self.libraries, *other.libraries))),
            links=self.links,
        )


def read_help(text: str) -> HelpPage:
    """Read a page; what has no such headings gives empty lists."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    links = tuple(dict.fromkeys(reader.links))
    return HelpPage(dictionaries=reader.under("dictionar"), libraries=reader.under("librar"), links=links)


class _Reader(HTMLParser):
    """Collects the items under each heading. End tags may be missing, as HTML allows."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._items: list[tuple[str, str]] = []
        self._heading = ""
        self._open = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A link or bold text inside of an item is part of it.
        if tag in _HEADINGS | _ITEMS and not (tag in _INLINE and self._open):
            self._finish()
            self._open = tag
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._finish()

    def close(self) -> None:
        super().close()
        self._finish()

    def under(self, word: str) -> tuple[str, ...]:
        """Give the items whose heading has a word."""
        return tuple(dict.fromkeys(item for heading, item in self._items if word in heading.casefold()))

    def _finish(self) -> None:
        text = " ".join(self._text.split())
        if text and self._open in _HEADINGS:
            self._heading = text
        elif text and self._open:
            self._items.append((self._heading, text))
        self._open = self._text = ""
