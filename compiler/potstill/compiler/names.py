"""What a recipe declares, under which names; and names that are taken, reserved, unknown or not used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_NAME, MAX_SLOTS

RESERVED: Final = frozenset(
    ("and", "or", "not", "if", "else", "in", "for", "true", "false", "none", "answer")
)
"""Words that cannot be names."""

Declaration: TypeAlias = (
    s.SlotDef | s.ContextDef | s.LetDef | s.TableDef | s.RuleDef | s.LexiconDef | s.NamesDef
)

D = TypeVar("D", bound=Declaration)


@dataclass(slots=True)
class Names:
    """The declarations of a recipe. ``values`` are what expressions may name, tables and lets included.

    ``used`` collects the declarations that something refers to.
    """

    values: dict[str, s.SlotDef | s.ContextDef | s.LetDef | s.TableDef] = field(default_factory=dict)
    rules: dict[str, s.RuleDef] = field(default_factory=dict)
    lexicons: dict[str, s.LexiconDef] = field(default_factory=dict)
    lists: dict[str, s.NamesDef] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def slot(self, name: str) -> s.SlotDef | None:
        """The slot of that name."""
        found = self.values.get(name)
        return found if isinstance(found, s.SlotDef) else None

    @property
    def slots(self) -> list[s.SlotDef]:
        """The slots, in order of declaration."""
        return [each for each in self.values.values() if isinstance(each, s.SlotDef)]

    def use(self, found: Declaration) -> None:
        """Note that something refers to a declaration."""
        self.used.add(id(found))

    def is_used(self, found: Declaration) -> bool:
        """Whether something refers to it."""
        return id(found) in self.used


def declare(recipe: s.Recipe, report: Report) -> Names:
    """Collect the declarations; names that are taken or reserved are reported, the first one counts."""
    names = Names()
    check_name(recipe.header.name, report)
    for statement in recipe.statements:
        match statement:
            case s.SlotDef() | s.ContextDef() | s.LetDef() | s.TableDef():
                _add(names.values, statement, report)
            case s.RuleDef():
                _add(names.rules, statement, report)
            case s.LexiconDef():
                _add(names.lexicons, statement, report)
            case s.NamesDef():
                _add(names.lists, statement, report)
            case _:
                pass
    for slot in names.slots[MAX_SLOTS:]:
        report.add(Code.TOO_MANY_SLOTS, slot.name.span, limit=MAX_SLOTS)
        break
    return names


def check_name(name: s.Name, report: Report) -> None:
    """Refuse names that are too long or reserved."""
    if len(name.text) > MAX_NAME:
        report.add(Code.NAME_TOO_LONG, name.span, limit=MAX_NAME)
    elif name.text in RESERVED:
        report.add(Code.RESERVED_NAME, name.span, name=name.text)


def _add(known: dict[str, D], statement: D, report: Report) -> None:
    check_name(statement.name, report)
    if statement.name.text in known:
        report.add(Code.DUPLICATE_NAME, statement.name.span, name=statement.name.text)
    else:
        known[statement.name.text] = statement


def unknown(code: Code, name: s.Name, known: Iterable[str], report: Report) -> None:
    """Report a name that is not declared."""
    report.add(code, name.span, name=name.text, suggestion=report.suggest(name.text, known))


def report_unused(names: Names, report: Report) -> None:
    """Warn of declarations that nothing refers to; slots have a warning of their own."""
    groups: tuple[tuple[str, Iterable[Declaration]], ...] = (
        ("rule", names.rules.values()),
        ("lexicon", names.lexicons.values()),
        ("list", names.lists.values()),
        ("let", (each for each in names.values.values() if isinstance(each, s.LetDef))),
        ("table", (each for each in names.values.values() if isinstance(each, s.TableDef))),
        ("context field", (each for each in names.values.values() if isinstance(each, s.ContextDef))),
    )
    for kind, declared in groups:
        for each in declared:
            if not names.is_used(each):
                report.add(Code.UNUSED, each.name.span, kind=kind, name=each.name.text)
