"""Syntax trees: what a recipe says, before anything is known about what it means.

Nodes are frozen and compare by what they say: spans and blank lines do not count. Trees may be built by a
program as well as by the parser (importers do): every span has a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from potstill.ir.program import Span

NOWHERE = Span(0, 0)


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier where it stands."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text where it stands."""

    text: str
    span: Span = _span()


# Templates


@dataclass(frozen=True, slots=True)
class Literal:
    """Symbols without white space, as the recipe's reader sees them (escapes undone)."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Blank:
    """White space."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sequence:
    """The items, one after the other."""

    items: tuple[Piece, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Choice:
    """``(a|b)``; with ``optional``, ``[a|b]``."""

    options: tuple[Sequence, ...]
    optional: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Permutation:
    """``(a;b)``: all of the parts, in any order; with ``optional``, ``[a;b]``."""

    parts: tuple[Sequence, ...]
    optional: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SlotUse:
    """``{slot}``, or ``{lexicon:slot}``: the slot takes what the lexicon reads here."""

    slot: Name
    lexicon: Name | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RuleUse:
    """``<rule>``."""

    rule: Name
    span: Span = _span()


Piece: TypeAlias = Literal | Blank | Choice | Permutation | SlotUse | RuleUse


@dataclass(frozen=True, slots=True)
class Template:
    """What stands between quotes: one or more alternatives."""

    options: tuple[Sequence, ...]
    span: Span = _span()


# Expressions


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number, and how it is written."""

    value: int | Fraction
    text: str = field(compare=False)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    value: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Truth:
    """``true`` or ``false``."""

    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Nothing:
    """``none``."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Day:
    """``2026-03-04``, as a day number."""

    number: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """``--03-04``, a day of every year, as month * 100 + day."""

    number: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Clock:
    """``15:30`` or ``15:30:05``, in seconds since midnight."""

    seconds: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Stretch:
    """``1 hour 30 minutes``: counts and units, in order."""

    parts: tuple[tuple[Number, str], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Use:
    """A slot, a context field, a let, a table or the variable of a comprehension, by its name."""

    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Result:
    """``answer``, inside ``ensure``."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``."""

    name: Name
    arguments: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x`` or ``not x``."""

    operator: str
    body: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Chain:
    """``a + b - c``, or the same with ``* / // %``: from left to right."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Power:
    """``base ** exponent``."""

    base: Expression
    exponent: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``a < b <= c``: the first operand, then operators with theirs; ``in`` and ``not in`` are among them."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Logic:
    """``a and b and c``, or the same with ``or``."""

    operator: str
    parts: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Conditional:
    """``then if test else otherwise``."""

    then: Expression
    test: Expression
    otherwise: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Index:
    """``base[index]``: an element of a list, or a row of a table."""

    base: Expression
    index: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ListDisplay:
    """``[a, b]``."""

    items: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Each:
    """``[body for name in source if test]``, or the same as the only argument of a call."""

    body: Expression
    name: Name
    source: Expression
    test: Expression | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RecordDisplay:
    """``{a: x, b: y}``."""

    entries: tuple[tuple[Name, Expression], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Hole:
    """``{x:,.2f}`` inside an f-string: an expression, decimal places, thousands commas."""

    body: Expression
    places: int | None = None
    grouped: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Format:
    """``f"..."``: texts and holes."""

    parts: tuple[str | Hole, ...]
    span: Span = _span()


Expression: TypeAlias = (
    Number | Text | Truth | Nothing | Day | YearlyDay | Clock | Stretch | Use | Result | Call | Unary | Chain
    | Power | Comparison | Logic | Conditional | Index | ListDisplay | Each | RecordDisplay | Format
)  # fmt: skip


# Types


@dataclass(frozen=True, slots=True)
class Ratio:
    """A bound of a range that is a number: ``-2``, ``0.5``, ``1/3``."""

    numerator: Number
    denominator: Number | None = None
    negative: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Period:
    """A bound that is a duration."""

    stretch: Stretch
    negative: bool = False
    span: Span = _span()


Bound: TypeAlias = Ratio | Period | Day


@dataclass(frozen=True, slots=True)
class Range:
    """``low..high``."""

    low: Bound
    high: Bound
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Member:
    """A value of an enumeration and its phrases; ``only``: they are all that is read, not the value too."""

    value: Expression
    phrases: tuple[Template, ...] = ()
    only: bool = False
    comments: Comments = field(default_factory=lambda: NO_COMMENTS)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type that is one word, and whatever follows it; which parts a word takes, the grammar says.

    ``places`` of ``decimal(2)``; ``name``: a currency, or the order of dates; ``limit``: the largest denominator;
    ``digits``: numbers in words are not read.
    """

    word: str
    range: Range | None = None
    step: Bound | None = None
    places: Number | None = None
    name: Name | None = None
    limit: Number | None = None
    digits: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EnumType:
    """``enum {...}``."""

    members: tuple[Member, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class WordsType:
    """``words lo..hi except "by" with numbers``."""

    range: Range
    excepted: tuple[Quoted, ...] = ()
    numbers: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Condition:
    """``with KEY in {...}``, or ``with KEY not in {...}``."""

    key: Name
    values: tuple[Quoted, ...]
    negated: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class NamesType:
    """``names LIST with KEY in {...}``."""

    names: Name
    conditions: tuple[Condition, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FreeType:
    """``text``, anything at all, or ``text /.../``: the pattern without its slashes."""

    pattern: str | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ListType:
    """``list(ELEMENT) lo..hi``."""

    element: TypeSyntax
    range: Range
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RecordType:
    """``record {a: T}``."""

    fields: tuple[tuple[Name, TypeSyntax], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OptionalType:
    """``optional T``."""

    body: TypeSyntax
    span: Span = _span()


TypeSyntax: TypeAlias = (
    TypeName | EnumType | WordsType | NamesType | FreeType | ListType | RecordType | OptionalType
)
"""Types of values, and ways to read slots: which is which, the grammar says by where they stand."""


# Statements


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments above something and the one behind it, each with its ``#``."""

    above: tuple[str, ...] = ()
    behind: str | None = None


NO_COMMENTS = Comments()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What all statements have: comments, whether a blank line stands before, and a place."""

    comments: Comments = NO_COMMENTS
    blank: bool = field(default=False, compare=False, repr=False)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Header(Statement):
    """``family NAME "title"``."""

    name: Name
    title: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """``name = constant``, after ``with``."""

    name: Name
    value: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Ask(Statement):
    """``ask "template" with slot = constant``."""

    template: Template
    fixed: tuple[Fixed, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleDef(Statement):
    """``rule name = "template"``."""

    name: Name
    template: Template


@dataclass(frozen=True, slots=True)
class Skip(Statement):
    """``skip "please", "can you"``."""

    phrases: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class SlotDef(Statement):
    """``slot name: type flavour optional default constant``."""

    name: Name
    type: TypeSyntax
    flavour: bool = False
    optional: bool = False
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class LexiconDef(Statement):
    """``lexicon name: type``: another way to read a slot."""

    name: Name
    type: TypeSyntax


@dataclass(frozen=True, slots=True)
class ContextDef(Statement):
    """``context name: type optional``."""

    name: Name
    type: TypeSyntax
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NamesDef(Statement):
    """``list name of type``."""

    name: Name
    type: TypeSyntax


@dataclass(frozen=True, slots=True)
class Row:
    """``key: value``; with ``upto``, ``..key: value``."""

    key: Expression
    value: Expression
    upto: bool = False
    comments: Comments = NO_COMMENTS
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TableDef(Statement):
    """``table name: key -> value {rows}``; the types may be left to be inferred."""

    name: Name
    key: TypeSyntax | None
    value: TypeSyntax | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Where(Statement):
    """``where test``."""

    test: Expression


@dataclass(frozen=True, slots=True)
class LetDef(Statement):
    """``let name: type = value``."""

    name: Name
    type: TypeSyntax | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Answer(Statement):
    """``answer value``, or ``answer: type = value``."""

    type: TypeSyntax | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Ensure(Statement):
    """``ensure test``."""

    test: Expression


@dataclass(frozen=True, slots=True)
class ExampleDef(Statement):
    """``example "utterance" with field = constant => answer``."""

    utterance: Quoted
    context: tuple[Fixed, ...]
    answer: Expression


@dataclass(frozen=True, slots=True)
class ResolveDef(Statement):
    """``resolve order``."""

    order: Name


@dataclass(frozen=True, slots=True)
class PriorityDef(Statement):
    """``priority 3``."""

    number: Number
    negative: bool = False


AnyStatement: TypeAlias = (
    Ask | RuleDef | Skip | SlotDef | LexiconDef | ContextDef | NamesDef | TableDef | Where | LetDef | Answer
    | Ensure | ExampleDef | ResolveDef | PriorityDef
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """A file. ``closing``: comments after the last statement."""

    header: Header
    statements: tuple[AnyStatement, ...]
    closing: tuple[str, ...] = ()
