"""Laws of Θ: it holds whatever the reference reads, and φ says what is read back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon, Lists, Pattern, Wild, Words
from potstill.ir.normal import fold, normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.match import TooManyReadings, readings
from potstill.ir.reference.resolve import Reads
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.ir.verdicts import Status
from potstill.verifier.expressible import expressible, is_said
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain, Point, Whole
from potstill.verifier.theta.domains import domain
from potstill.verifier.theta.lexemes import lexemes, texts
from potstill.verifier.theta.order import key
from potstill.verifier.theta.probes import first, heard, telling
from potstill.verifier.theta.shapes import Events, Masks, TooManyShapes
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding
from tests.strategies.families import BINDING, families, lexicons, utterances
from tests.strategies.lexicons import GOLDEN, LEXICONS, values
from tests.strategies.values import PATTERNS, types, values_of

named = pytest.mark.parametrize("name", LEXICONS)
bindings = st.sampled_from((BINDING, EMPTY_BINDING))


def context_of(family: Family) -> st.SearchStrategy[dict[str, Value]]:
    """What the host may know."""
    return st.fixed_dictionaries({field.name: values_of(field.type) for field in family.context})


@named
@settings(max_examples=25)
@given(data=st.data())
def test_what_a_lexicon_prints_lies_in_its_domain(name: str, data: st.DataObject) -> None:
    lexicon = LEXICONS[name]
    value = data.draw(values(lexicon))
    assert sets.contains(domain(lexicon), value)


@named
def test_what_a_lexicon_reads_lies_in_its_domain(name: str) -> None:
    lexicon = LEXICONS[name]
    for lexeme, *_ in GOLDEN[name]["reads"]:
        read = lexicon.read(fold(lexeme))
        assert read
        assert all(sets.contains(domain(lexicon), value) for value in read)


def _exact(lexicon: Lexicon) -> bool:
    return not lexicon.spelled and not isinstance(lexicon, Lists)


@given(lexicons)
def test_exact_domains_hold_only_what_is_read(lexicon: Lexicon) -> None:
    assume(_exact(lexicon))
    for value in telling(domain(lexicon, BINDING)):
        printed = lexicon.print(value, BINDING)
        assert value in lexicon.read(printed, BINDING)
        assert contains(lexicon.value_type(), value)


@given(lexicons)
def test_every_way_to_say_a_value_is_read_as_it(lexicon: Lexicon) -> None:
    assume(_exact(lexicon))
    for value in telling(domain(lexicon, BINDING)):
        said = lexemes(lexicon, value, BINDING)
        assert said[0] == lexicon.print(value, BINDING)
        assert all(value in lexicon.read(lexeme, BINDING) for lexeme in said)


_free: st.SearchStrategy[Lexicon] = st.one_of(
    st.builds(Words, st.integers(1, 2), st.integers(2, 4), st.sampled_from(((), ("x",), ("x", "y x", "z")))),
    st.just(Wild()),
    st.sampled_from(PATTERNS).filter(lambda regex: regex != "[a-c]*" and regex != "(ab|ba)*").map(Pattern),
)


@given(_free)
def test_texts_are_read(lexicon: Lexicon) -> None:
    assert texts(lexicon)
    assert all(lexicon.read(text) == (text,) for text in texts(lexicon))
    assert sorted(texts(lexicon), key=key) == list(texts(lexicon))


@settings(max_examples=60)
@given(data=st.data())
def test_theta_holds_what_the_reference_reads(data: st.DataObject) -> None:
    family = data.draw(families(program_depth=0))
    binding = data.draw(bindings)
    theta = Theta.of(family, binding)
    envelope = Theta.of(family)
    capped = _capped(family, binding)
    for _ in range(3):
        utterance = data.draw(utterances(family))
        try:
            found = readings(family, normalise(utterance), binding)
        except TooManyReadings:
            continue
        for reading in found:
            parameters = dict(zip((slot.name for slot in family.slots), reading.parameters, strict=True))
            point = Point(parameters, {})
            assert _holds(theta, point), (utterance, point)
            assert _holds(envelope, point), "a list may be any list"
            assert all(sets.contains(capped[name], value) for name, value in parameters.items())


def _holds(theta: Theta, point: Point) -> bool:
    """Whether slots' values are in Θ, the context aside; by shapes, by products, and slot by slot."""
    assert theta.shapes is not None
    found = [
        any(all(sets.contains(one[name], value) for name, value in point.parameters.items()) for one in union)
        for union in ([shape.domains for shape in theta.shapes], theta.products)
    ]
    apart = all(sets.contains(theta.domains[name], value) for name, value in point.parameters.items())
    assert found[0] == found[1]
    assert apart or not found[0]
    return found[0]


def _capped(family: Family, binding: Binding) -> dict[str, Domain]:
    """What stands for the shapes where they are too many."""
    events = Events(family, binding)
    return {slot.name: events.anything(slot) for slot in family.slots}


@settings(max_examples=40)
@given(data=st.data())
def test_phi_says_what_is_read_as_exactly_the_point(data: st.DataObject) -> None:
    family = data.draw(families(program_depth=1))
    theta = Theta.of(family, BINDING)
    context = data.draw(context_of(family))
    for corner in list(theta.corners())[:6]:
        assert theta.contains(corner)
        point = Point(corner.parameters, context)
        utterance = theta.phi(point)
        if utterance is not None:
            _check(family, utterance, point)


def _check(family: Family, utterance: str, point: Point) -> None:
    match candidate(family, normalise(utterance), point.context, BINDING):
        case Candidate(found=Reads(reading)):
            assert reading.parameters == tuple(point.parameters[slot.name] for slot in family.slots)
        case other:
            raise AssertionError(f"{utterance!r} is read as {other}")


@settings(max_examples=40)
@given(data=st.data())
def test_phi_says_what_somebody_has_said(data: st.DataObject) -> None:
    """What the order of readings chose for an utterance is said so that it is read again."""
    family = data.draw(families(program_depth=1))
    context = data.draw(context_of(family))
    utterance = data.draw(utterances(family))
    match candidate(family, normalise(utterance), context, BINDING):
        case Candidate(found=Reads(reading)):
            names = [slot.name for slot in family.slots]
            point = Point(dict(zip(names, reading.parameters, strict=True)), context)
            theta = Theta.of(family, BINDING)
            said = theta.phi(point)
            if said is not None:
                _check(family, said, point)
        case _:
            assume(False)


@settings(max_examples=40)
@given(families(program_depth=0))
def test_points_are_all_points_in_order(family: Family) -> None:
    theta = Theta.of(family, BINDING)
    size = theta.size()
    if size is None or size > 2000:
        with pytest.raises(ValueError, match="more than"):
            next(theta.points(2000))
        return
    points = list(theta.points(size))
    assert len(points) <= size
    keys = [theta.order(point) for point in points]
    assert all(one < other for one, other in pairwise(keys))
    assert all(map(theta.contains, points))
    shown = {tuple(point.parameters.values()) + tuple(point.context.values()) for point in points}
    for corner in theta.corners():
        assert tuple(corner.parameters.values()) + tuple(corner.context.values()) in shown


@settings(max_examples=20)
@given(families(program_depth=0))
def test_nothing_depends_on_what_was_computed_before(family: Family) -> None:
    one, other = Theta.of(family, BINDING), Theta.of(family, BINDING)
    assert (one.domains, one.shapes, one.products) == (other.domains, other.shapes, other.products)
    assert list(one.corners()) == list(other.corners())
    for corner in list(one.corners())[:3]:
        assert one.phi(corner) == other.phi(corner) == one.phi(corner)


@settings(max_examples=30)
@given(families(program_depth=0))
def test_stand_in_lists_have_names_for_every_use(family: Family) -> None:
    binding = sample_binding(family)
    assert binding.address == sample_binding(family).address
    masks = Masks(Events(family, binding)).of(family.grammar.start)
    known = Masks(Events(family, BINDING)).of(family.grammar.start)
    assert masks == known


@settings(max_examples=30)
@given(families(program_depth=0))
def test_too_many_shapes_are_none(family: Family) -> None:
    events = Events(family, BINDING)
    count = len(Masks(events).of(family.grammar.start))
    if count > 1:
        with pytest.raises(TooManyShapes):
            Masks(events, count - 1).of(family.grammar.start)


_domains = st.one_of(
    lexicons.map(lambda lexicon: domain(lexicon, BINDING)),
    types().map(Whole),
    st.builds(sets.listed, st.lists(st.sampled_from(("a", "A", "b", "é", "É")), max_size=4)),
)


@given(st.data())
def test_what_is_said_of_a_domain_agrees(data: st.DataObject) -> None:
    """Size, enumeration and membership of a domain agree, as do inclusion and union."""
    domains = [data.draw(_domains) for _ in range(2)]
    both = sets.union(domains)
    for one in domains:
        count = sets.size(one)
        for value in telling(one):
            assert sets.contains(one, value)
            assert sets.contains(both, value)
            assert sets.within(one, both)
            if sets.within(one, domains[0]):
                assert sets.contains(domains[0], value)
        if count is not None and count <= 3000:
            every = sets.values(one)
            assert len(every) == len(set(every)) <= count
            assert all(sets.contains(one, value) for value in every)
            assert [key(value) for value in every] == sorted(map(key, every))
            assert bool(every) is not sets.is_empty(one)
            assert set(telling(one)) <= set(every)
    shared = sets.common(domains)
    for value in (*telling(domains[0]), *telling(domains[1])):
        if all(sets.contains(one, value) for one in domains):
            assert sets.contains(shared, value)


@settings(max_examples=40)
@given(families(program_depth=0))
def test_what_is_expressible_is_said(family: Family) -> None:
    """Other simple values than the one that proved it are read from an utterance too."""
    theta = Theta.of(family, BINDING)
    for slot, verdict in zip(family.slots, expressible(theta), strict=True):
        assert verdict.obligation.name == f"expressible:{slot.name}"
        declared = theta.events.read(slot.lexicon, slot.type)
        values = telling(declared, heard((slot.lexicon,)))
        match verdict.status:
            case Status.PROVED:
                assert all(is_said(theta, slot, value) for value in values[:3])
            case Status.REFUTED:
                assert not all(is_said(theta, slot, value) for value in first(declared, (), sets.FEW))
            case Status.VACUOUS:
                assert sets.is_empty(declared)
            case _:
                assert verdict.status is Status.UNDECIDED
