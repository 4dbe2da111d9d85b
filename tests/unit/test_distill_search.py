"""The search for formulas: what it finds, what it says that it searched, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random

import pytest

from potstill.distill.forms import equal_forms
from potstill.distill.search import (
    Form,
    Found,
    Layer,
    Limits,
    Role,
    Shape,
    Space,
    declare,
    search,
)  # fmt: skip
from potstill.distill.search.constants import Constants
from potstill.distill.search.counting import elementary, multisets, read_once, signed_sums
from potstill.distill.search.keys import Key, halves, parts
from potstill.distill.terms import Apply, Const, Term, Var, size, value, write

KNOWN = (1, 6, 68, 1170, 27142, 793002, 27914126)
"""OEIS A140606."""

Columns = Mapping[str, tuple[Fraction, ...]]


def table(
    formula: Callable[..., Fraction],
    names: str,
    *,
    count: int = 5,
    seed: int = 1,
    low: int = 2,
    high: int = 90,
) -> tuple[dict[str, tuple[Fraction, ...]], tuple[Fraction, ...]]:
    """Columns of random whole numbers, and what a formula makes of them."""
    random = Random(seed)
    rows = [[Fraction(random.randint(low, high)) for _ in names] for _ in range(count)]
    columns = {name: tuple(row[at] for row in rows) for at, name in enumerate(names)}
    return columns, tuple(Fraction(formula(*row)) for row in rows)


def found(columns: Columns, target: Sequence[Fraction], space: Space | None = None) -> Found:
    """What the search finds, after a check that it fits."""
    result = search(columns, target, space)
    for term in result.terms:
        for at, answer in enumerate(target):
            assert value(term, {name: column[at] for name, column in columns.items()}) == answer, write(term)
    return result


def has(result: Found, wanted: Term) -> bool:
    """Whether a term, or an equal one, is among what was found."""
    return any(equal_forms(term, wanted) for term in result.terms)


def op(name: str, *args: Term | str | int) -> Term:
    """A term of slots, numbers and operators."""
    return Apply(
        name,
        tuple(
            Var(each) if isinstance(each, str) else Const(Fraction(each)) if isinstance(each, int) else each
            for each in args
        ),
    )


@pytest.mark.parametrize(("leaves", "count"), list(enumerate(KNOWN, 1)))
def test_formulas_are_as_many_as_known(leaves: int, count: int) -> None:
    assert read_once(leaves) == count


def test_sums_of_products_are_counted() -> None:
    # Of two leaves: 2 products and 4 sums; of three: 2 products, 3 * 4 sums of two terms, 8 of three.
    assert [signed_sums(leaves, 3) for leaves in (1, 2, 3)] == [2, 6, 22]
    assert signed_sums(2, 1) == 4


def test_choices_are_counted() -> None:
    assert [multisets(3, 2), multisets(0, 0), multisets(0, 1)] == [6, 1, 0]
    assert elementary([2, 3, 5], 2) == 6 + 10 + 15


def test_leaves_are_divided_in_all_ways() -> None:
    key = Key(0b11, near=1)
    assert len(set(parts(key))) == 8
    assert len(halves(key)) == 3
    assert all(one.size + other.size == 3 for one, other in halves(key))
    assert set(parts(Key(0b1, odd=1))) == {Key(0b1, odd=1), Key(0b1), Key()}


def test_a_product() -> None:
    result = found(*table(lambda a, b: a * b, "ab"))
    assert result.exhausted
    assert [write(each.core) for each in result.survivors] == ["b * a"]


def test_answers_that_are_whole_may_be_rounded() -> None:
    columns, target = table(lambda a, b: a * b, "ab")
    space = declare(dict.fromkeys(columns, Role.NUMBER)).only([Layer(2, rounded=True)])
    (only,) = found(columns, target, space).survivors
    assert [wrap.rounding and wrap.rounding.mode for wrap in only.wraps] == [
        None, "floor", "ceil", "half_up", "half_even",
    ]  # fmt: skip


def test_a_rounding_is_found_and_told_apart() -> None:
    result = found(*table(lambda a, b, c: a * b // c, "abc", count=6))
    assert has(result, op("floor", op("div", op("mul", "a", "b"), "c")))
    assert not has(result, op("div", op("mul", "a", "b"), "c"))


def test_money_is_rounded_to_cents() -> None:
    columns, target = table(lambda a, b: Fraction(round(a * 100 / b, 0)) / 100, "ab", count=6)
    rounded = found(columns, target).survivors[0].wraps[0].rounding
    assert rounded is not None
    assert rounded.places == 2


def test_numbers_that_are_neither_are_not_rounded() -> None:
    result = found(*table(lambda a, b: a / b, "ab", high=999))
    assert [each.wraps[0].rounding for each in result.survivors] == [None]


@pytest.mark.parametrize(
    ("names", "formula", "wanted"),
    [
        ("abcd", lambda a, b, c, d: a * c + b * d, op("add", op("mul", "a", "c"), op("mul", "b", "d"))),
        ("abc", lambda a, b, c: a - b - 2 * c, op("sub", op("sub", "a", "b"), op("mul", 2, "c"))),
        ("abcde", lambda a, b, c, d, e: (a + b) * c * d / e,
         op("div", op("mul", op("mul", op("add", "a", "b"), "c"), "d"), "e")),
        ("abcdef", lambda a, b, c, d, e, f: a * (b + c + d + e + f),
         op("mul", "a", op("add", op("add", op("add", "b", "c"), op("add", "d", "e")), "f"))),
        ("ab", lambda a, b: a * (a + b), op("mul", "a", op("add", "a", "b"))),
    ],
)  # fmt: skip
def test_formulas_over_all_slots(names: str, formula: Callable[..., Fraction], wanted: Term) -> None:
    result = found(*table(formula, names))
    assert result.exhausted
    assert has(result, wanted)


def test_slots_that_do_not_matter() -> None:
    result = found(*table(lambda a, b, c, d: a * b + 0 * c * d, "abcd"))
    assert has(result, op("mul", "a", "b"))


def test_percentages_have_forms() -> None:
    columns, target = table(lambda a, p: a * (100 - p) / 100, "ap")
    result = found(columns, target, declare({"a": Role.NUMBER, "p": Role.PERCENT}))
    assert write(result.terms[0]) == "(1 - p / 100) * a"


def test_constants_of_the_text_come_first() -> None:
    columns, target = table(lambda a, b: a + 37 * b, "ab")
    roles = dict.fromkeys(columns, Role.NUMBER)
    told = found(columns, target, declare(roles, [Fraction(37)]))
    assert write(told.terms[0]) == "b * 37 + a"
    # 37 is 3 * 12 + 1.
    assert size(found(columns, target, declare(roles)).terms[0]) == 5


def test_far_constants_scale_and_are_not_added() -> None:
    columns, target = table(lambda a: a + 60, "a")
    space = declare({"a": Role.NUMBER})
    assert not found(columns, target, space.only([Layer(1, far=1)])).terms
    assert found(columns, tuple(v - 60 for v in target), space.only([Layer(1)])).terms
    columns, target = table(lambda a: a * 60, "a")
    assert write(found(columns, target, space.only([Layer(1, far=1)])).terms[0]) == "a * 60"


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        (lambda a, b: min(a, b) * 2, op("mul", op("min", "a", "b"), 2)),
        (lambda a, b: max(a, b) - 1, op("sub", op("max", "a", "b"), 1)),
        (lambda a, b: abs(a - b), op("abs", op("sub", "a", "b"))),
        (lambda a, b: a % b + a, op("add", op("mod", "a", "b"), "a")),
        (lambda a, b: a // b * b, op("mul", op("floordiv", "a", "b"), "b")),
        (lambda a, b: -(-a // b) * b, op("mul", op("ceil", op("div", "a", "b")), "b")),
        (lambda a, b: a + 2**(b % 10), None),
    ],
    ids=["min", "max", "abs", "mod", "floordiv", "ceil", "none"],
)  # fmt: skip
def test_special_operations(formula: Callable[..., Fraction], wanted: Term | None) -> None:
    columns, target = table(formula, "ab", count=8)
    result = found(columns, target)
    assert result.exhausted
    assert not result.terms if wanted is None else has(result, wanted)


def test_powers() -> None:
    columns, target = table(lambda a, b: a * (1 + b) ** 3, "ab", high=12)
    result = found(columns, target, declare(dict.fromkeys("ab", Role.NUMBER), [Fraction(3)]))
    assert has(result, op("mul", "a", op("pow", op("add", 1, "b"), 3)))


def test_special_operations_count_only_where_the_examples_show_them() -> None:
    columns = {"a": (Fraction(3), Fraction(5), Fraction(9)), "b": (Fraction(10), Fraction(20), Fraction(40))}
    assert next(write(term) for term in found(columns, columns["a"]).terms) == "a"
    assert not any("min" in write(term) for term in found(columns, columns["a"]).terms)


def test_slots_are_rounded_before_anything_else() -> None:
    random = Random(2)
    prices, counts = range(150, 990), range(3, 50)
    columns = {
        name: tuple(
            Fraction(random.choice(prices), 100) if name in "ac" else Fraction(random.choice(counts))
            for _ in range(6)
        )
        for name in "abcd"
    }
    target = tuple(
        Fraction(int(a + Fraction(1, 2)) * b + int(c + Fraction(1, 2)) * d)
        for a, b, c, d in zip(*columns.values(), strict=True)
    )
    result = found(columns, target)
    assert any("round(a, 0, half_up)" in write(term) for term in result.terms)


def test_sums_of_products_reach_further_than_formulas() -> None:
    columns, target = table(
        lambda a, b, c, d, e, f, g, h: a * b + c * d + e * f - g * h, "abcdefgh", count=6, low=100, high=999
    )
    space = declare(dict.fromkeys(columns, Role.NUMBER)).only([Layer(8, shape=Shape.SUMS)])
    (only,) = found(columns, target, space).survivors
    products = [op("mul", *pair) for pair in ("ab", "cd", "ef", "gh")]
    assert equal_forms(
        only.core, op("sub", op("add", op("add", products[0], products[1]), products[2]), products[3])
    )


def test_something_around_a_sum() -> None:
    columns, target = table(
        lambda t, a, b, c, d, e: (60 * (t - 2 * a - b - 2 * d) - c) / e, "tabcde", count=6, low=100, high=999
    )
    space = Space(
        dict.fromkeys(columns, (Form.PLAIN,)),
        Constants((Fraction(2), Fraction(60)), ()),
        layers=(Layer(6, near=3, shape=Shape.SUMS),),
    )
    result = found(columns, target, space)
    assert [len(result.survivors), result.exhausted] == [1, True]


def test_contradictory_answers_have_no_formula() -> None:
    columns = {"a": (Fraction(2), Fraction(2)), "b": (Fraction(3), Fraction(3))}
    result = search(columns, (Fraction(5), Fraction(7)))
    assert [result.terms, result.exhausted] == [(), True]


def test_an_answer_that_never_changes() -> None:
    result = found({"a": (Fraction(2), Fraction(9))}, (Fraction(7), Fraction(7)))
    assert Const(Fraction(7)) in result.terms


def test_no_slots() -> None:
    result = found({}, (Fraction(24), Fraction(24)))
    assert Const(Fraction(24)) in result.terms
    assert not search({}, (Fraction(24), Fraction(25))).terms


def test_zeros_in_the_examples() -> None:
    columns = {
        "a": tuple(map(Fraction, (0, 4, 6, 30))),
        "b": tuple(map(Fraction, (5, 0, 7, 11))),
    }
    assert has(found(columns, tuple(map(Fraction, (0, 0, 42, 330)))), op("mul", "a", "b"))
    assert has(found(columns, tuple(map(Fraction, (5, 4, 13, 41)))), op("add", "a", "b"))


def test_negative_answers() -> None:
    result = found(*table(lambda a, b, c: c - a * b, "abc"))
    assert has(result, op("sub", "c", op("mul", "a", "b")))


def test_a_spent_effort_is_no_exhaustion() -> None:
    columns, target = table(lambda a, b, c, d: a * b + c * d, "abcd")
    small = declare(dict.fromkeys(columns, Role.NUMBER), limits=Limits(effort=50))
    result = search(columns, target, small)
    assert not result.exhausted
    assert len(result.space.layers) < len(small.layers)


def test_too_many_rivals_are_no_exhaustion() -> None:
    columns, target = table(lambda a, b, c, d: a * b + c * d, "abcd", count=1, high=4)
    space = declare(dict.fromkeys(columns, Role.NUMBER), limits=Limits(rivals=5))
    result = search(columns, target, space.only([Layer(4)]))
    assert [result.exhausted, len(result.survivors)] == [False, 5]


def test_what_was_searched_is_said() -> None:
    columns, target = table(lambda a, b: a * b, "ab")
    result = found(columns, target)
    assert 0 < result.space.size() < declare(dict.fromkeys("ab", Role.NUMBER)).size()
    assert "2 slots: 6" in result.space.grammar()
    bits = [result.space.bits(layer) for layer in result.space.layers]
    assert bits == sorted(bits)


def test_the_search_is_the_same_every_time() -> None:
    columns, target = table(lambda a, b, c: a * b // c, "abc", count=3)
    assert search(columns, target) == search(columns, target)


@pytest.mark.parametrize(
    ("columns", "target"),
    [
        ({"a": (Fraction(1),)}, ()),
        ({"a": (Fraction(1),)}, (Fraction(1), Fraction(2))),
    ],
)
def test_columns_must_fit_the_answers(columns: Columns, target: tuple[Fraction, ...]) -> None:
    with pytest.raises(ValueError, match="one value of every slot"):
        search(columns, target)


def test_a_space_for_other_slots_is_refused() -> None:
    with pytest.raises(ValueError, match="other slots"):
        search({"a": (Fraction(1),)}, (Fraction(1),), declare({"b": Role.NUMBER}))


def test_a_space_is_data() -> None:
    space = Space({"a": (Form.PLAIN,)}, Constants((Fraction(1),), ()), layers=(Layer(1, near=1),))
    result = found({"a": (Fraction(4), Fraction(9))}, (Fraction(5), Fraction(10)), space)
    assert [write(term) for term in result.terms] == ["a + 1"]
