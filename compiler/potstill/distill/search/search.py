"""The search: layer by layer, until formulas fit, and then on to all that are not much larger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np

from potstill.distill.search import formulas, residues, rounding
from potstill.distill.search.contexts import Contexts, ContextTables
from potstill.distill.search.formulas import Formula, Joined
from potstill.distill.search.joins import Effort, Exhausted, Hits, filling, joining
from potstill.distill.search.keys import Key, halves, parts
from potstill.distill.search.leaves import ROUNDED, Form, Leaf, Role, form_residues, form_values, read
from potstill.distill.search.operations import ADDITIVE, OPS, Op
from potstill.distill.search.rounding import AS_IS, Wrap
from potstill.distill.search.space import MAX_AROUND, MAX_SUM, Layer, Shape, Space, declare
from potstill.distill.search.states import Given
from potstill.distill.search.tables import Tables
from potstill.distill.terms import Const, Term, size, write

TABLED: Final = 3
"""Leaves of the largest formulas that are kept in tables; larger ones are met in the middle.

One more for formulas of twice as many leaves and more: tables of t leaves do for formulas of 2t - 1. Of three
sums in a row, around a hole and in it, the two smaller ones then have a table together, so that contexts and
what fills them can alternate between sums and products.
"""

TABLED_SUMS: Final = 5
"""The same for sums of products."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A formula that gives the target in every example, under each of some roundings around it."""

    core: Term
    wraps: tuple[Wrap, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The formula under each of its roundings."""
        return tuple(wrap.around(self.core) for wrap in self.wraps)


@dataclass(frozen=True, slots=True)
class Found:
    """What fits, the smallest first; ``space`` is what was searched to its end.

    ``exhausted``: whether that is all that the search meant to look at; otherwise rivals of what was
    found may be missing, in layers that ``space`` lacks, by the caps on effort or rivals. ``effort``:
    queries and hits.
    """

    survivors: tuple[Survivor, ...]
    exhausted: bool
    space: Space
    effort: int

    @property
    def terms(self) -> tuple[Term, ...]:
        """All formulas under all of their roundings."""
        return tuple(term for survivor in self.survivors for term in survivor.terms)


def search(
    columns: Mapping[str, tuple[Fraction, ...]], target: Sequence[Fraction], space: Space | None = None
) -> Found:
    """All formulas of the space that give the target: of the space for plain numbers, if none is given.

    Raises ValueError for columns of different lengths, or no examples, or a space for other slots.
    """
    space = space or declare(dict.fromkeys(columns, Role.NUMBER))
    if not target or any(len(column) != len(target) for column in columns.values()):
        raise ValueError("expected one value of every slot for each of one or more answers")
    if set(columns) != set(space.forms):
        raise ValueError("the space is declared for other slots")
    return _Search(columns, target, space).run()


class _Search:
    """One search. Examples are put in an order that makes the first one most telling."""

    def __init__(
        self, columns: Mapping[str, tuple[Fraction, ...]], target: Sequence[Fraction], space: Space
    ) -> None:
        self.space = space
        self.columns = columns
        self.names = tuple(columns)
        order = sorted(range(len(target)), key=lambda at: (-abs(target[at]), at))
        self.order = order
        self.target = tuple(target[at] for at in order)
        self.effort = Effort(space.limits.effort)
        self.wraps = rounding.wraps(self.target)
        self._tables: dict[tuple[Form | None, bool], Tables] = {}
        self._modes: dict[tuple[Form | None, bool, bool], _Mode] = {}
        self.found: dict[Term, Survivor] = {}

    def run(self) -> Found:
        done: list[Layer] = []
        bound: float | None = None
        try:
            if len(set(self.target)) == 1:
                self._keep(Leaf(Const(self.target[0]), self.target), self._mode(Layer(0)))
            for layer in self.space.layers:
                if bound is not None and self.space.bits(layer) > bound:
                    return self._result(done, exhausted=True)
                before = len(self.found)
                if not self._idle(layer):
                    self._layer(layer)
                done.append(layer)
                if len(self.found) > before and bound is None:
                    bound = self.space.bits(layer) + self.space.limits.margin
        except Exhausted:
            return self._result(done, exhausted=False)
        return self._result(done, exhausted=True)

    def _result(self, done: Sequence[Layer], *, exhausted: bool) -> Found:
        ordered = sorted(self.found.values(), key=lambda each: (size(each.core), write(each.core)))
        return Found(tuple(ordered), exhausted, self.space.only(done), self.effort.spent)

    def _idle(self, layer: Layer) -> bool:
        """Whether there is nothing to be rounded, so that the layer is one that was searched before."""
        return (layer.rounded and len(self.wraps) == 1) or (
            layer.first is not None and not any(map(self._uneven, self.names))
        )

    def _uneven(self, name: str) -> bool:
        """Whether a slot is a plain number that is not whole in some example."""
        plain = self.space.forms[name] == (Form.PLAIN,)
        return plain and any(value.denominator > 1 for value in self.columns[name])

    def _mode(self, layer: Layer) -> _Mode:
        """What the layer is searched with; layers of one kind share it."""
        sums = layer.shape is Shape.SUMS
        tables = self._tables.get((layer.first, sums))
        if tables is None:
            tables = Tables(self._universe(layer.first), len(self.target), sums=sums)
            self._tables[layer.first, sums] = tables
        key = layer.first, sums, layer.rounded
        mode = self._modes.get(key)
        if mode is None:
            wraps = self.wraps if layer.rounded else (AS_IS,)
            mode = _Mode(wraps, tables, ContextTables(tables, rounding.bounds(self.target, wraps)))
            self._modes[key] = mode
        return mode

    def _universe(self, first: Form | None) -> dict[Key, tuple[Given, ...]]:
        """The leaves: with ``first``, of slots that are rounded so."""
        forms = [
            [
                self._slot(at, name, first if first and self._uneven(name) else form)
                for form in self.space.forms[name]
            ]
            for at, name in enumerate(self.names)
        ]
        known = {Key(slots=1 << at): tuple(each) for at, each in enumerate(forms)}
        for at, name in enumerate(self.names):
            if self._uneven(name):
                known[Key(slots=1 << at, odd=1)] = tuple(self._slot(at, name, form) for form in ROUNDED)
        known[Key(again=1)] = tuple(given for each in forms for given in each)
        known[Key(near=1)] = tuple(self._constant(each, scale=False) for each in self.space.constants.near)
        known[Key(far=1)] = tuple(self._constant(each, scale=True) for each in self.space.constants.far)
        return known

    def _slot(self, at: int, name: str, form: Form) -> Given:
        values = tuple(form_values(form, self.columns[name][row]) for row in self.order)
        return Given(Leaf(read(name, form), values), form_residues(form, residues.slot(at)))

    def _constant(self, known: Fraction, *, scale: bool) -> Given:
        values = tuple(known for _ in self.order)
        return Given(Leaf(Const(known), values, scale), residues.constant(known))

    def _layer(self, layer: Layer) -> None:
        mode = self._mode(layer)
        odd = int(layer.shape is Shape.SPECIAL)
        for chosen in combinations(range(len(self.names)), layer.slots):
            key = Key(sum(1 << at for at in chosen), layer.near, layer.far, layer.again, odd)
            if layer.shape is Shape.SUMS:
                self._sums(key, mode)
            else:
                self._formulas(key, mode)

    def _formulas(self, key: Key, mode: _Mode) -> None:
        """All formulas over these leaves.

        Of a formula with more leaves than tables have, take a smallest subformula that has more: it joins two
        that tables have. What is around it is a context.
        """
        most = TABLED if key.size < 2 * TABLED else TABLED + 1
        if key.size <= most:
            self._fill(mode.contexts.contexts(Key()), key, mode)
            return
        for around in parts(key):
            hole = key.less(around)
            if hole.size > most:
                self._meet(around, hole, most, OPS, mode)

    def _sums(self, key: Key, mode: _Mode) -> None:
        """All sums of products over these leaves, with a few of them around.

        INVARIANT: a sum of at most 8 leaves, in products of at most 3, falls into two of at most 5: adding up
        the leaves of one product after the other cannot leap over 3, 4 and 5.
        """
        for around in parts(key):
            hole = key.less(around)
            if around.size > MAX_AROUND or hole.size > MAX_SUM:
                continue
            if hole.size <= TABLED_SUMS:
                self._fill(mode.contexts.contexts(around), hole, mode)
            else:
                self._meet(around, hole, TABLED_SUMS, ADDITIVE, mode)

    def _fill(self, contexts: Contexts, hole: Key, mode: _Mode) -> None:
        states = mode.tables.states(hole)
        for hits in filling(contexts, states, self.effort):
            self._hits(hits, contexts, lambda _, y: mode.tables.formula(states, y), mode)

    def _meet(self, around: Key, hole: Key, most: int, ops: Sequence[Op], mode: _Mode) -> None:
        """All formulas that join two, of at most ``most`` leaves each, in the holes of some contexts."""
        pairs = list(_pairs(hole, most))
        contexts = mode.contexts.contexts(around) if pairs else None
        for one, other in pairs:
            for op in ops:
                assert contexts is not None
                self._join(op, contexts, one, other, mode)

    def _join(self, op: Op, contexts: Contexts, one: Key, other: Key, mode: _Mode) -> None:
        tables = mode.tables
        x, y = tables.operands(one, op), tables.operands(other, op)
        if len(x) > len(y):
            op = {Op.DIV: Op.UNDER, Op.UNDER: Op.DIV}.get(op, op)
            x, y = y, x
        for hits in joining(op, contexts, x, y, self.effort):
            self._hits(
                hits, contexts, lambda i, j: Joined(op, tables.formula(x, i), tables.formula(y, j)), mode
            )

    def _hits(self, hits: Hits, contexts: Contexts, hole: Callable[[int, int], Formula], mode: _Mode) -> None:
        names = residues.keys(hits.residues)
        _, first = np.unique(names, return_index=True)
        for at in np.sort(first).tolist():
            name = int(names[at])
            if name in mode.seen:
                continue
            mode.seen.add(name)
            filler = hole(int(hits.x[at]), int(hits.y[at]))
            self._keep(mode.contexts.formula(contexts, int(hits.context[at]), filler), mode)

    def _keep(self, formula: Formula, mode: _Mode) -> None:
        known = formulas.values(formula)
        if known is None:
            return
        wraps = rounding.fitting(known, self.target, mode.wraps)
        if AS_IS not in wraps and formulas.less_one(formula):
            # Not `ceil(x - 1)`, which is `floor(x)` wherever x is not whole.
            wraps = tuple(wrap for wrap in wraps if not wrap.up)
        if not wraps:
            return
        core = formulas.term(formula)
        if core not in self.found and len(self.found) >= self.space.limits.rivals:
            raise Exhausted
        self.found[core] = Survivor(core, wraps)


@dataclass(slots=True)
class _Mode:
    """Formulas as they are, or under roundings: the contexts of the target, and the functions met so far."""

    wraps: tuple[Wrap, ...]
    tables: Tables
    contexts: ContextTables
    seen: set[int] = field(default_factory=set)


def _pairs(hole: Key, most: int) -> Iterator[tuple[Key, Key]]:
    """The ways to divide leaves in two of at most ``most``, the order of the two aside."""
    return ((one, other) for one, other in halves(hole) if one.size <= most and other.size <= most)
