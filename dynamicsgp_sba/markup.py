"""The words of an answer that is XML, HTML or plain text: WCF's faults, and the pages of a web server."""

import html
import re
from typing import Literal

import attrs

__all__ = ["Words", "words_of"]

# Faults are found by their elements and not with a parser: what answers need not be well formed, and an XML parser of
# untrusted text would have to be guarded against its entities.
_FAULT = re.compile(r"<(?:\w+:)?Fault[\s>]", re.IGNORECASE)
_SAID = re.compile(r"<(?:\w+:)?(Text|faultstring|Message)(?:\s[^>]*)?>([^<]*)</", re.IGNORECASE)
_PAGE = re.compile(r"<(!doctype\s+html|html|body|h[1-6])[\s>]", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script|title)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@attrs.frozen(kw_only=True)
class Words:
    """What an answer says that is no JSON.

    Args:
        text: its words without markup.
        by: who speaks: the service in XML, the web server in front by a page, or in plain text nobody knows who.
    """

    text: str
    by: Literal["service", "web server", "somebody"]


def words_of(content: bytes) -> Words:
    """Read the words of an answer's body."""
    text = content.decode("utf-8-sig", "replace").strip()
    if _FAULT.search(text):
        # The reason and the exception's message often are the same words.
        said = dict.fromkeys(_plain(words) for _, words in _SAID.findall(text))
        return Words(text="; ".join(filter(None, said)) or _plain(text), by="service")
    words = _plain(_UNSEEN.sub(" ", text)) or _plain(text)
    if _PAGE.search(text):
        return Words(text=words, by="web server")
    return Words(text=words, by="service" if text.startswith("<") else "somebody")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(_TAG.sub(" ", text))).strip()
