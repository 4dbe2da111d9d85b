"""Open text: which parts of it are the same as elsewhere, and what kind of slot, if any, reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from potstill.distill.template.pieces import Fixed, Open, Piece
from potstill.distill.template.tokens import Sort, Token, tokenise
from potstill.distill.template.vocabulary import WEAK

MIN_DISTINCT: Final = 2
"""Values that slots of words must take before their being equal in all examples counts as no accident."""

_ENDINGS: Final = ("s", "es")
"""What plurals have beyond singulars. Other suffixes are tokens of their own."""


def split(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, open text split where a part of it is, in all examples, the open text of another place.

    "green blocks", "orange blocks" and, elsewhere, "blocks": the parts are slots of their own.
    """
    found = list(pieces)
    while True:
        known = {piece.texts for piece in found if isinstance(piece, Open) and _varies(piece)}
        for at, piece in enumerate(found):
            parts = _parts(piece, known) if isinstance(piece, Open) else None
            if parts is not None:
                found[at : at + 1] = parts
                break
        else:
            return [_settled(piece) for piece in found]


def _settled(piece: Piece) -> Piece:
    """Text that turned out to be the same in all examples is constant."""
    if not isinstance(piece, Open) or len(set(piece.texts)) > 1:
        return piece
    first, *rest = tokenise(piece.texts[0])
    return Fixed((replace(first, spaced=piece.spaced), *rest))


def absorb(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, constant words beside open text that end or begin open text elsewhere taken into it.

    Where values are "choir members" and "dancers" in one place, the constant "members" behind another place
    is the end of its values by accident.
    """
    firsts: set[str] = set()
    lasts: set[str] = set()
    for piece in pieces:
        for text in piece.texts if isinstance(piece, Open) else ():
            words = text.split(" ")
            if len(words) > 1:
                firsts.add(words[0])
                lasts.add(words[-1])
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if isinstance(piece, Fixed) and isinstance(before, Open) and all(before.texts):
            head, *rest = piece.tokens
            if rest and _content(head) and head.spaced and head.text in lasts:
                found[-1] = replace(before, texts=tuple(f"{text} {head.text}" for text in before.texts))
                found.append(Fixed(tuple(rest)))
                continue
        if isinstance(piece, Open) and isinstance(before, Fixed) and piece.spaced and all(piece.texts):
            *rest, tail = before.tokens
            if rest and _content(tail) and tail.spaced and tail.text in firsts:
                found[-1] = Fixed(tuple(rest))
                piece = replace(piece, texts=tuple(f"{tail.text} {text}" for text in piece.texts))
        found.append(piece)
    return found


def join(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, small words between open texts made part of them where one of the two may be missing.

    "the war of the roses" and "six months": what the first shares with other titles, it shares by accident.
    """
    found: list[Piece] = []
    for piece in pieces:
        if len(found) >= 2 and isinstance(piece, Open):
            first, between = found[-2:]
            if isinstance(first, Open) and isinstance(between, Fixed) and _accidental(first, between, piece):
                words = " ".join(token.text for token in between.tokens)
                pairs = zip(first.texts, piece.texts, strict=True)
                texts = tuple(f"{one} {words} {other}".strip() for one, other in pairs)
                found[-2:] = [Open(texts, first.spaced, first.numbered or piece.numbered)]
                continue
        found.append(piece)
    return found


def _accidental(first: Open, between: Fixed, second: Open) -> bool:
    if all(first.texts) and all(second.texts):
        return False
    return second.spaced and all(
        token.spaced and token.sort is Sort.WORD and token.text in WEAK for token in between.tokens
    )


def _content(token: Token) -> bool:
    return token.sort is Sort.WORD and token.text not in WEAK


def _varies(piece: Open) -> bool:
    return all(piece.texts) and len(set(piece.texts)) >= MIN_DISTINCT


def _parts(piece: Open, known: set[tuple[str, ...]]) -> list[Piece] | None:
    """The piece in two, the first of them or the second known elsewhere, the longest such."""
    best: tuple[int, list[Piece]] | None = None
    for other in known:
        if other == piece.texts:
            continue
        for rest, first in ((_after(piece.texts, other), True), (_before(piece.texts, other), False)):
            if rest is None:
                continue
            mine, left = Open(other, piece.spaced, False), Open(rest, True, piece.numbered)
            pair: list[Piece] = (
                [mine, left] if first else [replace(left, spaced=piece.spaced), replace(mine, spaced=True)]
            )
            size = sum(map(len, other))
            if best is None or size > best[0] or (size == best[0] and first):
                best = size, pair
    return None if best is None else best[1]


def _after(texts: Sequence[str], other: Sequence[str]) -> tuple[str, ...] | None:
    """What stands behind the other texts and a space; None if they do not begin all texts."""
    if all(text.startswith(f"{start} ") for text, start in zip(texts, other, strict=True)):
        return tuple(text[len(start) + 1 :] for text, start in zip(texts, other, strict=True))
    return None


def _before(texts: Sequence[str], other: Sequence[str]) -> tuple[str, ...] | None:
    if all(text.endswith(f" {end}") for text, end in zip(texts, other, strict=True)):
        return tuple(text[: -len(end) - 1] for text, end in zip(texts, other, strict=True))
    return None


def plurals(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, open text that is other open text with an ending split there: trays is {tray}s."""
    known = {piece.texts for piece in pieces if isinstance(piece, Open) and _varies(piece)}
    found: list[Piece] = []
    for piece in pieces:
        ending = _ending(piece, known) if isinstance(piece, Open) else None
        if ending is None or not isinstance(piece, Open):
            found.append(piece)
            continue
        found.append(replace(piece, texts=tuple(text[: -len(ending)] for text in piece.texts)))
        found.append(Fixed((Token(ending, 0, len(ending), False, Sort.WORD),)))
    return found


def _ending(piece: Open, known: set[tuple[str, ...]]) -> str | None:
    for ending in _ENDINGS:
        if all(text.endswith(ending) for text in piece.texts):
            stems = tuple(text[: -len(ending)] for text in piece.texts)
            if stems in known:
                return ending
    return None


def beside(pieces: Sequence[Piece], at: int) -> tuple[Piece | None, Piece | None]:
    """The pieces before and after one."""
    return (pieces[at - 1] if at else None), (pieces[at + 1] if at + 1 < len(pieces) else None)
