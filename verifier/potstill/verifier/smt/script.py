"""SMT-LIB 2 text, built up: names, what they stand for, what is known of them, and what a question needs.

A term is a string, or a Python int or bool where it is a constant, so that constants fold as they are built.
A term that grows long gets a name by ``define-fun``: text stays linear in the graph. Facts belong to names: a
question takes along the definitions that it reaches, with their facts, and nothing else (its cone).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Int: TypeAlias = int | str
"""An integer term. INVARIANT: a Python int where the value is known."""
Bool: TypeAlias = bool | str
"""A truth value. INVARIANT: a Python bool where the value is known."""

_INLINE: Final = 48
"""Characters of the longest term that is written out wherever it stands, instead of being named."""
_NUMBERED: Final = re.compile(r"(?<![\w.])[efv]\d+(?![\w.])")
_NAME: Final = re.compile(r"[a-z]+[.\d][\w.]*")


def text(term: Int | Bool) -> str:
    """The term as SMT-LIB writes it."""
    match term:
        case bool():
            return "true" if term else "false"
        case int():
            return str(term) if term >= 0 else f"(- {-term})"
        case str():
            return term


@dataclass(frozen=True, slots=True)
class _Fact:
    """What is known of an entry; of no use unless another one, if there is one, is mentioned too."""

    formula: str
    needs: tuple[int, ...]
    other: int | None


@dataclass(slots=True)
class _Entry:
    """A name: the command that introduces it, the entries it mentions, and the facts about it."""

    command: str
    needs: tuple[int, ...]
    constant: bool
    facts: list[_Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cone:
    """What formulas depend on: the entries, each after those that it mentions, and the facts about them.

    INVARIANT: both stand in an order that the formulas determine, whatever else was written to the script.
    """

    entries: tuple[int, ...]
    facts: tuple[str, ...]


class Script:
    """Names in order of their introduction. INVARIANT: an entry mentions earlier ones alone."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._names: dict[str, int] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._havoc: set[int] = set()

    # Names

    def declare(self, name: str, sort: str, *, arguments: tuple[str, ...] = (), havoc: bool = False) -> str:
        """A new constant or function; ``havoc``: whatever depends on it is over-approximated."""
        if havoc:
            self._havoc.add(len(self._entries))
        command = f"(declare-fun {name} ({' '.join(arguments)}) {sort})"
        self._add(name, _Entry(command, (), not arguments))
        return name

    def fresh(self, sort: str) -> str:
        """A new constant with a name of its own."""
        return self.declare(f"v{len(self._entries)}", sort)

    def define(self, sort: str, body: str) -> str:
        """The name of a term; the same one for the same term."""
        name = self._known.get((sort, body))
        if name is None:
            name = f"e{len(self._entries)}"
            self._known[sort, body] = name
            entry = _Entry(f"(define-fun {name} () {sort} {body})", self.needs(body), False)
            self._add(name, entry)
        return name

    def fact(self, about: Int | Bool, formula: Bool, *, other: str | None = None) -> None:
        """From now on, a question that mentions the term's first name, and the other, may use the formula.

        INVARIANT: it holds for every θ of Θ, whatever else goes wrong there.
        """
        if formula is True or not isinstance(about, str):
            return
        owners = self.needs(about)
        if owners:
            stated = text(formula)
            partner = None if other is None else self._names[other]
            self._entries[owners[0]].facts.append(_Fact(stated, self.needs(stated), partner))

    def once(self, key: str, sort: str) -> tuple[str, bool]:
        """A constant that belongs to a key, and whether it is new."""
        known = self._known.get((sort, f";{key}"))
        if known is not None:
            return known, False
        name = self._known[sort, f";{key}"] = self.fresh(sort)
        return name, True

    def function(self, key: str, arguments: tuple[str, ...], sort: str, *, havoc: bool = True) -> str:
        """The uninterpreted function of a key and its sorts."""
        whole = f";{key}/{' '.join(arguments)}"
        name = self._known.get((sort, whole))
        if name is None:
            name = self._known[sort, whole] = f"f{len(self._entries)}"
            self.declare(name, sort, arguments=arguments, havoc=havoc)
        return name

    def _add(self, name: str, entry: _Entry) -> None:
        assert name not in self._names, name
        self._names[name] = len(self._entries)
        self._entries.append(entry)

    # Questions

    def needs(self, formula: str) -> tuple[int, ...]:
        """The entries that a term mentions, in order of mention."""
        names = self._names
        return tuple(dict.fromkeys(names[name] for name in _NAME.findall(formula) if name in names))

    def cone(self, formulas: Iterable[str]) -> Cone:
        """All that formulas reach, through definitions and through facts about what they reach."""
        order: list[int] = []
        reached: set[int] = set()
        facts: dict[str, None] = {}
        joint: list[_Fact] = []
        for formula in formulas:
            self._reach(self.needs(formula), reached, order)
        place = 0
        while place < len(order) or joint:
            if place < len(order):
                known = self._entries[order[place]].facts
                place += 1
                used = [fact for fact in known if fact.other is None]
                joint += [fact for fact in known if fact.other is not None]
            else:
                used = [fact for fact in joint if fact.other in reached]
                joint = [fact for fact in joint if fact.other not in reached]
                if not used:
                    break
            for fact in used:
                facts[fact.formula] = None
                self._reach(fact.needs, reached, order)
        return Cone(tuple(order), tuple(facts))

    def _reach(self, needs: Iterable[int], reached: set[int], order: list[int]) -> None:
        """Add entries and all that they mention, what is mentioned first."""
        waiting = [iter(needs)]
        opened: list[int] = []
        while waiting:
            need = next(waiting[-1], None)
            if need is None:
                waiting.pop()
                if opened:
                    order.append(opened.pop())
            elif need not in reached:
                reached.add(need)
                opened.append(need)
                waiting.append(iter(self._entries[need].needs))

    def command(self, entry: int) -> str:
        """The command that introduces an entry."""
        return self._entries[entry].command

    def query(self, cone: Cone, assertions: Iterable[str]) -> str:
        """The complete text that asks for assertions to hold, with names numbered as they come."""
        lines = ["(set-logic ALL)", *(self._entries[entry].command for entry in cone.entries)]
        lines += [f"(assert {formula})" for formula in (*cone.facts, *assertions)]
        numbers: dict[str, str] = {}
        whole = "\n".join([*lines, "(check-sat)", ""])
        return _NUMBERED.sub(lambda name: numbers.setdefault(name[0], f"{name[0][0]}{len(numbers)}"), whole)

    def is_constant(self, entry: int) -> bool:
        """Whether the entry is a constant that is declared, not defined."""
        return self._entries[entry].constant

    def is_exact(self, cone: Cone) -> bool:
        """Whether nothing in the cone is over-approximated."""
        return self._havoc.isdisjoint(cone.entries)

    # Terms

    def number(self, body: str) -> str:
        """An integer term, under a name if it is long."""
        return body if len(body) <= _INLINE else self.define("Int", body)

    def truth(self, body: str) -> str:
        """A truth value, under a name if it is long."""
        return body if len(body) <= _INLINE else self.define("Bool", body)

    def all_of(self, *parts: Bool) -> Bool:
        """Conjunction."""
        rest = tuple(dict.fromkeys(part for part in parts if part is not True))
        if False in rest:
            return False
        if len(rest) < 2:
            return rest[0] if rest else True
        return self.truth(f"(and {' '.join(map(text, rest))})")

    def any_of(self, *parts: Bool) -> Bool:
        """Disjunction."""
        rest = tuple(dict.fromkeys(part for part in parts if part is not False))
        if True in rest:
            return True
        if len(rest) < 2:
            return rest[0] if rest else False
        return self.truth(f"(or {' '.join(map(text, rest))})")

    def negation(self, part: Bool) -> Bool:
        """Not."""
        if isinstance(part, bool):
            return not part
        return part[5:-1] if part.startswith("(not ") else self.truth(f"(not {part})")

    def implies(self, one: Bool, other: Bool) -> Bool:
        """Implication."""
        if one is True or other is True:
            return other
        return True if one is False else self.negation(one) if other is False else f"(=> {one} {text(other)})"

    def iff(self, one: Bool, other: Bool) -> Bool:
        """Equality of truth values."""
        if isinstance(one, bool):
            return other if one else self.negation(other)
        if isinstance(other, bool):
            return one if other else self.negation(one)
        return True if one == other else self.truth(f"(= {one} {other})")

    def either(self, condition: Bool, one: Bool, other: Bool) -> Bool:
        """The first truth value if the condition holds, else the second."""
        if isinstance(condition, bool):
            return one if condition else other
        if one is other or one == other:
            return one
        if isinstance(one, bool):
            return self.any_of(condition, other) if one else self.all_of(self.negation(condition), other)
        if isinstance(other, bool):
            return self.any_of(self.negation(condition), one) if other else self.all_of(condition, one)
        return self.truth(f"(ite {condition} {one} {other})")

    def choice(self, condition: Bool, one: Int, other: Int) -> Int:
        """The first number if the condition holds, else the second."""
        if isinstance(condition, bool):
            return one if condition else other
        return one if one == other else self.number(f"(ite {condition} {text(one)} {text(other)})")

    def sum(self, *parts: Int) -> Int:
        """The sum."""
        constant = sum(part for part in parts if isinstance(part, int))
        rest = [part for part in parts if isinstance(part, str)]
        if not rest:
            return constant
        if constant:
            rest.append(text(constant))
        return rest[0] if len(rest) == 1 else self.number(f"(+ {' '.join(rest)})")

    def negative(self, part: Int) -> Int:
        """The number with the other sign."""
        return -part if isinstance(part, int) else self.number(f"(- {part})")

    def minus(self, one: Int, other: Int) -> Int:
        """The difference."""
        if isinstance(other, int):
            return self.sum(one, -other)
        return self.negative(other) if one == 0 else self.number(f"(- {text(one)} {other})")

    def times(self, one: Int, other: Int) -> Int:
        """The product."""
        if isinstance(one, int) and isinstance(other, int):
            return one * other
        constant, term = (one, other) if isinstance(one, int) else (other, one)
        if constant == 0:
            return 0
        if constant == 1:
            return term
        return self.number(f"(* {text(constant)} {text(term)})")

    def quotient(self, one: Int, divisor: int) -> Int:
        """The floor of a division by a positive constant, where SMT-LIB's ``div`` is the floor."""
        assert divisor > 0
        if isinstance(one, int):
            return one // divisor
        return one if divisor == 1 else self.number(f"(div {one} {divisor})")

    def remainder(self, one: Int, divisor: int) -> Int:
        """What the floor leaves over."""
        assert divisor > 0
        if isinstance(one, int):
            return one % divisor
        return 0 if divisor == 1 else self.number(f"(mod {one} {divisor})")

    def same(self, one: Int, other: Int) -> Bool:
        """Equality of integers."""
        if isinstance(one, int) and isinstance(other, int):
            return one == other
        return True if one == other else self.truth(f"(= {text(one)} {text(other)})")

    def below(self, one: Int, other: Int) -> Bool:
        """Less than."""
        if isinstance(one, int) and isinstance(other, int):
            return one < other
        return False if one == other else self.truth(f"(< {text(one)} {text(other)})")

    def at_most(self, one: Int, other: Int) -> Bool:
        """Less than or equal."""
        if isinstance(one, int) and isinstance(other, int):
            return one <= other
        return True if one == other else self.truth(f"(<= {text(one)} {text(other)})")

    def between(self, low: Int, term: Int, high: Int) -> Bool:
        """low <= term <= high."""
        return self.all_of(self.at_most(low, term), self.at_most(term, high))
