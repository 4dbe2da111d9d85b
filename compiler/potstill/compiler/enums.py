"""Members of enumerations: their values, and the ways to say them, written out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_FORMS, MAX_MEMBERS, MAX_ORDERED
from potstill.ir.lexicons import Choices, Option
from potstill.ir.lexicons.makers import number
from potstill.ir.normal import fold
from potstill.ir.program import Span
from potstill.ir.typing import join, literal

Member = str | int | Fraction | bool
"""The value of a member."""


def choices(members: tuple[s.Member, ...], span: Span, report: Report) -> Choices | None:
    """The lexicon that reads one of the members."""
    values = member_values(members, report, span)
    if values is None:
        return None
    options: list[Option] = []
    left = MAX_FORMS
    for member, value in zip(members, values, strict=True):
        forms = _forms(member, left, report)
        if forms is None:
            return None
        left -= len(forms)
        option = Option(value, forms, not member.only)
        if not option.forms or not all(option.forms):
            report.add(Code.VANISHING_TEXT, member.span)
            return None
        options.append(option)
    return Choices(tuple(options))


def member_values(members: tuple[s.Member, ...], report: Report, span: Span) -> list[Member] | None:
    """The values of the members: distinct, of one kind, and at least one."""
    if not 1 <= len(members) <= MAX_MEMBERS:
        report.add(Code.MEMBER_COUNT, span, limit=MAX_MEMBERS)
        return None
    values: list[Member] = []
    seen: set[Member] = set()
    for member in members:
        value = _value(member.value)
        if value is None:
            report.add(Code.BAD_MEMBER, member.value.span)
            return None
        if values and join(literal(values[0]), literal(value)) is None:
            report.add(Code.MIXED_MEMBERS, member.value.span)
            return None
        key = fold(value) if isinstance(value, str) else value
        if key in seen:
            report.add(Code.DUPLICATE_MEMBER, member.value.span, value=value)
            return None
        seen.add(key)
        values.append(value)
    return values


def _value(expression: s.Expression) -> Member | None:
    match expression:
        case s.Use(name):
            return name
        case s.Text(value) | s.Truth(value) | s.Number(value):
            return value
        case s.Unary("-", s.Number(value)):
            return -value
        case s.Chain(s.Number(above), (("/", s.Number(below)),)) if below:
            return number(Fraction(above, below))
        case _:
            return None


class _TooMany(Exception):
    """More ways to say members than may be written out."""


def _forms(member: s.Member, limit: int, report: Report) -> tuple[str, ...] | None:
    """The phrases of a member with their alternatives written out."""
    found: dict[str, None] = {}
    for phrase in member.phrases:
        try:
            for form in _options(phrase.options, limit):
                found[" ".join(form.split())] = None
                if len(found) > limit:
                    raise _TooMany
        except _TooMany:
            report.add(Code.TOO_MANY_FORMS, phrase.span, limit=MAX_FORMS)
            return None
        except _NotPlain as wrong:
            report.add(Code.NOT_PLAIN, wrong.span)
            return None
    return tuple(found)


class _NotPlain(Exception):
    """A phrase that refers to a slot or a rule."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


def _options(options: tuple[s.Sequence, ...], limit: int) -> list[str]:
    return _capped((form for option in options for form in _sequence(option, limit)), limit)


def _capped(forms: Iterator[str], limit: int) -> list[str]:
    found: list[str] = []
    for form in forms:
        if len(found) == limit:
            raise _TooMany
        found.append(form)
    return found


def _sequence(sequence: s.Sequence, limit: int) -> list[str]:
    found = [""]
    for item in sequence.items:
        after = _piece(item, limit)
        found = _capped((before + more for before in found for more in after), limit)
    return found


def _piece(piece: s.Piece, limit: int) -> list[str]:
    match piece:
        case s.Literal(text):
            return [text]
        case s.Blank():
            return [" "]
        case s.Choice(options, optional):
            return [*_options(options, limit), *([""] if optional else [])]
        case s.Permutation(parts, optional):
            if len(parts) > MAX_ORDERED:
                raise _TooMany
            written = [_sequence(part, limit) for part in parts]
            found = _capped(
                (form for order in permutations(written) for form in _in_order(order, limit)), limit
            )
            return [*found, *([""] if optional else [])]
        case s.SlotUse() | s.RuleUse():
            raise _NotPlain(piece.span)


def _in_order(parts: tuple[list[str], ...], limit: int) -> list[str]:
    found = [""]
    for part in parts:
        found = _capped((f"{before} {more}" for before in found for more in part), limit)
    return found
