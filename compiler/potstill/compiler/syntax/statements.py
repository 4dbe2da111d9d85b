"""Syntax of statements and of whole recipes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from potstill.compiler.syntax.base import NO_COMMENTS, Comments, Name, Placed, Quoted
from potstill.compiler.syntax.expressions import Expression, Number
from potstill.compiler.syntax.templates import Template
from potstill.compiler.syntax.types import TypeSyntax


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Placed):
    """What all statements have: comments, whether a blank line stands before, and a place."""

    comments: Comments = NO_COMMENTS
    blank: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Header(Statement):
    """``family NAME "title"``."""

    name: Name
    title: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Fixed(Placed):
    """``name = constant``, after ``with``."""

    name: Name
    value: Expression


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
class Row(Placed):
    """``key: value``; with ``upto``, ``..key: value``."""

    key: Expression
    value: Expression
    upto: bool = False
    comments: Comments = NO_COMMENTS


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
