"""Families of records from requests whose answers copy parts of them."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from potstill.compiler import compile_recipe
from potstill.distill.carriers import (
    Candidate,
    Carrier,
    Family,
    Hole,
    Reader,
    Refused,
    answer,
    carrier,
    constants,
    gathered,
    learnt,
    recipe,
    released,
)
from potstill.distill.carriers.evidence import PRIOR, Evidence
from potstill.distill.carriers.family import gaps
from potstill.distill.carriers.recipe import LONGEST_PATTERN
from potstill.distill.carriers.vocabulary import Listed, Words, vocabulary
from potstill.distill.examples import Example
from potstill.runtime import Handler

ROOMS = ("kitchen", "hall", "Living Room", "attic")
LAMPS = ("lamp", "light", "spotlight")
NAMES = ["Ada", "Bea", "Cyd", "Dot", "Eve", "Fay", "Gus", "Hal", "Ida", "Joy", "Kit", "Lou", "Mia", "Ned"]


def example(utterance: str, **record: str) -> Example:
    """An answered request."""
    return Example(utterance, dict(record))


@cache
def requests() -> tuple[Example, ...]:
    """Requests to a house and to a phone, the latter half of the time answered otherwise for *ring*."""
    random = Random(1)
    found = []
    for number in range(320):
        room, lamp = random.choice(ROOMS), random.choice(LAMPS)
        who = f"{random.choice(NAMES)} {random.choice(NAMES)}son"
        match number % 5:
            case 0:
                say = random.choice(["turn on the", "switch on the", "turn on my"])
                found.append(example(f"{say} {lamp} in the {room}", intent="on", lamp=lamp, room=room))
            case 1:
                found.append(example(f"{lamp} off in the {room}, please", intent="off", lamp=lamp, room=room))
            case 2:
                found.append(example(f"Please call {who}", intent="call", who=who))
            case 3:
                found.append(example(f"ring {who}", intent=random.choice(["call", "page"]), who=who))
            case _:
                found.append(
                    example(f"tell {who} that I am in the {room}", intent="tell", who=who, room=room)
                )
    return tuple(found)


@cache
def candidates() -> tuple[Candidate, ...]:
    """What is learnt from the requests."""
    return learnt(requests())


@cache
def families() -> tuple[Family | Refused, ...]:
    """What is released of it."""
    return tuple(released(candidates(), gathered(requests()), 0.9, requests()))


def test_a_carrier_is_what_the_answer_leaves_of_the_request() -> None:
    """Values are found in their spelling, once; fields that requests do not hold are labels."""
    known = constants(requests())
    assert known.labels == {"intent"}
    one = example("Please, call Ada Idason!", intent="call", who="Ada Idason")
    found = carrier(one, known)
    assert found == Carrier((("intent", "call"),), ("please", ",", "call", Hole("who")))
    assert gaps(found) == ("please , call", "")
    assert carrier(example("call ada", intent="call", who="Ada"), known) is None
    assert carrier(example("call Ada or Ada", intent="call", who="Ada"), known) is None
    assert carrier(Example("call Ada", "done"), known) is None
    assert carrier(example("call “Ada” Ida", intent="call", who="Ida"), known) is None


def test_fields_with_one_value_are_constant() -> None:
    """A scale that is always the same is no parameter."""
    rated = [example(f"rate {n % 5} out of 6", intent="score", stars=str(n % 5), best="6") for n in range(25)]
    known = constants(rated)
    assert known.single == {((("intent", "score"),), "best"): "6"}
    found = carrier(rated[3], known)
    assert found is not None
    assert found.fixed == (("best", "6"), ("intent", "score"))
    assert found.parts == ("rate", Hole("stars"), "out", "of", "6")


def test_what_fills_holes() -> None:
    """Values that recur are a list; others are words, without those of carriers and lists."""
    known = constants(requests())
    carriers = [found for one in requests() if (found := carrier(one, known)) is not None]
    contents = vocabulary(requests(), carriers, known)
    assert contents[(("intent", "on"),), "room"] == Listed(("attic", "hall", "kitchen", "living room"))
    words = contents[(("intent", "call"),), "who"]
    assert isinstance(words, Words)
    assert words.longest == 2
    assert {"call", "ring", "kitchen", "turn"} <= set(words.excluded)
    assert not {"ada", "eveson"} & set(words.excluded)


def test_values_whose_words_mean_something_else() -> None:
    """A value of two words, of which elsewhere only one is the value, is left out of the list."""
    said = [("this", "rate this book"), ("current", "rate the current book")] * 20
    said += [("this current", "rate this current book"), ("current", "rate this current book")] * 5
    asked = [example(text, intent="score", which=which) for which, text in said]
    contents = vocabulary(asked, (), constants(asked))
    assert contents[(("intent", "score"),), "which"] == Listed(("current", "this"))


def test_released_families_answer_as_the_evidence_was_gathered() -> None:
    """What recipes answer is what the expressions read, for all requests; contradictions are not released."""
    served = [one for one in families() if isinstance(one, Family)]
    assert {dict(one.candidate.fixed)["intent"] for one in served} == {"on", "off", "call", "tell"}
    handler = Handler([one.artifact for one in served], allow_unverified=True)
    reader = Reader([one.candidate for one in served])
    order = {one.candidate: place for place, one in enumerate(served)}
    fresh = [
        "turn on the spotlight in the Living  Room",
        "turn on my light in the attic",
        "LIGHT off in the hall, please.",
        "please call Zoe Zed",
        "tell Zoe that I am in the Hall",
        "tell Zoe that I am in the garden",
        "ring Ada Beason",
        "please call off",
    ]
    answered = 0
    for utterance in [*fresh, *(one.utterance for one in requests())]:
        read = sorted(reader.read(utterance), key=lambda one: order[one[0]])
        reply = handler(utterance)
        assert reply.answered == bool(read), utterance
        if read:
            assert reply.value == answer(*read[0])
            answered += 1
    assert answered > 0.75 * len(requests())
    assert not handler("ring Ada Beason").answered
    assert not handler("tell Zoe that I am in the garden").answered
    assert handler("turn on my light in the attic").value == {
        "intent": "on",
        "lamp": "light",
        "room": "attic",
    }


def test_a_joined_candidate_replaces_its_single_carriers() -> None:
    """One family says all ways to turn a lamp on."""
    turned = [
        one for one in families() if isinstance(one, Family) and dict(one.candidate.fixed)["intent"] == "on"
    ]
    assert [one.candidate.single for one in turned] == [False]
    assert turned[0].candidate.gaps[0] == ("switch on the", "turn on my", "turn on the")


def test_the_score_is_an_estimate_of_right_answers() -> None:
    """With nothing seen it is the prior; with much seen, the share of right answers."""
    assert Evidence(0, 0, 0.5).score == 0.5
    assert Evidence(8, 0, 0.5).score == (8 + PRIOR / 2) / (8 + PRIOR)
    assert Evidence(1000, 0, 0.1).score > 0.99
    assert Evidence(5, 5, 0.9).score < 0.6


def test_long_lists_are_read_by_several_lexicons() -> None:
    """Patterns have a longest length; every value is read, in the spelling of the request."""
    values = tuple(f"value number {number}" for number in range(100))
    assert sum(map(len, values)) > LONGEST_PATTERN
    one = Candidate((("intent", "get"),), ("what",), (("get",), ("",)), (Listed(values),))
    asked = [example(f"get {value}", intent="get", what=value) for value in values]
    text = recipe("got", one, 1, asked)
    assert text is not None
    made = compile_recipe(text)
    assert made.artifact is not None, made.render()
    handler = Handler([made.artifact], allow_unverified=True)
    for value in values:
        assert handler(f"get {value.title()}").value == {"intent": "get", "what": value.title()}


@pytest.mark.parametrize(
    ("texts", "asked", "read"),
    [
        (("", ", in"), ["for x y", "for x, in y"], True),
        (("", ","), ["for x, y", "for x y"], True),
        (("(in)", "in"), ["for x in y"], True),
        (("in",), ["for x y", "for x ,in y"], False),
    ],
)
def test_texts_between_holes(texts: tuple[str, ...], asked: list[str], *, read: bool) -> None:
    """Marks stand behind words without a blank; both readers agree."""
    content = Words(1, ("in",))
    one = Candidate((), ("a", "b"), (("for",), texts, ("",)), (content, content))
    text = recipe("told", one, 1, [])
    assert text is not None
    made = compile_recipe(text)
    assert made.artifact is not None, made.render()
    handler = Handler([made.artifact], allow_unverified=True)
    for utterance in asked:
        assert handler(utterance).answered == read
        assert [answer(*each) for each in Reader([one]).read(utterance)] == [{"a": "x", "b": "y"}] * read


def test_two_values_that_together_are_one() -> None:
    """Where a list has the words of two neighbours as one value, neither reader decides."""
    kinds, things = Listed(("film", "tv")), Listed(("film times", "schedule", "times"))
    one = Candidate((), ("kind", "thing"), (("show",), ("", "and"), ("",)), (kinds, things))
    assert one.clashes == ((0, "film", "times"),)
    text = recipe("shown", one, 1, [])
    assert text is not None
    assert 'where kind != "film" or not thing in ["times"]' in text
    made = compile_recipe(text)
    assert made.artifact is not None, made.render()
    handler = Handler([made.artifact], allow_unverified=True)
    for kind in ("film", "tv"):
        for thing in ("schedule", "times"):
            read = (kind, thing) != ("film", "times")
            assert handler(f"show {kind} {thing}").answered == read
            assert bool(list(Reader([one]).read(f"show {kind} {thing}"))) == read


def test_names_that_recipes_cannot_have() -> None:
    """A record whose field has another name is not written."""
    one = Candidate((), ("if",), (("do",), ("",)), (Words(1, ()),))
    assert recipe("done", one, 1, []) is None
