"""Linear equations between registers: what is known of two readings side by side.

An abstract domain, exact for what registers do: they are multiplied by constants, constants are added to
them, and a digit that both readings count is one unknown number. Source: Karr, "Affine relationships among
variables of a program" (1976).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd
from typing import TypeAlias

Row: TypeAlias = tuple[int, ...]
"""A linear form: a coefficient for each variable, then the constant; as an equation, it is zero.

INVARIANT, of equations: the first coefficient that is not zero is positive, and no number divides them all.
"""

Relation: TypeAlias = tuple[Row, ...]
"""Equations in reduced echelon form, by leading variable: equal solutions, equal values."""


def zeros(count: int) -> Relation:
    """All variables are zero."""
    return tuple(tuple(int(i == j) for j in range(count + 1)) for i in range(count))


def reduced(rows: Iterable[Row]) -> Relation:
    """The reduced echelon form of some equations, by elimination over the integers."""
    echelon: list[tuple[int, Row]] = []
    for row in rows:
        for lead, known in echelon:
            if row[lead]:
                row = _eliminated(row, known, lead)
        lead = next((column for column, value in enumerate(row) if value), len(row))
        if lead >= len(row) - 1:
            continue
        row = _primitive(row, lead)
        echelon = [
            (other, _primitive(_eliminated(known, row, lead), other) if known[lead] else known)
            for other, known in echelon
        ]
        echelon.append((lead, row))
    return tuple(row for _, row in sorted(echelon))


def _eliminated(row: Row, pivot: Row, lead: int) -> Row:
    """The row without its variable ``lead``."""
    here, there = row[lead], pivot[lead]
    return tuple([value * there - other * here for value, other in zip(row, pivot, strict=True)])


def _primitive(row: Row, lead: int) -> Row:
    common = gcd(*row)
    if row[lead] < 0:
        common = -common
    return row if common == 1 else tuple([value // common for value in row])


def forgotten(relation: Relation, variable: int) -> Relation:
    """What is known without one variable."""
    using = [row for row in relation if row[variable]]
    rest = [row for row in relation if not row[variable]]
    rest += [_eliminated(row, using[-1], variable) for row in using[:-1]]
    return reduced(rest)


def assigned(relation: Relation, variable: int, times: int, plus: int, width: int) -> Relation:
    """After variable := times * variable + plus, in rows of ``width`` columns."""
    if not times:
        return reduced((*forgotten(relation, variable), unit(variable, width, plus)))
    rows: list[Row] = []
    for row in relation:
        here = row[variable]
        if here:
            new = [value * times for value in row]
            new[variable] = here
            new[-1] -= here * plus
            row = tuple(new)
        rows.append(row)
    return reduced(rows)


def unit(variable: int, width: int, value: int) -> Row:
    """The equation variable = value, in rows of ``width`` columns."""
    return tuple(1 if column == variable else -value if column == width - 1 else 0 for column in range(width))


def counted(relation: Relation, variables: tuple[int, ...]) -> Relation:
    """After each variable := 10 * variable + d, for one digit d that is not known."""
    pivot: list[int] | None = None
    rows: list[Row] = []
    for row in relation:
        shares = sum(row[variable] for variable in variables)
        new = [10 * value for value in row]
        for variable in variables:
            new[variable] = row[variable]
        # The row now says: new - shares * d = 0.
        if not shares:
            rows.append(tuple(new))
        elif pivot is None:
            pivot = [*new, shares]
        else:
            rows.append(tuple([a * pivot[-1] - b * shares for a, b in zip(new, pivot[:-1], strict=True)]))
    return reduced(rows)


def implies(relation: Relation, form: Row) -> bool:
    """Whether a form is zero wherever the equations hold."""
    for row in relation:
        lead = next(column for column, value in enumerate(row) if value)
        if form[lead]:
            form = _eliminated(form, row, lead)
    return not any(form)


def constant(relation: Relation, variable: int) -> int | None:
    """The value of a variable, if the equations fix it to a whole number."""
    for row in relation:
        if row[variable] and not any(value for column, value in enumerate(row[:-1]) if column != variable):
            return -row[-1] // row[variable] if row[-1] % row[variable] == 0 else None
    return None
