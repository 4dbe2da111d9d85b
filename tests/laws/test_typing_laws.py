"""Inclusion, join and meet agree with membership."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir import types as t
from potstill.ir.types import Type
from potstill.ir.typing import contains, fits, join, literal, meet, show
from tests.strategies.values import kinds, types, types_of, values_of


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Type, Type]:
    """Two types, mostly of one kind."""
    kind = draw(kinds())
    return draw(types_of(kind)), draw(types_of(kind) | types())


@given(types(), st.data())
def test_values_are_members(kind: Type, data: st.DataObject) -> None:
    assert contains(kind, data.draw(values_of(kind)))


@given(pairs(), st.data())
def test_what_fits_is_inside(pair: tuple[Type, Type], data: st.DataObject) -> None:
    inner, outer = pair
    value = data.draw(values_of(inner))
    assert contains(outer, value) or not fits(inner, outer)


@given(pairs(), st.data())
def test_a_join_holds_both(pair: tuple[Type, Type], data: st.DataObject) -> None:
    one, other = pair
    joined = join(one, other)
    assert (joined is None) == (join(other, one) is None)
    if joined is not None:
        assert fits(one, joined)
        assert fits(other, joined)
        assert contains(joined, data.draw(values_of(one)))


@given(pairs(), st.data())
def test_a_meet_holds_what_is_common(pair: tuple[Type, Type], data: st.DataObject) -> None:
    one, other = pair
    met = meet(one, other)
    value = data.draw(values_of(one))
    # A value alone does not say whether it is a list or a record.
    if contains(other, value) and join(one, other) is not None:
        assert met is not None
        assert contains(met, value)
    if met is not None:
        assert fits(met, one)
        assert fits(met, other)


@given(types())
def test_inclusion_is_reflexive(kind: Type) -> None:
    assert fits(kind, kind)
    assert join(kind, kind) == kind
    assert meet(kind, kind) == kind
    assert show(kind)


@given(types(depth=0), st.data())
def test_a_literal_has_the_smallest_type(kind: Type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    if isinstance(kind, t.Bool | t.Number | t.Text):
        assert contains(literal(value), value)
        assert fits(literal(value), kind)
