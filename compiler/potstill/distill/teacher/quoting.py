"""Other people's words as data inside of a prompt."""

from __future__ import annotations

import json


def visible(text: str) -> str:
    """JSON text with everything invisible escaped: nothing can hide in it, and no line ends in it."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def cut(text: str, longest: int) -> str:
    """The beginning of a text, with a mark where it is cut."""
    return text if len(text) <= longest else f"{text[: longest - 2]} …"
