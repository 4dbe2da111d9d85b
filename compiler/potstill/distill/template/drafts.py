"""Slots in the making, and the notation of what templates are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from potstill.compiler.layout import quoted
from potstill.distill.template.model import Kind
from potstill.distill.template.pieces import Fixed

_SPECIAL: Final = re.compile(r"[()\[\]{}<>|;\\\"']")


@dataclass(slots=True)
class Draft:
    """A slot whose type is settled, but for the width of free words.

    ``followers``: for each place of a slot of words, the words that stand behind it; ``touching``: the marks
    of constant text that touch it; ``beside``: whether another slot stands right beside it somewhere.
    """

    name: str
    kind: Kind
    texts: tuple[str, ...]
    type: str = ""
    optional: bool = False
    followers: list[tuple[str, ...]] = field(default_factory=list)
    touching: set[str] = field(default_factory=set)
    beside: bool = False

    @property
    def most(self) -> int:
        """Words of the longest text."""
        return max(text.count(" ") + 1 for text in self.texts)


def plain(piece: Fixed) -> str:
    """The constant text, with a leading space if one stands before it."""
    return "".join(f"{' ' if token.spaced else ''}{token.text}" for token in piece.tokens)


def escaped(text: str) -> str:
    """The text as templates have it."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def enumeration(members: Sequence[str]) -> str:
    """The type of a slot that reads these texts."""
    return f"enum {{{', '.join(map(quoted, members))}}}"


def alternatives(texts: Sequence[str], *, optional: bool) -> str:
    """Notation for one of the texts, or for nothing as well."""
    opening, closing = "[]" if optional else "()"
    return f"{opening}{'|'.join(map(escaped, texts))}{closing}"
