"""What is known of templates before they become grammars: emptiness, slots filled, slots that meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_ORDERED, MAX_TEMPLATE_DEPTH
from potstill.compiler.names import Names, unknown
from potstill.ir.normal_table import table


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a piece of a template.

    ``nullable``: it may read nothing. ``always`` and ``ever``: the slots that every path and some path fills.
    ``first`` and ``last``: the slots that may begin and end what it reads; ``mark``: it begins with
    a punctuation mark, if it reads anything. ``size`` and ``depth``: nodes and levels of its grammar, rules
    included each time they are used.
    """

    nullable: bool = False
    always: frozenset[str] = frozenset()
    ever: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    mark: bool = False
    size: int = 3
    depth: int = 3


_NOTHING: Final = Shape(nullable=True, size=1, depth=1)
_LITERAL: Final = Shape()
_MARK: Final = Shape(mark=True)
_NONE: Final = frozenset[str]()


class Shapes:
    """The shapes of one recipe's templates.

    ``deep``: some template is nested too deep, which has been reported. ``renamed``: the lexicons that uses
    of a slot name, by the slot's name.
    """

    def __init__(self, names: Names, report: Report) -> None:
        self._names = names
        self._report = report
        self._rules: dict[str, Shape] = {}
        self._open: list[str] = []
        self._seen: dict[int, Shape] = {}
        self._level = 0
        self.deep = False
        self._before: dict[str, set[str]] = {}
        self._closing = table().closing
        self.renamed: dict[str, list[s.Name]] = {}

    def template(self, template: s.Template) -> Shape:
        """The shape of a template; what is wrong with the names in it is reported."""
        return self._choice(template.options, optional=False)

    def rule(self, declared: s.RuleDef) -> Shape:
        """The shape of a rule."""
        name = declared.name.text
        if name not in self._rules:
            self._open.append(name)
            body = self.template(declared.template)
            self._open.pop()
            self._rules[name] = replace(body, size=1 + body.size, depth=1 + body.depth)
        return self._rules[name]

    def nullable(self, piece: s.Piece) -> bool:
        """Whether a piece of a template, which has been looked at, may read nothing."""
        return self._seen[id(piece)].nullable

    def mark(self, piece: s.Piece) -> bool:
        """Whether a piece of a template, which has been looked at, begins with a punctuation mark."""
        return self._seen[id(piece)].mark

    def beside(self, name: str) -> set[str]:
        """The slots that may stand next to a slot, on either side."""
        after = {other for other, before in self._before.items() if name in before}
        return after | self._before.get(name, set())

    def _meet(self, last: frozenset[str], first: frozenset[str]) -> None:
        for name in first:
            self._before.setdefault(name, set()).update(last)

    def _choice(self, options: tuple[s.Sequence, ...], *, optional: bool) -> Shape:
        shapes = [self._sequence(option.items) for option in options]
        shapes += [_NOTHING] if optional else []
        if not shapes:
            return _NOTHING
        nullable, size, depth = False, 1, 0
        mark = all(shape.mark or shape.size == 1 for shape in shapes) and any(shape.mark for shape in shapes)
        always = shapes[0].always
        ever = first = last = _NONE
        for shape in shapes:
            always = always & shape.always
            if shape.ever:
                ever, first, last = ever | shape.ever, first | shape.first, last | shape.last
            nullable = nullable or shape.nullable
            size, depth = size + shape.size, max(depth, shape.depth)
        return Shape(nullable, always, ever, first, last, mark, size, 1 + depth)

    def _sequence(self, items: tuple[s.Piece, ...]) -> Shape:
        nullable, mark, size, depth = True, False, 1, 1
        always = ever = first = last = _NONE
        for item in items:
            shape = self._piece(item)
            if shape.ever:
                self._meet(last, shape.first)
                always, ever = always | shape.always, ever | shape.ever
                first = first | shape.first if nullable else first
            mark = shape.mark if size == 1 else mark and not nullable
            last = last | shape.last if shape.nullable else shape.last
            nullable = nullable and shape.nullable
            size, depth = size + shape.size, max(depth, shape.depth)
        # A blank that may be left out adds two levels; see Grammars._sequence.
        return Shape(nullable, always, ever, first, last, mark, size, depth + (1 if len(items) < 2 else 3))

    def _piece(self, piece: s.Piece) -> Shape:
        nests = isinstance(piece, s.Choice | s.Permutation | s.RuleUse)
        self._level += nests
        shape = self._inside(piece) if self._level <= MAX_TEMPLATE_DEPTH else self._too_deep(piece)
        self._level -= nests
        self._seen[id(piece)] = shape
        return shape

    def _inside(self, piece: s.Piece) -> Shape:
        match piece:
            case s.Literal(text):
                return _MARK if text[:1] in self._closing else _LITERAL
            case s.Blank():
                return _NOTHING
            case s.Choice(options, optional):
                return self._choice(options, optional=optional)
            case s.Permutation():
                return self._permutation(piece)
            case s.SlotUse(slot, lexicon):
                return self._slot(slot, lexicon)
            case s.RuleUse(rule):
                return self._rule(rule)
            case _:
                assert_never(piece)

    def _too_deep(self, piece: s.Piece) -> Shape:
        if not self.deep:
            self._report.add(Code.TEMPLATE_TOO_DEEP, piece.span, limit=MAX_TEMPLATE_DEPTH)
        self.deep = True
        return Shape()

    def _permutation(self, piece: s.Permutation) -> Shape:
        count = len(piece.parts)
        if count > MAX_ORDERED:
            self._report.add(Code.TOO_MANY_ORDERS, piece.span, count=count, limit=MAX_ORDERED)
            return Shape()
        shapes = [self._sequence(part.items) for part in piece.parts]
        for one in shapes:
            for other in shapes:
                if one is not other:
                    self._meet(one.last, other.first)
        return Shape(
            piece.optional or all(shape.nullable for shape in shapes),
            frozenset() if piece.optional else _union(shape.always for shape in shapes),
            _union(shape.ever for shape in shapes),
            _union(shape.first for shape in shapes),
            _union(shape.last for shape in shapes),
            all(shape.mark for shape in shapes),
            2**count * (4 + sum(shape.size for shape in shapes)),
            3 * count + max(shape.depth for shape in shapes),
        )

    def _slot(self, slot: s.Name, lexicon: s.Name | None) -> Shape:
        declared = self._names.slot(slot.text)
        if declared is None:
            known = (each.name.text for each in self._names.slots)
            unknown(Code.UNKNOWN_SLOT, slot, known, self._report)
        if lexicon is not None:
            found = self._names.lexicons.get(lexicon.text)
            if found is None:
                unknown(Code.UNKNOWN_LEXICON, lexicon, self._names.lexicons, self._report)
            else:
                self._names.use(found)
                self.renamed.setdefault(slot.text, []).append(lexicon)
        only = frozenset((slot.text,))
        return Shape(False, only, only, only, only, size=1, depth=1)

    def _rule(self, name: s.Name) -> Shape:
        known = self._rules.get(name.text)
        if known is not None:
            return known
        declared = self._names.rules.get(name.text)
        if declared is None:
            unknown(Code.UNKNOWN_RULE, name, self._names.rules, self._report)
            return Shape()
        if name.text in self._open:
            cycle = (*self._open[self._open.index(name.text) :], name.text)
            self._report.add(Code.RECURSIVE_RULE, name.span, cycle=" -> ".join(f"<{each}>" for each in cycle))
            return Shape()
        self._names.use(declared)
        return self.rule(declared)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)
