"""Tables of states: all formulas over some leaves, each function once.

Bottom-up enumeration as in Udupa et al. (TRANSIT, PLDI 2013) and Albarghouthi et al. (Escher, CAV 2013), but
states are merged where they are the same function (`residues`), never because the examples do not tell them
apart.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from potstill.distill.search import formulas, residues
from potstill.distill.search.blocks import Block, Directed, SpecialBlock, representatives
from potstill.distill.search.formulas import Formula, Joined, Signed
from potstill.distill.search.keys import Key, halves
from potstill.distill.search.operations import ADDITIVE, OPS, ULP, Op, Place
from potstill.distill.search.special import CODES, ROUNDING, Special
from potstill.distill.search.states import States, Universe, concatenated

MAX_ERROR: Final = 2.0**-36
"""The relative error of a stored value; what would have more is computed exactly, then rounded."""

MAX_DEGREE: Final = 3
"""Leaves of a product in a sum of products."""

MAX_SPECIAL: Final = 3
"""Leaves of a special operation's operands together."""


class Tables:
    """The tables over one universe of leaves, built when they are asked for.

    ``sums``: only of signed sums of products, each of at most MAX_DEGREE leaves; otherwise of all formulas.
    """

    def __init__(self, universe: Universe, examples: int, *, sums: bool = False) -> None:
        self.universe = universe
        self.examples = examples
        self.sums = sums
        leaves = [known for given in universe.values() for each in given for known in each.leaf.values]
        height = max((max(abs(value.numerator), value.denominator) for value in leaves), default=1)
        # A formula of so many leaves has a denominator of at most 2 * height**MAX_SPECIAL.
        self.grain = 0.25 / float(height) ** MAX_SPECIAL
        self.rows = 0
        self._known: dict[Key, States] = {}
        self._placed: dict[tuple[Key, Place], States] = {}

    def states(self, key: Key) -> States:
        """All formulas over exactly these leaves that have a value in every example; none is 0 throughout."""
        found = self._known.get(key)
        if found is None:
            found = self._leaves(key) if key.size == 1 else self._joined(key)
            self._known[key] = found
            self.rows += len(found)
        return found

    def operands(self, key: Key, place: Place) -> States:
        """Those that may stand in a place."""
        found = self._placed.get((key, place))
        if found is None:
            found = self.states(key)
            if not (fits := found.fits(place)).all():
                found = found.select(fits)
            self._placed[key, place] = found
        return found

    def formula(self, states: States, row: int) -> Formula:
        """What a row stands for."""
        if states.key.size == 1:
            return self.universe[states.key][int(states.left[row])].leaf
        one, other = states.sources[int(states.part[row])]
        code = int(states.op[row])
        return Joined(
            Special(code) if code in CODES else Op(code),
            self._operand(self.states(one), int(states.left[row])),
            self._operand(self.states(other), int(states.right[row])),
        )

    def _operand(self, states: States, row: int) -> Formula:
        """What a row stands for; rows beyond the table stand for negatives."""
        if row < len(states):
            return self.formula(states, row)
        return Signed(self.formula(states, row - len(states)))

    def _leaves(self, key: Key) -> States:
        given = self.universe.get(key, ())
        count = len(given)
        exact = [each.leaf.values for each in given]
        values = np.array([[float(v) for v in column] for column in exact], dtype=np.float64)
        values = values.reshape(count, self.examples).T
        found = States(
            key,
            values,
            np.array([0.0 if _whole(column) else ULP for column in exact]),
            np.concatenate([np.zeros((residues.POINTS, 0), np.uint64), *(g.residues for g in given)], axis=1),
            np.zeros(count, np.bool_),
            np.full(count, key.near + key.far > 0),
            np.array([each.leaf.scale for each in given], dtype=np.bool_),
            np.zeros(count, np.uint8),
            np.zeros(count, np.int32),
            np.arange(count, dtype=np.int32),
            np.zeros(count, np.int32),
        )
        return found.select(np.argsort(values[0], kind="stable"))

    def _joined(self, key: Key) -> States:
        """One row for each function up to sign, rather one that can be turned around; values are accurate."""
        sources = tuple(halves(key))
        ops = OPS if not self.sums else ADDITIVE if key.size > MAX_DEGREE else (*ADDITIVE, Op.MUL)
        blocks: list[Block | SpecialBlock] = [
            Block(part, op, self.states(one), self.states(other), self.sums)
            for part, (one, other) in enumerate(sources)
            for op in ops
        ]
        if key.odd and key.size <= MAX_SPECIAL:
            ordered = tuple(pair for half in halves(key.plain) for pair in (half, half[::-1]))
            for part, (one, other) in enumerate(ordered, len(sources)):
                for quotients, operations in ((True, frozenset(Special) - ROUNDING), (False, ROUNDING)):
                    x = Directed.of(self.states(one), quotients=quotients)
                    y = Directed.of(self.states(other), quotients=quotients)
                    blocks += [
                        SpecialBlock(part, special, x, y, self.grain) for special in sorted(operations)
                    ]
            sources += ordered
        names = np.concatenate([block.names() for block in blocks])
        starts = np.cumsum([0, *(len(block) for block in blocks)])
        kept = representatives(names)
        edges = np.searchsorted(kept, starts)
        chosen = [
            block.states(key, kept[edges[at] : edges[at + 1]] - starts[at], sources)
            for at, block in enumerate(blocks)
        ]
        found = self._accurate(concatenated(key, sources, chosen))
        return found.select(np.argsort(found.values[0], kind="stable"))

    def _accurate(self, states: States) -> States:
        """The states, with values that may be too inaccurate computed exactly; undefined ones left out."""
        doubtful = np.flatnonzero(states.error > MAX_ERROR)
        if not len(doubtful):
            return states
        fine = np.ones(len(states), np.bool_)
        for row in doubtful.tolist():
            exact = formulas.values(self.formula(states, row))
            if exact is None:
                fine[row] = False
                continue
            states.values[:, row] = [float(value) for value in exact]
            states.error[row] = 0.0 if _whole(exact) else ULP
        return states.select(fine)


def _whole(values: tuple[Fraction, ...]) -> bool:
    return all(value.denominator == 1 and abs(value) < 1 << 53 for value in values)
