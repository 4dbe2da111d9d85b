"""Meeting in the middle: formulas that fill the holes of contexts, found by ranges in sorted columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from potstill.distill.search import residues
from potstill.distill.search.contexts import filled
from potstill.distill.search.operations import (
    ADDITIVE,
    SLACK,
    Columns,
    Index,
    Mask,
    Op,
    apply,
    apply_residues,
)  # fmt: skip
from potstill.distill.search.pools import ContextPool, Pool
from potstill.distill.search.residues import Residues

CHUNK: Final = 1 << 19
"""Queries, or hits, that are looked at together."""


@dataclass(slots=True)
class Effort:
    """What was done so far, in queries and hits, and the most that may be done."""

    limit: int
    spent: int = 0

    def spend(self, count: int) -> None:
        """Raises Exhausted beyond the limit."""
        self.spent += count
        if self.spent > self.limit:
            raise Exhausted


class Exhausted(Exception):
    """The effort that was allowed is spent."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of contexts and two pools that may fit, and the residues of the formulas that they make."""

    context: Index
    x: Index
    y: Index
    residues: Residues


def filling(contexts: ContextPool, y: Pool, pairs: Index, effort: Effort) -> Iterator[Hits]:
    """Single states that fill holes. ``pairs``: numbers of tables of both pools, of shape (2, n)."""
    for tables, at in _spread(contexts.starts[pairs[0]], contexts.starts[pairs[0] + 1], effort):
        low, high = contexts.bounds.low[0, at], contexts.bounds.high[0, at]
        first, last = y.ranges(pairs[1, tables], low - _slack(low), high + _slack(high))
        for query, at_y in _spread(first, last, effort):
            yield from _filled(contexts, at[query], y, at_y)


def joining(
    op: Op, contexts: ContextPool, x: Pool, y: Pool, triples: Index, effort: Effort
) -> Iterator[Hits]:
    """Pairs x and y such that `x op y` fills a hole. ``triples``: numbers of tables, of shape (3, n).

    y should be the longer pool. The innermost operation of a context and ``op`` must alternate, see
    `ContextTables.contexts`.
    """
    widths = np.diff(x.starts)[triples[1]]
    queries = np.diff(contexts.starts)[triples[0]] * widths
    for triple, number in _spread(np.zeros_like(queries), queries, effort):
        width = widths[triple]
        at = contexts.starts[triples[0, triple]] + number // width
        at_x = x.starts[triples[1, triple]] + number % width
        low, high = _ranges(op, contexts.bounds.low[0, at], contexts.bounds.high[0, at], x.values[0, at_x])
        first, last = y.ranges(triples[2, triple], low, high)
        for query, at_y in _spread(first, last, effort):
            yield from _checked(op, contexts, at[query], x, at_x[query], y, at_y)


def _filled(contexts: ContextPool, at: Index, y: Pool, at_y: Index) -> Iterator[Hits]:
    fits: Mask = ~contexts.negative[at] | contexts.flips[at] | y.flips[at_y]
    for values, lower, upper in zip(y.values, contexts.bounds.low, contexts.bounds.high, strict=True):
        v, low, high = values[at_y], lower[at], upper[at]
        fits &= (v >= low - _slack(low)) & (v <= high + _slack(high))
    at, at_y = at[fits], at_y[fits]
    if len(at):
        yield Hits(at, at_y, at_y, filled(contexts.mobius, contexts.negative, at, y.residues[:, at_y]))


def _checked(
    op: Op, contexts: ContextPool, at: Index, x: Pool, at_x: Index, y: Pool, at_y: Index
) -> Iterator[Hits]:
    """The hits in the first example that are hits in all of them."""
    for example in range(1, len(x.values)):
        a, b = x.values[example][at_x], y.values[example][at_y]
        with np.errstate(all="ignore"):
            v = apply(op, a, b)
        slack = SLACK * (np.abs(a) + np.abs(b) if op in ADDITIVE else np.abs(v))
        fits = (v >= contexts.bounds.low[example][at] - slack) & (
            v <= contexts.bounds.high[example][at] + slack
        )
        at, at_x, at_y = at[fits], at_x[fits], at_y[fits]
        if not len(at):
            return
    if op is not Op.SUB:
        turns = ~contexts.negative[at] | contexts.flips[at] | x.flips[at_x] | y.flips[at_y]
        at, at_x, at_y = at[turns], at_x[turns], at_y[turns]
    if len(at):
        one, other = x.residues[:, at_x], y.residues[:, at_y]
        over_one = residues.inverse(one) if op is Op.UNDER else one
        over_other = residues.inverse(other) if op is Op.DIV else other
        hole = apply_residues(op, one, other, over_one, over_other)
        yield Hits(at, at_x, at_y, filled(contexts.mobius, contexts.negative, at, hole))


def _ranges(op: Op, low: Columns, high: Columns, x: Columns) -> tuple[Columns, Columns]:
    """The intervals of y such that `x op y` lies in the bounds, widened."""
    with np.errstate(all="ignore"):
        match op:
            case Op.ADD:
                slack = SLACK * (np.abs(x) + _finite(low) + _finite(high))
                return low - x - slack, high - x + slack
            case Op.SUB:
                slack = SLACK * (np.abs(x) + _finite(low) + _finite(high))
                return x - high - slack, x - low + slack
            case Op.MUL:
                return _between(low / x, high / x, x == 0)
            case Op.DIV:
                return _between(x / low, x / high, (low <= 0) & (high >= 0))
            case Op.UNDER:
                return _between(low * x, high * x, np.zeros(x.shape, np.bool_))


def _between(one: Columns, other: Columns, unknown: Mask) -> tuple[Columns, Columns]:
    open_ = unknown | np.isnan(one) | np.isnan(other)
    low, high = np.minimum(one, other), np.maximum(one, other)
    slack = SLACK * np.maximum(_finite(low), _finite(high))
    return np.where(open_, -np.inf, low - slack), np.where(open_, np.inf, high + slack)


def _finite(ends: Columns) -> Columns:
    return np.where(np.isfinite(ends), np.abs(ends), 0.0)


def _slack(bound: Columns) -> Columns:
    return SLACK * _finite(bound)


def _spread(first: Index, last: Index, effort: Effort) -> Iterator[tuple[Index, Index]]:
    """For every range, all numbers from ``first`` up to ``last``: ranges and numbers, CHUNK at a time."""
    counts = np.maximum(last - first, 0)
    busy = np.flatnonzero(counts)
    first, ends = first[busy], np.cumsum(counts[busy])
    total = int(ends[-1]) if len(ends) else 0
    effort.spend(total)
    begins = ends - counts[busy]
    for start in range(0, total, CHUNK):
        numbers = np.arange(start, min(start + CHUNK, total))
        at = np.searchsorted(ends, numbers, "right")
        yield busy[at], first[at] + (numbers - begins[at])
