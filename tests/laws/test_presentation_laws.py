"""What goes out comes back: values as Python objects and as JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.presentation import from_json, from_python, to_json, to_python
from potstill.ir.types import Type
from potstill.ir.writing import show
from tests.strategies.values import types, values_of


@given(types(depth=2), st.data())
def test_values_go_out_and_come_back(kind: Type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    assert from_python(to_python(value, kind), kind) == value
    written = to_json(value, kind)
    assert json.loads(json.dumps(written)) == written
    assert from_json(written, kind) == value
    assert isinstance(show(value, kind), str)


@given(types(depth=1), st.data())
def test_json_tells_values_apart(kind: Type, data: st.DataObject) -> None:
    one, other = data.draw(values_of(kind)), data.draw(values_of(kind))
    assert (to_json(one, kind) == to_json(other, kind)) == (one == other)
