"""Names of slots: numbers after what they count, others after their kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from potstill.distill.template.pieces import Fixed, Numbers, Piece
from potstill.distill.template.tokens import Sort, Token
from potstill.distill.template.vocabulary import SMALL, WEAK

_TAKEN: Final = frozenset(["and", "or", "not", "if", "else", "in", "for", "true", "false", "none", "answer"])
"""Words of the language that are no names."""

_SHORTEST, _LONGEST = 3, 20
_REACH: Final = 2
"""Tokens from the slot to the word that it is named after."""


class Namer:
    """Gives each name once."""

    def __init__(self) -> None:
        self._given: set[str] = set(_TAKEN)

    def name(self, wanted: str) -> str:
        """The name, or, if it is given already, the name with a number."""
        found, number = wanted, 2
        while found in self._given:
            found, number = f"{wanted}_{number}", number + 1
        self._given.add(found)
        return found


def about(pieces: Sequence[Piece], at: int) -> str:
    """What the piece is: a count is named after what is counted, everything else after its kind."""
    piece = pieces[at]
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if not isinstance(piece, Numbers):
        return "text"
    if piece.choice.kind not in ("int", "decimal"):
        return piece.choice.kind if piece.choice.kind != "enum" else "n"
    if isinstance(after, Fixed):
        for token in after.tokens[:_REACH]:
            if _tells(token):
                return token.text
            if token.text != "-":
                break
    return "n"


def _tells(token: Token) -> bool:
    return (
        token.sort is Sort.WORD
        and token.text.isascii()
        and token.text.isidentifier()
        and token.text not in WEAK | SMALL
        and _SHORTEST <= len(token.text) <= _LONGEST
    )
