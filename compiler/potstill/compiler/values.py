"""Types of values, as recipes write them, to types of the IR."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.enums import member_values
from potstill.compiler.ranges import count_range, day_range, grid_range, number_range, second_range, whole
from potstill.ir import types as t
from potstill.ir.caps import MAX_CELLS, MAX_LANGUAGE_MOVES, MAX_LANGUAGE_STATES, MAX_SHAPE_PLACES
from potstill.ir.lexicons.pattern import PatternError
from potstill.ir.lexicons.text import pattern_type
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.typing import join, literal


def value_type(kind: s.TypeSyntax, report: Report, *, inferred: t.Type | None = None) -> t.Type | None:
    """The type; None if the recipe is wrong there.

    ``inferred`` lends its range to a type of numbers or durations that is written without one.
    """
    match kind:
        case s.TypeName():
            return _named(kind, report, inferred)
        case s.EnumType(members):
            values = member_values(members, report, kind.span)
            if values is None:
                return None
            found = literal(values[0])
            for value in values[1:]:
                both = join(found, literal(value))
                assert both is not None, "members are of one kind"
                found = both
            return found
        case s.ListType(element, found_range):
            inside = inferred.element if isinstance(inferred, t.List) else None
            body = value_type(element, report, inferred=inside)
            ends = count_range(found_range, 0, MAX_CELLS, report)
            return None if body is None or ends is None else t.List(body, *ends)
        case s.RecordType(fields):
            return _record(fields, report, inferred)
        case s.OptionalType(body_syntax):
            inside = inferred.body if isinstance(inferred, t.Optional) else inferred
            body = value_type(body_syntax, report, inferred=inside)
            if isinstance(body, t.Optional):
                report.add(Code.OPTIONAL_TWICE, kind.span)
                return None
            return None if body is None else t.Optional(body)
        case s.FreeType(str(pattern)):
            return _like(pattern, kind, report)
        case s.WordsType() | s.NamesType() | s.FreeType():
            raise AssertionError("the grammar types no value so")


def _record(
    fields: tuple[tuple[s.Name, s.TypeSyntax], ...], report: Report, inferred: t.Type | None
) -> t.Type | None:
    known = dict(inferred.fields) if isinstance(inferred, t.Record) else {}
    built: dict[str, t.Type] = {}
    for name, kind in fields:
        body = value_type(kind, report, inferred=known.get(name.text))
        if body is None:
            return None
        if name.text in built:
            report.add(Code.DUPLICATE_FIELD, name.span, name=name.text)
            return None
        built[name.text] = body
    return t.Record(tuple(built.items()))


def _like(pattern: str, kind: s.TypeSyntax, report: Report) -> t.Type | None:
    try:
        return pattern_type(pattern)
    except PatternError as wrong:
        report.add(Code.PATTERN_TYPE, kind.span, reason=str(wrong))
    except CapExceeded:
        states, moves = f"{MAX_LANGUAGE_STATES:,} states", f"{MAX_LANGUAGE_MOVES:,} moves"
        reason = f"its automaton has more than {states} or {moves}"
        report.add(Code.PATTERN_TYPE, kind.span, reason=reason)
    return None


def _named(kind: s.TypeName, report: Report, inferred: t.Type | None) -> t.Type | None:
    match kind.word:
        case "bool":
            return t.Bool()
        case "monthday":
            return t.MonthDay()
        case "time":
            return t.Time()
        case "date":
            days = day_range(kind.range, report)
            return None if days is None else t.Date(*days)
        case "text":
            lengths = (
                (0, t.MAX_UTTERANCE) if kind.range is None else count_range(kind.range, 0, MAX_CELLS, report)
            )
            return None if lengths is None else t.Text(*lengths)
        case "duration":
            if kind.range is None and isinstance(inferred, t.Duration):
                return inferred
            if kind.range is None:
                report.add(Code.NO_RANGE, kind.span, word=kind.word)
                return None
            seconds = second_range(kind.range, report)
            return None if seconds is None else t.Duration(*seconds)
        case "int" | "decimal" | "rational":
            return _number(kind, report, inferred)
        case other:
            raise AssertionError(f"the grammar has no type {other}")


def _number(kind: s.TypeName, report: Report, inferred: t.Type | None) -> t.Type | None:
    places: int | None = None if kind.word == "rational" else 0
    if kind.places is not None:
        places = whole(kind.places, 0, MAX_SHAPE_PLACES, report)
        if places is None:
            return None
    if kind.range is None:
        body = inferred.body if isinstance(inferred, t.Optional) else inferred
        if isinstance(body, t.Number):
            return _outwards(body, places)
        if inferred is not None:
            return t.Number(Fraction(0), Fraction(0), places)
        report.add(Code.NO_RANGE, kind.span, word=kind.word)
        return None
    ends = number_range(kind.range, report) if places is None else grid_range(kind.range, places, report)
    return None if ends is None else t.Number(*ends, places)


def _outwards(found: t.Number, places: int | None) -> t.Number:
    """The range with its ends moved outwards to multiples of 10 ** -places."""
    if places is None:
        return t.Number(found.low, found.high, None)
    scale: int = 10**places
    return t.Number(
        Fraction(floor(found.low * scale), scale), Fraction(ceil(found.high * scale), scale), places
    )
