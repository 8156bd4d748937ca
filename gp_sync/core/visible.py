"""Texts of others for people to read: what a terminal or a browser would obey is shown in place of obeyed."""

import re

__all__ = ["visible"]

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
"""All but tabs and line ends; also those that turn the direction of what follows."""


def visible(text: str) -> str:
    """A text with the codes of its control characters in their place.

    Such a character could colour or delete what stands on a terminal, or turn the digits of an amount around.
    """
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
