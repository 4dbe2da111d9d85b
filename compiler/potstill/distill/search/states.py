"""Tables of states: all formulas over some leaves, smallest first, each with its values in the examples.

Bottom-up enumeration as in Udupa et al. (TRANSIT, PLDI 2013) and Albarghouthi et al. (Escher, CAV 2013), but
states are merged where they are the same function (`residues`), never because the examples do not tell them
apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from potstill.distill.search import formulas, residues
from potstill.distill.search.formulas import Formula, Joined
from potstill.distill.search.leaves import Leaf
from potstill.distill.search.operations import (
    ADDITIVE,
    MULTIPLICATIVE,
    OPS,
    ULP,
    Columns,
    Index,
    Mask,
    Op,
    apply,
    apply_residues,
    errors,
)  # fmt: skip
from potstill.distill.search.residues import Residues

MAX_ERROR: Final = 2.0**-36
"""The relative error of a stored value; what would have more is computed exactly, then rounded."""


UNDEFINED: Final = np.uint64((1 << 64) - 1)
"""No name of a function: those have 63 bits."""


class Key(NamedTuple):
    """Which leaves: a set of slots as bits, how many near and far constants, how many slots once more."""

    slots: int = 0
    near: int = 0
    far: int = 0
    again: int = 0

    @property
    def size(self) -> int:
        """How many leaves."""
        return self.slots.bit_count() + self.near + self.far + self.again

    def less(self, other: Key) -> Key:
        """The leaves that are left over; ``other`` is a part."""
        return Key(
            self.slots & ~other.slots, self.near - other.near, self.far - other.far, self.again - other.again
        )


def parts(key: Key) -> Iterator[Key]:
    """All parts of some leaves, the empty one and the whole included, in a fixed order."""
    slots = key.slots
    while True:
        for near in range(key.near + 1):
            for far in range(key.far + 1):
                for again in range(key.again + 1):
                    yield Key(slots, near, far, again)
        if slots == 0:
            return
        slots = (slots - 1) & key.slots


def halves(key: Key) -> list[tuple[Key, Key]]:
    """All ways to divide some leaves in two, neither part empty, the order of the two aside."""
    found = []
    for part in parts(key):
        rest = key.less(part)
        if part.size and rest.size and part >= rest:
            found.append((part, rest))
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """A leaf with what the tables need of it."""

    leaf: Leaf
    residues: Residues


Universe: TypeAlias = Mapping[Key, tuple[Given, ...]]
"""The leaves of each kind, by the key of size 1 that stands for the kind."""


@dataclass(frozen=True)
class States:
    """A table of n formulas.

    ``values``: in each example, of shape (examples, n); ``error``: their relative error; ``flips``: whether
    the negative is a formula over the same leaves too; ``fixed``: without slots; ``scale``: may not be added.
    ``op``, ``part``, ``left``, ``right``: row ``left`` of table ``sources[part][0]`` is joined with row
    ``right`` of ``sources[part][1]``; for single leaves, ``left`` is the leaf's number.

    INVARIANT: the values of the first example rise from row to row.
    """

    key: Key
    values: Columns
    error: Columns
    residues: Residues
    flips: Mask
    fixed: Mask
    scale: Mask
    op: npt.NDArray[np.uint8]
    part: npt.NDArray[np.int32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    sources: tuple[tuple[Key, Key], ...] = ()

    def __len__(self) -> int:
        return int(self.values.shape[1])

    @cached_property
    def inverses(self) -> Residues:
        """The multiplicative inverses of the residues."""
        return residues.inverse(self.residues)

    @cached_property
    def zero(self) -> Mask:
        """Which formulas are 0 in some example, so that nothing is divided by them."""
        found: Mask = (self.values == 0).any(axis=0)
        return found

    def select(self, rows: Index | Mask) -> States:
        """Some of the rows, in the order that is given."""
        return States(
            self.key, self.values[:, rows], self.error[rows], self.residues[:, rows], self.flips[rows],
            self.fixed[rows], self.scale[rows], self.op[rows], self.part[rows],
            self.left[rows], self.right[rows], self.sources,
        )  # fmt: skip


class Tables:
    """The tables over one universe of leaves, built when they are asked for."""

    def __init__(self, universe: Universe, examples: int) -> None:
        self.universe = universe
        self.examples = examples
        self.rows = 0
        self._known: dict[Key, States] = {}
        self._addends: dict[Key, States] = {}

    def states(self, key: Key) -> States:
        """All formulas over exactly these leaves that have a value in every example; none is 0 throughout."""
        found = self._known.get(key)
        if found is None:
            found = self._leaves(key) if key.size == 1 else self._joined(key)
            self._known[key] = found
            self.rows += len(found)
        return found

    def addends(self, key: Key) -> States:
        """Those that may be added to something."""
        found = self._addends.get(key)
        if found is None:
            found = self.states(key)
            if found.scale.any():
                found = found.select(~found.scale)
            self._addends[key] = found
        return found

    def operands(self, key: Key, op: Op) -> States:
        """Those that the operation may take."""
        return self.addends(key) if op in ADDITIVE else self.states(key)

    def formula(self, states: States, row: int) -> Formula:
        """What a row stands for."""
        if states.key.size == 1:
            return self.universe[states.key][int(states.left[row])].leaf
        one, other = states.sources[int(states.part[row])]
        op = Op(int(states.op[row]))
        return Joined(
            op,
            self.formula(self.states(one), int(states.left[row])),
            self.formula(self.states(other), int(states.right[row])),
        )

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
        blocks = [
            _Block(part, op, *map(self.states, pair)) for part, pair in enumerate(sources) for op in OPS
        ]
        names = np.concatenate([block.names() for block in blocks])
        starts = np.cumsum([0, *(len(block) for block in blocks)])
        kept = _representatives(names)
        edges = np.searchsorted(kept, starts)
        chosen = [
            block.states(key, kept[edges[at] : edges[at + 1]] - starts[at], sources)
            for at, block in enumerate(blocks)
        ]
        found = self._accurate(_concatenated(key, sources, chosen))
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


@dataclass(frozen=True, slots=True)
class _Block:
    """All pairs of rows of two tables under one operation; pair (i, j) has the number i * len(y) + j."""

    part: int
    op: Op
    x: States
    y: States

    def __len__(self) -> int:
        return len(self.x) * len(self.y)

    def names(self) -> npt.NDArray[np.uint64]:
        """What tells the functions apart up to sign, then a bit for those that cannot be turned around.

        UNDEFINED for a pair without a value in some example, or 0 everywhere, or that may not be joined so.
        """
        x, y, op = self.x, self.y, self.op
        over_x, over_y = (x.inverses[:, :, None], y.inverses[:, None, :])
        found = apply_residues(op, x.residues[:, :, None], y.residues[:, None, :], over_x, over_y)
        names = residues.keys(residues.unsigned(found)) << np.uint64(1)
        if op is not Op.SUB:
            names |= ~(x.flips[:, None] | y.flips[None, :])
        undefined = (found == 0).any(axis=0)
        match op:
            case Op.ADD | Op.SUB:
                undefined |= x.scale[:, None] | y.scale[None, :]
            case Op.DIV:
                undefined |= y.zero[None, :]
            case Op.UNDER:
                undefined |= x.zero[:, None]
            case Op.MUL:
                pass
        result: npt.NDArray[np.uint64] = np.where(undefined, UNDEFINED, names).ravel()
        return result

    def states(self, key: Key, pairs: Index, sources: tuple[tuple[Key, Key], ...]) -> States:
        """The states of some pairs, by their numbers."""
        x, y, op = self.x, self.y, self.op
        left, right = np.divmod(pairs, max(1, len(y)))
        a, b = x.values[:, left], y.values[:, right]
        with np.errstate(all="ignore"):
            values = apply(op, a, b)
        fixed = x.fixed[left] & y.fixed[right]
        return States(
            key, values, errors(op, a, b, values, x.error[left], y.error[right]),
            apply_residues(
                op, x.residues[:, left], y.residues[:, right], x.inverses[:, left], y.inverses[:, right]
            ),
            x.flips[left] | y.flips[right] | (op is Op.SUB), fixed, fixed & (x.scale[left] | y.scale[right]),
            np.full(len(pairs), int(op), np.uint8), np.full(len(pairs), self.part, np.int32),
            left.astype(np.int32), right.astype(np.int32), sources,
        )  # fmt: skip


def _representatives(names: npt.NDArray[np.uint64]) -> Index:
    """The first of each function's names, rather one whose bit is 0; UNDEFINED aside; in rising order."""
    order = np.argsort(names)
    ordered = names[order]
    ordered = ordered[: np.searchsorted(ordered, UNDEFINED)]
    starts = (
        np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else order[:0]
    )
    if not len(starts):
        return starts
    functions = ordered[starts] >> np.uint64(1)
    # The least number, so that the order of equal names, which is not stable, does not matter.
    least = np.minimum.reduceat(order[: len(ordered)], starts)
    return np.sort(least[np.concatenate([[True], functions[1:] != functions[:-1]])])


def _concatenated(key: Key, sources: tuple[tuple[Key, Key], ...], tables: list[States]) -> States:
    return States(
        key,
        np.concatenate([each.values for each in tables], axis=1),
        np.concatenate([each.error for each in tables]),
        np.concatenate([each.residues for each in tables], axis=1),
        np.concatenate([each.flips for each in tables]),
        np.concatenate([each.fixed for each in tables]),
        np.concatenate([each.scale for each in tables]),
        np.concatenate([each.op for each in tables]),
        np.concatenate([each.part for each in tables]),
        np.concatenate([each.left for each in tables]),
        np.concatenate([each.right for each in tables]),
        sources,
    )


def _whole(values: tuple[Fraction, ...]) -> bool:
    return all(value.denominator == 1 and abs(value) < 1 << 53 for value in values)


__all__ = ["MULTIPLICATIVE", "Given", "Key", "States", "Tables", "Universe", "halves", "parts"]
