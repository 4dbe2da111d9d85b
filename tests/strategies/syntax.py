"""Random syntax trees of recipes, of every kind of node that the grammar can write."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from potstill.compiler import syntax as s
from potstill.compiler.names import RESERVED
from potstill.ir.rounding import exact

Trees = st.SearchStrategy

NAMES = (
    st.sampled_from(("a", "n", "list", "slot", "date", "rule", "x1", "Table", "_", "text", "names", "with"))
    .filter(lambda text: text not in RESERVED)
    .map(s.Name)
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
PLAIN = st.text(st.sampled_from("abc'\"#{}[]()<>|;\\é?,.:-"), min_size=1, max_size=6)
COMMENT = st.sampled_from(("# why", "#", "#: é"))
ABOVE = st.lists(
    st.tuples(COMMENT, st.just(""))  # a blank line below
    | st.tuples(COMMENT),
    max_size=2,
).map(lambda lines: sum(lines, ()))
COMMENTS = st.builds(s.Comments, ABOVE, st.none())
QUOTED = TEXTS.map(s.Quoted)


@st.composite
def numbers(draw: st.DrawFn) -> s.Number:
    """Numbers as they may be written, underscores and zeros included."""
    text = draw(st.from_regex(r"[0-9]{1,4}(_[0-9]{3})?(\.[0-9]{1,3})?", fullmatch=True))
    return s.Number(exact(Fraction(text.replace("_", ""))), text)


DAYS = st.dates().map(lambda day: s.Day(day.toordinal()))
YEARLY = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(
    lambda day: s.YearlyDay(day.month * 100 + day.day)
)
CLOCKS = st.integers(0, 86_399).map(s.Clock)
UNITS = st.sampled_from(("week", "days", "hour", "minutes", "second", "seconds"))
STRETCHES = st.lists(st.tuples(numbers(), UNITS), min_size=1, max_size=3).map(
    lambda parts: s.Stretch(tuple(parts))
)

LITERALS: Trees[s.Expression] = st.one_of(
    numbers(),
    TEXTS.map(s.Text),
    st.booleans().map(s.Truth),
    st.just(s.Nothing()),
    DAYS,
    YEARLY,
    CLOCKS,
    STRETCHES,
    NAMES.map(lambda name: s.Use(name.text)),
    st.just(s.Result()),
)


Rest = tuple[tuple[str, s.Expression], ...]


def _rest(operators: tuple[str, ...], operands: Trees[s.Expression]) -> Trees[Rest]:
    return st.lists(st.tuples(st.sampled_from(operators), operands), min_size=1, max_size=3).map(tuple)


def _larger(inner: Trees[s.Expression]) -> Trees[s.Expression]:
    many = st.lists(inner, max_size=3).map(tuple)
    entries = st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple)
    each = st.builds(s.Each, inner, NAMES, inner, st.none() | inner)
    comparators = ("<", "<=", ">", ">=", "==", "!=", "in", "not in")
    return st.one_of(
        st.builds(s.Call, NAMES, many.filter(lambda items: not _is_generator(items))),
        st.builds(s.Call, NAMES, each.map(lambda one: (one,))),
        st.builds(s.Unary, st.sampled_from(("-", "not")), inner),
        st.builds(s.Chain, inner, _rest(("+", "-"), inner)),
        st.builds(s.Chain, inner, _rest(("*", "/", "//", "%"), inner)),
        st.builds(s.Power, inner, inner),
        st.builds(s.Comparison, inner, _rest(comparators, inner)),
        st.builds(
            s.Logic, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple)
        ),
        st.builds(s.Conditional, inner, inner, inner),
        st.builds(s.Index, inner, inner),
        st.builds(s.ListDisplay, many),
        each,
        st.builds(s.RecordDisplay, entries),
        _formats(inner),
    )


def _is_generator(arguments: tuple[s.Expression, ...]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], s.Each)


def _apart(parts: list[str | s.Hole]) -> tuple[str | s.Hole, ...]:
    """Texts side by side as one, as they are parsed."""
    joined: list[str | s.Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


@st.composite
def _formats(draw: st.DrawFn, inner: Trees[s.Expression]) -> s.Format:
    shapes = st.builds(s.Hole, inner.filter(_writable), st.none() | st.integers(0, 9), st.booleans())
    return s.Format(_apart(draw(st.lists(TEXTS.filter(bool) | shapes, max_size=3))))


def _writable(expression: s.Expression) -> bool:
    """An f-string holds no f-string: there are only two kinds of quotes."""
    return "Format(" not in repr(expression)


EXPRESSIONS: Trees[s.Expression] = st.deferred(lambda: st.recursive(LITERALS, _larger, max_leaves=12))


@cache
def templates() -> Trees[s.Template]:
    """Templates, with literal text in as long pieces as the parser makes."""
    simple: Trees[s.Piece] = st.one_of(
        PLAIN.map(s.Literal),
        st.just(s.Blank()),
        st.builds(s.SlotUse, NAMES, st.none() | NAMES),
        st.builds(s.RuleUse, NAMES),
    )

    def larger(inner: Trees[s.Piece]) -> Trees[s.Piece]:
        several = st.lists(inner, max_size=3).map(_pieces)
        options = st.lists(several, min_size=1, max_size=3).map(tuple)
        parts = st.lists(several, min_size=2, max_size=3).map(tuple)
        return st.builds(s.Choice, options, st.booleans()) | st.builds(s.Permutation, parts, st.booleans())

    pieces = st.recursive(simple, larger, max_leaves=8)
    options = st.lists(st.lists(pieces, max_size=4).map(_pieces), min_size=1, max_size=2)
    return options.map(lambda each: s.Template(tuple(each)))


def _pieces(items: list[s.Piece]) -> s.Sequence:
    """A sequence in which no two literals, and no two blanks, touch."""
    kept: list[s.Piece] = []
    for item in items:
        if not (kept and isinstance(item, s.Literal | s.Blank) and type(item) is type(kept[-1])):
            kept.append(item)
    return s.Sequence(tuple(kept))


RATIOS = st.builds(s.Ratio, numbers(), st.none() | numbers(), st.booleans())
PERIODS = st.builds(s.Period, STRETCHES, st.booleans())
RANGES = st.builds(s.Range, RATIOS | PERIODS | DAYS, RATIOS | PERIODS | DAYS)


def _members(phrases: bool) -> Trees[tuple[s.Member, ...]]:
    several = st.lists(templates(), min_size=1, max_size=2).map(tuple)
    plain = st.builds(s.Member, EXPRESSIONS, comments=COMMENTS)
    spoken = st.builds(s.Member, EXPRESSIONS, several, st.booleans(), COMMENTS)
    return st.lists(plain | spoken if phrases else plain, max_size=3).map(tuple)


def _words(*words: str, **parts: Trees[object]) -> Trees[s.TypeSyntax]:
    return st.builds(s.TypeName, st.sampled_from(words), **parts)


PATTERNS = st.text(st.sampled_from("ab|()[]{}*.#'\""), min_size=1, max_size=6)


@cache
def value_types() -> Trees[s.TypeSyntax]:
    """Types of values."""
    simple = st.one_of(
        _words("bool", "monthday", "time"),
        _words("int", "rational", "text", "date", "duration", range=st.none() | RANGES),
        _words("decimal", range=st.none() | RANGES, places=numbers()),
        _members(True).map(s.EnumType),
        st.builds(s.FreeType, PATTERNS),
    )

    def larger(inner: Trees[s.TypeSyntax]) -> Trees[s.TypeSyntax]:
        fields = st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple)
        return st.one_of(
            st.builds(s.ListType, inner, RANGES), fields.map(s.RecordType), st.builds(s.OptionalType, inner)
        )

    return st.recursive(simple, larger, max_leaves=4)


@cache
def slot_types() -> Trees[s.TypeSyntax]:
    """Ways to read slots."""
    step = st.none() | RATIOS
    quoted = st.lists(QUOTED, max_size=2).map(tuple)
    values = st.lists(QUOTED, min_size=1, max_size=2).map(tuple)
    conditions = st.lists(st.builds(s.Condition, NAMES, values, st.booleans()), max_size=2).map(tuple)
    simple = st.one_of(
        _words("int", range=RANGES, step=step, digits=st.booleans()),
        _words("decimal", range=RANGES, step=step, places=numbers(), digits=st.booleans()),
        _words("percent", range=RANGES, step=step),
        _words("money", range=RANGES, name=NAMES),
        _words("fraction", range=RANGES, limit=st.none() | numbers()),
        _words("multiplier", "ordinal", "duration", range=RANGES),
        _words("date", range=st.none() | RANGES, name=st.none() | NAMES),
        _words("monthday", "time"),
        _members(True).map(s.EnumType),
        st.builds(s.WordsType, RANGES, quoted, st.booleans()),
        st.builds(s.NamesType, NAMES, conditions),
        st.builds(s.FreeType, st.none() | PATTERNS),
    )
    return st.recursive(simple, lambda inner: st.builds(s.ListType, inner, RANGES), max_leaves=2)


def _table(
    name: s.Name, types: tuple[s.TypeSyntax | None, s.TypeSyntax | None], rows: tuple[s.Row, ...], **rest: Any
) -> s.TableDef:
    return s.TableDef(name, *types, rows, **rest)


@cache
def statements() -> Trees[s.AnyStatement]:
    """Statements of every kind."""
    comments = st.builds(s.Comments, ABOVE, st.none() | COMMENT)
    common: dict[str, Trees[object]] = {"comments": comments, "blank": st.booleans()}
    fixed = st.lists(st.builds(s.Fixed, NAMES, EXPRESSIONS), max_size=2).map(tuple)
    quoted = st.lists(QUOTED, min_size=1, max_size=2).map(tuple)
    optional = st.none() | value_types()
    rows = st.lists(st.builds(s.Row, EXPRESSIONS, EXPRESSIONS, st.booleans(), COMMENTS), max_size=3).map(
        tuple
    )
    columns = st.tuples(value_types(), value_types()) | st.just((None, None))
    return st.one_of(
        st.builds(s.Ask, templates(), fixed, **common),
        st.builds(s.RuleDef, NAMES, templates(), **common),
        st.builds(s.Skip, quoted, **common),
        st.builds(
            s.SlotDef, NAMES, slot_types(), st.booleans(), st.booleans(), st.none() | EXPRESSIONS, **common
        ),
        st.builds(s.LexiconDef, NAMES, slot_types(), **common),
        st.builds(s.ContextDef, NAMES, value_types(), st.booleans(), **common),
        st.builds(s.NamesDef, NAMES, value_types(), **common),
        st.builds(_table, NAMES, columns, rows, **common),
        st.builds(s.Where, EXPRESSIONS, **common),
        st.builds(s.LetDef, NAMES, optional, EXPRESSIONS, **common),
        st.builds(s.Answer, optional, EXPRESSIONS, **common),
        st.builds(s.Ensure, EXPRESSIONS, **common),
        st.builds(s.ExampleDef, QUOTED, fixed, EXPRESSIONS, **common),
        st.builds(s.ResolveDef, NAMES, **common),
        st.builds(s.PriorityDef, numbers(), st.booleans(), **common),
    )


@cache
def recipes() -> Trees[s.Recipe]:
    """Whole recipes; most of them mean nothing."""
    header = st.builds(s.Header, NAMES, st.none() | QUOTED, comments=COMMENTS)
    closing = st.lists(COMMENT, max_size=1).map(tuple)
    return st.builds(s.Recipe, header, st.lists(statements(), max_size=4).map(tuple), closing)
