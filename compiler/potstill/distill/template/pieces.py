"""From the columns of an alignment to pieces: constant text, numbers, and what else differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from potstill.distill.template.alignment import Column
from potstill.distill.template.numbers import (
    ALONE,
    TOGETHER,
    WITH_NEIGHBOURS,
    Choice,
    choose,
    decimal,
    printed_fractions,
)
from potstill.distill.template.tokens import Token
from potstill.distill.template.vocabulary import BEFORE_TIMES, SIGNS

_MAX_WINDOW: Final = 9
"""Columns that are read as one number, date or the like."""

COINS: Final = 2
"""Decimal places of most currencies."""

_MAX_BESIDE: Final = 3
"""Constant columns at either end of them."""


@dataclass(frozen=True, slots=True)
class Source:
    """The normal forms of the utterances and their tokens."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...]

    def text(self, number: int, columns: Sequence[Column]) -> str:
        """What utterance ``number`` has in the columns; empty if nothing."""
        places = [place for column in columns if (place := column[number]) is not None]
        if not places:
            return ""
        known = self.tokens[number]
        return self.texts[number][known[places[0]].start : known[places[-1]].end]

    def spaced(self, number: int, columns: Sequence[Column]) -> bool | None:
        """Whether a space stands before the columns; None for no text, or the first one of all."""
        first = next((place for column in columns if (place := column[number]) is not None), 0)
        return self.tokens[number][first].spaced if first else None

    def column(self, column: Column) -> list[Token]:
        """The tokens of a column, as far as there are any."""
        return [self.tokens[at][place] for at, place in enumerate(column) if place is not None]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text that is the same in all examples. ``spaced``: a space stands before it."""

    tokens: tuple[Token, ...]

    @property
    def spaced(self) -> bool:
        """Whether a space stands before it."""
        return self.tokens[0].spaced


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number, date or the like in each example, and how it is read."""

    texts: tuple[str, ...]
    spaced: bool
    choice: Choice


@dataclass(frozen=True, slots=True)
class Open:
    """Text that differs; empty where an example has none. ``numbered``: whether some of it holds a number."""

    texts: tuple[str, ...]
    spaced: bool
    numbered: bool


Piece = Fixed | Numbers | Open


def divide(source: Source, columns: Sequence[Column], *, keep_numbers: bool) -> list[Piece]:
    """The pieces, in order."""
    alike = [_alike(source, column, keep_numbers) for column in columns]
    found: list[Piece] = []
    at = 0
    for start, end, choice in [*_windows(source, columns, alike), (len(columns), len(columns), None)]:
        found += _plain(source, columns[at:start], alike[at:start])
        if choice is not None:
            found.append(_numbers(source, columns[start:end], choice))
        at = end
    return found


def as_printed(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, all decimals read as printed fractions if some are: one program wrote them."""
    if not any(isinstance(piece, Numbers) and piece.choice.kind == "enum" for piece in pieces):
        return list(pieces)
    return [
        replace(piece, choice=printed_fractions(piece.texts, seen=True) or piece.choice)
        if isinstance(piece, Numbers) and piece.choice.kind == "decimal"
        else piece
        for piece in pieces
    ]


def amounts(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, decimals behind signs of currencies read with the places of coins."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Numbers) and piece.choice.kind == "decimal" and found:
            before = found[-1]
            if isinstance(before, Open) and set(before.texts) <= set(SIGNS):
                piece = replace(piece, choice=decimal(piece.texts, least=COINS) or piece.choice)
        found.append(piece)
    return found


def _alike(source: Source, column: Column, keep_numbers: bool) -> bool:
    """Whether the column is part of the constant text."""
    tokens = source.column(column)
    if None in column or len({token.text for token in tokens}) > 1:
        return False
    if len({token.spaced for token, place in zip(tokens, column, strict=True) if place}) > 1:
        return False
    return keep_numbers or not all(token.numeric and token.text[0].isdigit() for token in tokens)


def _windows(
    source: Source, columns: Sequence[Column], alike: Sequence[bool]
) -> Iterator[tuple[int, int, Choice]]:
    """Columns that one lexicon reads in all examples: from left to right, the longest first, no overlap."""
    numeric = [any(token.numeric for token in source.column(column)) for column in columns]
    at = 0
    while at < len(columns):
        found = None
        for end in range(min(len(columns), at + _MAX_WINDOW), at, -1):
            inner = range(at, end)
            if all(alike[each] for each in inner) or not any(numeric[each] for each in inner):
                continue
            found = _window(source, columns, alike, at, end)
            if found is not None:
                yield at, end, found
                at = end
                break
        if found is None:
            at += 1


def _window(
    source: Source, columns: Sequence[Column], alike: Sequence[bool], start: int, end: int
) -> Choice | None:
    """How the columns from ``start`` to ``end`` are read together, if they are."""
    inside = columns[start:end]
    texts = _texts(source, inside)
    if not all(texts):
        return None
    if len(inside) == 1:
        return choose(texts, ALONE)
    beside = sum(_run(alike[start:end])) + sum(_run(alike[start:end][::-1]))
    if beside > _MAX_BESIDE:
        return None
    # Where examples differ in numbers alone, constants beside them are text, but for a few kinds.
    alone = all(same or None not in column for column, same in zip(inside, alike[start:end], strict=True))
    found = choose(texts, WITH_NEIGHBOURS if beside and alone else TOGETHER)
    if found is not None and found.kind == "time" and not any(char.isalpha() for char in "".join(texts)):
        # 10:30 may be a ratio too.
        before = source.column(columns[start - 1])[0].text if start and alike[start - 1] else ""
        return found if before in BEFORE_TIMES else None
    return found


def _run(flags: Sequence[bool]) -> Iterator[bool]:
    """The flags that are set at the start."""
    for flag in flags:
        if not flag:
            return
        yield True


def _texts(source: Source, columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(source.text(number, columns) for number in range(len(source.texts)))


def _numbers(source: Source, columns: Sequence[Column], choice: Choice) -> Numbers:
    return Numbers(_texts(source, columns), _spaced(source, columns), choice)


def _spaced(source: Source, columns: Sequence[Column]) -> bool:
    """Whether a space stands before the columns in some example."""
    return any(source.spaced(number, columns) for number in range(len(source.texts)))


def _inner(tokens: Sequence[Token]) -> Token:
    """One of equal tokens, not the first of an example if there is another."""
    return next((token for token in tokens if token.start), tokens[0])


def _plain(source: Source, columns: Sequence[Column], alike: Sequence[bool]) -> Iterator[Piece]:
    """Constant text and open text, in turns."""
    for same, group in groupby(zip(columns, alike, strict=True), key=lambda pair: pair[1]):
        inside = [column for column, _ in group]
        if same:
            yield Fixed(tuple(_inner(source.column(column)) for column in inside))
        else:
            numbered = any(token.numeric for column in inside for token in source.column(column))
            yield Open(_texts(source, inside), _spaced(source, inside), numbered)
