"""Templates as recipes write them, without their quotes."""

from __future__ import annotations

import re
from typing import Final, assert_never

from potstill.compiler import syntax as s

_SPECIAL: Final = re.compile(r"[()\[\]{}<>|;\\\"]")


def template(found: s.Template) -> str:
    """The template between quotes."""
    return '"' + _options(found.options) + '"'


def _options(options: tuple[s.Sequence, ...]) -> str:
    return "|".join(map(_sequence, options))


def _sequence(found: s.Sequence) -> str:
    return "".join(map(_piece, found.items))


def _piece(piece: s.Piece) -> str:
    match piece:
        case s.Literal(text):
            return text if text.isalnum() else _SPECIAL.sub(r"\\\g<0>", text)
        case s.Blank():
            return " "
        case s.Choice(options, optional):
            return _bracketed(_options(options), optional=optional)
        case s.Permutation(parts, optional):
            return _bracketed(";".join(map(_sequence, parts)), optional=optional)
        case s.SlotUse(slot, lexicon):
            return f"{{{slot.text}}}" if lexicon is None else f"{{{lexicon.text}:{slot.text}}}"
        case s.RuleUse(rule):
            return f"<{rule.text}>"
        case _:
            assert_never(piece)


def _bracketed(text: str, *, optional: bool) -> str:
    return f"[{text}]" if optional else f"({text})"
