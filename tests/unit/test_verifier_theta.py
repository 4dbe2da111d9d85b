"""Θ of small families, case by case: domains, shapes, order, φ, corners, stand-in lists."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import pytest

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding, Where, entry
from potstill.ir.family import Family, Field, Slot
from potstill.ir.lexicons import Lexicon, Option
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.outcome import Outside
from potstill.ir.regular import Census, automaton, determinise
from potstill.ir.values import Value
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Point, Ratios, Whole
from potstill.verifier.theta.domains import domain
from potstill.verifier.theta.lexemes import lexemes, texts
from potstill.verifier.theta.order import key
from potstill.verifier.theta.probes import first, telling
from potstill.verifier.theta.products import merged
from potstill.verifier.theta.shapes import Events, Masks, shapes, unfilled
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding
from tests.building import Builder
from tests.examples import artifacts, recipes
from tests.recipes import CALL, DUE, GREET, HALF, SAME, artifact

TEN = lx.Integers(1, 10)
COLOURS = lx.Choices((Option("red"), Option("blue", ("navy",))))
FREE = lx.Words(1, 2)


def family(start: g.Node, *slots: Slot, rules: tuple[tuple[str, g.Node], ...] = ()) -> Family:
    """A family that answers 0 to whatever it reads."""
    build = Builder()
    return Family("f", "", g.Grammar(start, rules), slots, (), build.program(build.const(0)), ())


def slot(name: str, lexicon: Lexicon, *, default: Value = None, optional: bool = False) -> Slot:
    """A slot that may be left out if it has a default or is optional."""
    kind = lexicon.value_type()
    return Slot(name, lexicon, t.Optional(kind) if optional else kind, default=default)


def say(*words: str | g.Node) -> g.Node:
    """Words and captures with gaps between them."""
    parts = (g.Text(word) if isinstance(word, str) else word for word in words)
    return g.seq(*(piece for part in parts for piece in (g.GAP, part)))


N, M = g.Capture("n", TEN), g.Capture("m", TEN)
SLOTS = slot("n", TEN), slot("m", TEN, default=3)


def point(**parameters: Value) -> Point:
    """A point without context."""
    return Point(parameters, {})


# Domains

DOMAINS: list[tuple[Lexicon, Domain]] = [
    (lx.Integers(0, 17, 5), Grid(Fraction(0), Fraction(5), 4)),
    (lx.Integers(-3, 3, 2), Grid(Fraction(-3), Fraction(2), 4)),
    (lx.Decimals(1, Fraction(1, 2), Fraction(3), Fraction(1, 2)), Grid(Fraction(1, 2), Fraction(1, 2), 6)),
    (lx.Money("JPY", Fraction(1), Fraction(9)), Grid(Fraction(1), Fraction(1), 9)),
    (lx.Money("USD", Fraction(0), Fraction(1)), Grid(Fraction(0), Fraction(1, 100), 101)),
    (lx.Percents(0, Fraction(0), Fraction(100), Fraction(25)), Grid(Fraction(0), Fraction(25), 5)),
    (lx.Fractions(4, Fraction(0), Fraction(1)), Ratios(Fraction(0), Fraction(1), 4)),
    (lx.Multipliers(Fraction(1), Fraction(2)), Ratios(Fraction(1), Fraction(2), 100)),
    (lx.Ordinals(1, 31), Grid(Fraction(1), Fraction(1), 31)),
    (lx.Dates(lx.Order.ISO, 700_000, 700_009), Grid(Fraction(700_000), Fraction(1), 10)),
    (lx.MonthDays(), Whole(t.MonthDay())),
    (lx.Times(), Grid(Fraction(0), Fraction(1), 86_400)),
    (lx.Durations(60, 90), Grid(Fraction(60), Fraction(1), 31)),
    (COLOURS, Listed(("red", "blue"))),
    (lx.Choices((Option(3), Option(Fraction(1, 2), ("half",)))), Listed((3, Fraction(1, 2)))),
    (lx.Wild(), Whole(t.Text(1, t.MAX_UTTERANCE))),
    (lx.Lists(TEN, 2, 3), Lists(Grid(Fraction(1), Fraction(1), 10), 2, 3)),
    (lx.Names("rooms"), Whole(lx.Names("rooms").type)),
]


@pytest.mark.parametrize(("lexicon", "values"), DOMAINS)
def test_the_domain_of_a_lexicon(lexicon: Lexicon, values: Domain) -> None:
    assert domain(lexicon) == values


SMALL: list[Lexicon] = [
    lx.Integers(-7, 30, 4),
    lx.Integers(0, 2000, 250),
    lx.Integers(95, 105, words=False),
    lx.Percents(1, Fraction(0), Fraction(3), Fraction(1, 2)),
    lx.Money("USD", Fraction(99, 100), Fraction(102, 100)),
    lx.Fractions(4, Fraction(-1, 2), Fraction(2)),
    lx.Fractions(2, Fraction(1, 3), Fraction(2, 5)),
    lx.Multipliers(Fraction(1, 3), Fraction(2)),
    lx.Ordinals(0, 40),
    lx.Dates(lx.Order.DMY, 738_215, 738_220),
    lx.MonthDays(),
    lx.Durations(59, 62),
    COLOURS,
    lx.Lists(lx.Integers(1, 3, words=False), 1, 2),
]


@pytest.mark.parametrize("lexicon", SMALL, ids=repr)
def test_a_small_domain_is_what_all_words_of_the_language_are_read_as(lexicon: Lexicon) -> None:
    words = islice(Census(determinise(automaton(lexicon.language()))).words(), 20_000)
    read = {value for word in words for value in lexicon.read(word)}
    values = sets.values(domain(lexicon))
    assert read <= set(values)
    assert all(value in lexicon.read(lexicon.print(value)) for value in values)
    assert sets.size(domain(lexicon)) == len(values)


def test_names_of_a_list_that_is_bound() -> None:
    binding = Binding({"rooms": [entry("Attic"), entry("attic"), entry("hall", 7, {"floor": "1"})]})
    both = domain(lx.Names("rooms"), binding)
    assert both == Either((Listed(("Attic", 7)), Listed(("attic",))))
    assert domain(lx.Names("rooms", (Where("floor", ("1",)),)), binding) == Listed((7,))
    assert sets.is_empty(domain(lx.Names("rooms", (Where("floor", ("2",)),)), binding))
    assert domain(lx.Lists(lx.Names("rooms"), 1, 2), binding) == Lists(both, 1, 2)


# Sets


def test_truth_values_are_no_numbers() -> None:
    assert Listed((True,)) != Listed((1,))
    assert not sets.contains(Listed((True,)), 1)
    assert not sets.contains(Grid(Fraction(0), Fraction(1), 2), True)
    assert merged([{"x": Listed((0,))}, {"x": Listed((1,))}], ["x"]) == ({"x": Listed((0, 1))},)
    pairs = [{"x": Listed((0,)), "y": Listed((False,))}, {"x": Listed((1,)), "y": Listed((True,))}]
    assert merged(pairs, ["x", "y"]) == tuple(pairs)


def test_unions_are_simplified() -> None:
    whole, part = Grid(Fraction(0), Fraction(1), 100), Grid(Fraction(10), Fraction(5), 3)
    assert sets.union([part, whole, Listed((7,))]) == whole
    assert sets.union([Listed((None,)), whole]) == Maybe(whole)
    assert sets.union([Listed(("a", "b")), Listed(("c", "a"))]) == Listed(("a", "b", "c"))
    assert sets.union([Listed(("a",)), Listed(("A",))]) == Either((Listed(("a",)), Listed(("A",))))
    assert sets.union([]) == sets.NOTHING


def test_inclusion() -> None:
    tens = Grid(Fraction(-100), Fraction(10), 10_000)
    assert sets.within(tens, Whole(t.integer(-100, 10**6)))
    assert not sets.within(tens, Whole(t.integer(-90, 10**6)))
    assert sets.within(tens, Grid(Fraction(-1000), Fraction(5), 10**6))
    assert not sets.within(tens, Grid(Fraction(-1000), Fraction(3), 10**6))
    assert sets.within(Whole(t.Date(5, 10**5)), Whole(t.Date(1, 10**6)))
    assert sets.within(Whole(t.Time()), Grid(Fraction(-1), Fraction(1, 2), 10**6))
    assert sets.within(tens, Whole(t.Number(Fraction(-100), Fraction(10**6), None)))
    assert sets.within(Ratios(Fraction(0), Fraction(1), 9), Ratios(Fraction(0), Fraction(2), 10))
    assert not sets.within(Ratios(Fraction(0), Fraction(1), 9), Ratios(Fraction(0), Fraction(2), 8))
    assert sets.within(Maybe(TENS), Maybe(Either((Listed((0,)), TENS))))
    assert not sets.within(Maybe(TENS), TENS)


def test_sizes() -> None:
    assert sets.size(Ratios(Fraction(0), Fraction(1), 5)) == 11
    assert sets.size(Ratios(Fraction(1, 3), Fraction(2, 5), 2)) == 0
    assert sets.size(Lists(Listed((1, 2)), 0, 3)) == 15
    assert sets.size(Whole(t.Number(Fraction(0), Fraction(1), None))) is None
    assert sets.size(Whole(t.Record((("a", t.Bool()), ("b", t.Optional(t.Bool())))))) == 6
    assert sets.size(Grid(Fraction(0), Fraction(1), 10**13)) is None
    off_grid = Whole(t.Number(Fraction(1, 2), Fraction(7, 2), 0))
    assert sets.values(off_grid) == telling(off_grid) == [1, 2, 3]
    assert sets.within(off_grid, Listed((3, 2, 1)))
    assert sets.is_empty(Whole(t.Number(Fraction(1, 3), Fraction(2, 3), 0)))
    with pytest.raises(ValueError, match="too large"):
        sets.values(Whole(t.Text(1, 2)))


def test_the_order_puts_simple_values_first() -> None:
    values: list[Value] = [7, -1, 1, Fraction(1, 2), 0, -7]
    assert sorted(values, key=key) == [0, Fraction(1, 2), 1, -1, 7, -7]
    assert sorted(["b", "aa", "", "a"], key=key) == ["", "a", "b", "aa"]
    assert sorted([(2,), (1, 1), (), None], key=key) == [None, (), (2,), (1, 1)]


def test_the_first_of_many_numbers_are_those_nearest_to_zero() -> None:
    assert first(Grid(Fraction(-50), Fraction(1), 10_000), (), 5) == [0, 1, -1, 2, -2]
    assert first(Grid(Fraction(70), Fraction(2), 10_000), (), 3) == [70, 72, 74]
    assert first(Listed(("b", "a")), (), 3) == ["a", "b"]


# Shapes


def given(made: Family, binding: Binding = EMPTY_BINDING) -> list[list[Domain]]:
    """The domains of each shape, slot by slot."""
    return [list(shape.domains.values()) for shape in shapes(Events(made, binding))]


TENS = domain(TEN)


def test_shapes_of_optional_and_fixed_slots() -> None:
    start = g.alt(
        say("add", N, g.optional(say("to", M))),
        say("double", N, g.Fix("m", 2)),
    )
    found = given(family(start, *SLOTS))
    assert found == [[TENS, TENS], [TENS, Listed((3,))], [TENS, Listed((2,))]]
    theta = Theta.of(family(start, *SLOTS))
    assert theta.domains == {"n": TENS, "m": TENS}
    assert theta.products == ({"n": TENS, "m": TENS},)
    assert theta.size() == 100


def test_a_path_without_a_value_for_a_slot_has_no_shape() -> None:
    made = family(g.alt(say("add", N, M), say("add", N), say("add", M)), *SLOTS)
    assert given(made) == [[TENS, TENS], [TENS, Listed((3,))]]
    assert unfilled(Events(made, EMPTY_BINDING)) == {"n"}


def test_a_slot_that_is_captured_twice_has_what_both_read() -> None:
    five = g.Capture("n", lx.Integers(0, 20, 5))
    assert given(family(say(N, "or", N), slot("n", TEN))) == [[TENS]]
    wide = Slot("n", TEN, t.integer(0, 20))
    assert given(family(say(N, "or", five), wide)) == [[Listed((5, 10))]]
    assert given(family(say(N, "or", g.Fix("n", 4)), wide)) == [[Listed((4,))]]
    assert given(family(say(N, "or", g.Fix("n", 14)), wide)) == []


def test_texts_that_are_captured_twice_may_be_spelled_either_way() -> None:
    upper = lx.Choices((Option("RED"), Option("green")))
    kind = t.enumeration("red", "blue", "RED", "green")
    twice = say(g.Capture("c", COLOURS), g.Capture("c", upper))
    (found,) = given(family(twice, Slot("c", COLOURS, kind)))
    assert found == [Either((Listed(("red",)), Listed(("RED",))))]
    free = say(g.Capture("c", COLOURS), g.Capture("c", FREE))
    (found,) = given(family(free, Slot("c", FREE, FREE.value_type())))
    assert all(sets.contains(found[0], spelling) for spelling in ("red", "RED", "Blue"))


def test_repeats_pass_what_some_copies_pass() -> None:
    body = g.alt(say(N), say(M))
    made = family(say("x", g.Repeat(body, 1, 3)), *SLOTS)
    assert Masks(Events(made, EMPTY_BINDING)).of(made.grammar.start) == (1, 2, 3)
    assert Masks(Events(made, EMPTY_BINDING)).of(g.Repeat(body, 3, 2)) == ()
    assert Masks(Events(made, EMPTY_BINDING)).of(g.Repeat(body, 0, 1)) == (0, 1, 2)


def test_what_reads_nothing_has_no_shape() -> None:
    for nothing in (g.NOTHING, g.Chars(()), g.Machine(((),), ())):
        assert given(family(g.alt(say("a", nothing, N), say("b", N)), slot("n", TEN))) == [[TENS]]


def test_rules_are_looked_at_where_they_are_called() -> None:
    made = family(say(g.Rule("r"), "x"), slot("n", TEN, optional=True), rules=(("r", g.optional(N)),))
    assert given(made) == [[TENS], [Listed((None,))]]
    assert Theta.of(made).domains == {"n": Maybe(TENS)}


def many(count: int) -> Family:
    """A family of optional slots, in any combination."""
    names = [f"s{place}" for place in range(count)]
    slots = [slot(name, lx.Integers(1, 9), optional=True) for name in names]
    parts = [g.optional(say(name, g.Capture(name, lx.Integers(1, 9)))) for name in names]
    return family(say("count", *parts), *slots)


def test_too_many_shapes_leave_the_product_of_all_domains() -> None:
    theta = Theta.of(many(13))
    assert theta.shapes is None
    assert theta.products == (theta.domains,)
    assert theta.size() == 10**13 or theta.size() is None
    simplest = theta.simplest()
    assert simplest is not None
    assert theta.phi(simplest) == "count"
    full = Point(dict.fromkeys(theta.domains, 7), {})
    assert theta.contains(full)
    assert theta.phi(full) == "count " + " ".join(f"s{place} 7" for place in range(13))


def test_shapes_in_any_combination_are_one_product() -> None:
    theta = Theta.of(many(8))
    assert theta.shapes is not None
    assert len(theta.shapes) == 256
    assert theta.products == (theta.domains,)
    assert theta.size() == 10**8


# Points


def test_points_come_once_in_order() -> None:
    start = g.alt(say("add", g.Capture("n", lx.Integers(-1, 1))), say("none"), say("one", g.Fix("n", 1)))
    theta = Theta.of(family(start, Slot("n", lx.Integers(-1, 1), t.integer(-1, 1), default=0)))
    assert theta.size() == 3
    assert [one.parameters["n"] for one in theta.points(3)] == [0, 1, -1]
    with pytest.raises(ValueError, match="more than 2 points"):
        next(theta.points(2))


def test_context_ranges_over_its_type() -> None:
    made = artifact(DUE).family
    theta = Theta.of(made)
    assert theta.context == {"today": Whole(Field("today", made.context[0].type).type)}
    simplest = theta.simplest()
    assert simplest is not None
    assert theta.phi(simplest) == "what day is it in 1 days"
    assert theta.contains(simplest)
    assert not theta.contains(Point(simplest.parameters, {"today": 1}))
    assert theta.phi(Point(simplest.parameters, {"today": None})) is None


def test_phi_says_nothing_where_a_condition_fails() -> None:
    theta = Theta.of(artifact(HALF).family)
    assert theta.phi(point(n=8)) == "half of 8"
    assert theta.contains(point(n=7))
    assert theta.phi(point(n=7)) is None
    assert theta.phi(point(n=2000)) is None


def test_phi_keeps_the_spelling_of_free_text() -> None:
    theta = Theta.of(artifact(GREET).family)
    assert theta.phi(point(who="Ann B")) == "greet Ann B"
    assert theta.phi(point(who="ann.")) is None
    assert Theta.of(artifact(SAME).family).phi(point(name="x")) == "is x the same as x"


def test_phi_takes_another_form_where_the_first_means_two_things() -> None:
    lamps = lx.Choices(
        (Option("light", ("lamp",), named=False), Option("lantern", ("lamp", "torch"), named=False))
    )
    theta = Theta.of(family(say("dim", g.Capture("what", lamps)), slot("what", lamps)))
    assert theta.phi(point(what="lantern")) == "dim torch"
    assert theta.phi(point(what="light")) is None


def test_phi_avoids_paths_that_are_read_otherwise() -> None:
    """ "x 1 2" may be 1 and 2, or a list; with "and" it is one of them."""
    made = family(
        g.alt(say("x", N, M), say("x", g.Text("1 2"), g.Fix("n", 9), g.Fix("m", 9)), say("x", N, "and", M)),
        *SLOTS,
    )
    assert Theta.of(made).phi(point(n=1, m=2)) == "x 1 and 2"
    assert Theta.of(made).phi(point(n=1, m=4)) == "x 1 4"


def test_phi_follows_machines_classes_and_repeats() -> None:
    machine = g.Machine((((97, 98, 1),), ((120, 120, 0), (48, 57, 2)), ()), (2,))
    made = family(say(machine, g.Repeat(g.chars("az"), 2, 3), N), slot("n", TEN))
    assert Theta.of(made).phi(point(n=4)) == "a1 xx 4"


def test_corners_are_in_theta_and_different() -> None:
    theta = Theta.of(family(g.alt(say("a", N, g.optional(M)), say("b", N, g.Fix("m", 2))), *SLOTS))
    corners = list(theta.corners())
    assert all(map(theta.contains, corners))
    assert len({tuple(one.parameters.values()) for one in corners}) == len(corners)
    assert {1, 2, 9, 10} <= {one.parameters["n"] for one in corners}


def test_telling_values() -> None:
    assert telling(Grid(Fraction(-2), Fraction(1), 1000)) == [0, 1, -1, -2, 996, 997]
    assert telling(Ratios(Fraction(2, 7), Fraction(3, 10), 7)) == [Fraction(2, 7)]
    assert telling(Whole(t.Text(2, 9))) == ["xx"]
    assert 229 in telling(Whole(t.MonthDay()))
    assert telling(Whole(t.List(t.Bool(), 0, 2)))[0] == ()
    assert telling(Lists(Listed(("a", "b")), 2, 3))[:2] == [("a", "a"), ("a", "b")]


def test_texts_of_free_text() -> None:
    assert texts(lx.Words(1, 2, ("x",))) == ("y", "z", "alpha")
    assert texts(lx.Words(2, 2)) == ("x x", "y y", "z z", "alpha alpha")
    assert texts(lx.Pattern("[0-9]{2}-[A-C]")) == ("00-a",)
    assert texts(lx.Pattern("ß+")) == ("ss",)


def test_lexemes() -> None:
    assert lexemes(TEN, 7) == ("7", "seven")
    assert lexemes(COLOURS, "blue") == ("blue", "navy")
    assert lexemes(COLOURS, "pink") == ()
    assert lexemes(lx.Lists(COLOURS, 1, 3), ("red", "blue", "red"))[0] == "red, blue and red"
    assert lexemes(lx.Names("rooms"), "hall") == ()
    assert lexemes(FREE, "Ann") == ("Ann",)


# Late-bound lists


def test_names_that_are_not_known_range_over_their_type() -> None:
    made = artifact(CALL).family
    theta = Theta.of(made)
    assert theta.domains == {"who": Whole(made.slots[0].type)}
    assert theta.phi(point(who="alpha")) is None
    bound = Theta.of(made, sample_binding(made))
    assert bound.domains == {"who": Listed(("alpha", "beta"))}
    assert [bound.phi(one) for one in bound.points(2)] == ["call beta", "call alpha"]
    assert all(map(theta.contains, bound.points(2)))


def uses() -> Iterator[tuple[lx.Names, int]]:
    """Uses of a list, and how many entries there are for each."""
    ground, top = Where("floor", ("ground", "cellar")), Where("floor", ("top",), negated=True)
    yield lx.Names("rooms"), 10
    yield lx.Names("rooms", (ground,)), 4
    yield lx.Names("rooms", (ground, top)), 4
    yield lx.Names("rooms", (top,)), 8
    yield lx.Names("rooms", (Where("floor", ("top",)),)), 2
    yield lx.Names("rooms", (top, Where("floor", ("top",)))), 0


def test_stand_ins_meet_the_conditions() -> None:
    parts = [g.Capture("r", use) for use, _ in uses()]
    made = family(
        g.alt(*(say(f"w{place}", part) for place, part in enumerate(parts))), slot("r", parts[0].lexicon)
    )
    binding = sample_binding(made)
    assert [len(binding.entries("rooms", use.where)) for use, _ in uses()] == [count for _, count in uses()]


def test_stand_ins_have_values_of_the_type() -> None:
    kinds: list[t.Type] = [t.integer(5, 9), t.enumeration("on", "off"), t.Date(700_000, 700_009)]
    for kind in kinds:
        names = lx.Names("things", (), kind)
        binding = sample_binding(family(say("x", g.Capture("n", names)), slot("n", names)))
        values = domain(names, binding)
        assert sets.size(values) == 2
        assert sets.within(values, Whole(kind))


def test_lists_that_are_bound_stay() -> None:
    made = artifact(CALL).family
    binding = Binding({"people": [entry("Ann")]})
    assert sample_binding(made, binding) is binding


# The examples


@pytest.mark.parametrize("path", recipes(), ids=lambda path: path.stem)
def test_whoever_asks_an_example_can_be_answered_from_its_corners(path: object) -> None:
    """φ says the simplest points of all examples, and corners that the conditions admit."""
    made = next(found for place, found in artifacts().items() if place == path).family
    theta = Theta.of(made)
    assert theta.shapes is not None
    tried = 0
    for corner in theta.corners():
        outcome = evaluate(made.program, corner.parameters, corner.context)
        if not isinstance(outcome, Outside):
            assert theta.phi(corner) is not None, corner
            tried += 1
        if tried == 3:
            break
