"""The search: layer by layer, until formulas fit, and then on to all that are not much larger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

import numpy as np

from potstill.distill.search import formulas, residues, rounding
from potstill.distill.search.contexts import PRODUCT, SUM, ContextTables
from potstill.distill.search.formulas import Formula, Joined
from potstill.distill.search.joins import Effort, Exhausted, Hits, filling, joining
from potstill.distill.search.keys import Key
from potstill.distill.search.leaves import ROUNDED, Form, Leaf, Role, form_residues, form_values, read
from potstill.distill.search.operations import ADDITIVE, OPS, Index, Op, Place, place
from potstill.distill.search.pools import ContextPool, Kind, Pool, choices, kinds_below, tuples
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

TABLED_SUMS: Final = 4
"""The same for sums of products; one more for the largest."""

NO_LEAVES: Final = Kind(0, 0, 0, 0, 0)


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
    queries and hits. ``first``: how many formulas the layers have up to the first in which one fits.
    """

    survivors: tuple[Survivor, ...]
    exhausted: bool
    space: Space
    effort: int
    first: int

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
        self._pools: dict[tuple[Form | None, bool], dict[tuple[Kind, Place], Pool]] = {}
        self._modes: dict[tuple[Form | None, bool, bool], _Mode] = {}
        self.found: dict[int, Survivor] = {}

    def run(self) -> Found:
        done: list[Layer] = []
        bound: float | None = None
        first: int | None = None
        try:
            if len(set(self.target)) == 1:
                known = self._constant(self.target[0], scale=False)
                self._keep(int(residues.keys(known.residues)[0]), known.leaf, self._mode(Layer(0)))
            for layer in self.space.layers:
                if bound is not None and self.space.bits(layer) > bound:
                    return self._result(done, first, exhausted=True)
                before = len(self.found)
                if not self._idle(layer):
                    self._layer(layer)
                done.append(layer)
                if len(self.found) > before and bound is None:
                    bound = self.space.bits(layer) + self.space.limits.margin
                    first = self.space.only(done).size()
        except Exhausted:
            return self._result(done, first, exhausted=False)
        return self._result(done, first, exhausted=True)

    def _result(self, done: Sequence[Layer], first: int | None, *, exhausted: bool) -> Found:
        ordered = sorted(self.found.values(), key=lambda each: (size(each.core), write(each.core)))
        space = self.space.only(done)
        return Found(
            tuple(ordered), exhausted, space, self.effort.spent, space.size() if first is None else first
        )

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
            pools = self._pools.setdefault((layer.first, sums), {})
            contexts = ContextTables(tables, rounding.bounds(self.target, wraps))
            mode = _Mode(len(self.names), wraps, tables, contexts, pools)
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
        """All formulas of a layer.

        Of a formula with more leaves than tables have, take a smallest subformula that has more: it joins two
        that tables have. What is around it is a context.
        """
        kind = Kind(layer.slots, layer.near, layer.far, layer.again, int(layer.shape is Shape.SPECIAL))
        mode = self._mode(layer)
        if layer.shape is Shape.SUMS:
            self._sums(kind, mode)
            return
        most = TABLED if layer.leaves < 2 * TABLED else TABLED + 1
        if layer.leaves <= most:
            self._fill(NO_LEAVES, kind, mode)
            return
        for around in kinds_below(kind):
            hole = kind.less(around)
            if hole.size > most:
                self._meet(around, hole, most, OPS, mode)

    def _sums(self, kind: Kind, mode: _Mode) -> None:
        """All sums of products over some leaves, with a few of them around.

        INVARIANT: with products of at most 3 leaves, sums of at most 7 fall into two of at most 4, and sums
        of 8 into two of at most 5: adding up leaves, of a product of 3 first, cannot leap over 3 and 4.
        """
        for around in kinds_below(kind):
            hole = kind.less(around)
            if around.size > MAX_AROUND or hole.size > MAX_SUM - (hole.size > hole.slots):
                continue
            if hole.size <= TABLED_SUMS:
                self._fill(around, hole, mode)
            else:
                self._meet(around, hole, TABLED_SUMS + (hole.size == MAX_SUM), ADDITIVE, mode)

    def _fill(self, around: Kind, hole: Kind, mode: _Mode) -> None:
        """All formulas of tables in the holes of some contexts."""
        contexts, states = mode.around(around, None), mode.pool(hole, Place.NUMERATOR)
        pairs = tuples(len(self.names), around.slots, hole.slots)
        for hits in filling(contexts, states, pairs, self.effort):
            self._hits(hits, contexts, lambda _, y: mode.formula(states, y), mode)

    def _meet(self, around: Kind, hole: Kind, most: int, ops: Sequence[Op], mode: _Mode) -> None:
        """All formulas that join two, of at most ``most`` leaves each, in the holes of some contexts."""
        for one in kinds_below(hole):
            other = hole.less(one)
            if one > other or not one.size or max(one.size, other.size) > most:
                continue
            triples = tuples(len(self.names), around.slots, one.slots, other.slots)
            if one == other:
                triples = triples[:, triples[1] <= triples[2]]
            for op in ops:
                self._join(op, around, one, other, triples, mode)

    def _join(self, op: Op, around: Kind, one: Kind, other: Kind, triples: Index, mode: _Mode) -> None:
        contexts = mode.around(around, SUM if op in ADDITIVE else PRODUCT)
        x, y = mode.pool(one, place(op, right=False)), mode.pool(other, place(op, right=True))
        if len(x) > len(y):
            op = {Op.DIV: Op.UNDER, Op.UNDER: Op.DIV}.get(op, op)
            x, y, triples = y, x, triples[[0, 2, 1]]
        for hits in joining(op, contexts, x, y, triples, self.effort):
            self._hits(hits, contexts, lambda i, j: Joined(op, mode.formula(x, i), mode.formula(y, j)), mode)

    def _hits(
        self, hits: Hits, contexts: ContextPool, hole: Callable[[int, int], Formula], mode: _Mode
    ) -> None:
        names = residues.keys(hits.residues)
        _, first = np.unique(names, return_index=True)
        for at in np.sort(first).tolist():
            name = int(names[at])
            if name in mode.seen:
                continue
            mode.seen.add(name)
            filler = hole(int(hits.x[at]), int(hits.y[at]))
            self._keep(name, mode.contexts.formula(*contexts.find(int(hits.context[at])), filler), mode)

    def _keep(self, name: int, formula: Formula, mode: _Mode) -> None:
        """The formula among what was found, if it fits; one function once, under all its roundings."""
        known = formulas.values(formula)
        if known is None:
            return
        wraps = rounding.fitting(known, self.target, mode.wraps)
        if AS_IS not in wraps and formulas.less_one(formula):
            # Not `ceil(x - 1)`, which is `floor(x)` wherever x is not whole.
            wraps = tuple(wrap for wrap in wraps if not wrap.up)
        if not wraps:
            return
        if name in self.found:
            self.found[name] = replace(self.found[name], wraps=wraps)
        elif len(self.found) >= self.space.limits.rivals:
            raise Exhausted
        else:
            self.found[name] = Survivor(formulas.term(formula), wraps)


@dataclass(slots=True)
class _Mode:
    """Formulas as they are, or under roundings: the contexts of the target, and the functions met so far."""

    slots: int
    wraps: tuple[Wrap, ...]
    tables: Tables
    contexts: ContextTables
    pools: dict[tuple[Kind, Place], Pool]
    seen: set[int] = field(default_factory=set)
    around_: dict[tuple[Kind, int | None], ContextPool] = field(default_factory=dict)

    def pool(self, kind: Kind, place: Place) -> Pool:
        """All tables of a kind, of what may stand in a place; in the order of `choices`."""
        found = self.pools.get((kind, place))
        if found is None:
            keys = [kind.key(chosen) for chosen in choices(self.slots, kind.slots)]
            tables = [self.tables.operands(key, place) for key in keys]
            found = Pool.of(tables, self.tables.examples, residues.POINTS)
            self.pools[kind, place] = found
        return found

    def around(self, kind: Kind, but: int | None) -> ContextPool:
        """All contexts of a kind whose innermost operation is not ``but``; in the order of `choices`."""
        found = self.around_.get((kind, but))
        if found is None:
            keys = [kind.key(chosen) for chosen in choices(self.slots, kind.slots)]
            found = ContextPool.of([self.contexts.contexts(key) for key in keys], but)
            self.around_[kind, but] = found
        return found

    def formula(self, pool: Pool, row: int) -> Formula:
        """What a row of a pool stands for."""
        return self.tables.formula(*pool.find(row))
