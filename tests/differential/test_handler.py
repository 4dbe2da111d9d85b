"""The handler against the reference semantics of H_k: the same decision, family, parameters and value."""

from __future__ import annotations

import datetime
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding, entry
from potstill.ir.presentation import to_python
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.runtime import Handler
from tests.recipes import BIG, BROKEN, CALL, DOUBLE, DUE, GREET, HALF, SAME, artifact

BINDING = Binding({"people": [entry("ann"), entry("bo"), entry("ann bo")]})
OTHERS = (
    'family longest resolve leftmost_longest ask "put {a} {b}" slot a: words 1..3 slot b: words 1..3 '
    "answer [a, b]",
    'family literal resolve most_literal ask "say {a}" ask "say {a} twice" slot a: words 1..3 answer a',
    'family literal_too resolve most_literal ask "say hello {a}" ask "say hello twice" with a = "x" '
    "slot a: words 1..2 answer a",
    'family unsure ask "mix {a} {b}" slot a: words 1..2 slot b: words 1..2 answer a',
    'family maybe ask "maybe [{n}]" slot n: int 1..9 default 3 answer n',
    'family optional_n ask "perhaps [{n}]" slot n: int 1..9 optional answer default(n, 0)',
)
RECIPES = (DOUBLE, HALF, BIG, DUE, SAME, CALL, BROKEN, GREET, *OTHERS)
WORDS = (  # noqa: SIM905 (a list of forty quoted words reads worse)
    "double twice half of 7 8 600 80 square what day is it in days bob the same as greet call ann bo put say "
    "hello mix maybe perhaps seven"
).split()


TODAY = datetime.date(2021, 7, 28)


@cache
def artifacts() -> list[Artifact]:
    return [artifact(recipe) for recipe in RECIPES]


@cache
def handler() -> Handler:
    return Handler(artifacts(), binding=BINDING, allow_unverified=True)


texts = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    st.sampled_from(
        ["double {}", "half of {}", "square {}", "what day is it in {} days", "maybe {}", "perhaps {}"]
    ).flatmap(lambda text: st.integers(-1, 1200).map(lambda n: text.format(n))),
    st.tuples(
        st.sampled_from(["put", "say", "mix", "greet", "is", "say hello"]),
        st.lists(st.sampled_from(["a", "B", "hello", "twice", "the same as", "a"]), max_size=5),
    ).map(lambda pair: " ".join([pair[0], *pair[1]])),
)


@given(texts, st.booleans())
def test_every_decision_is_that_of_the_reference(text: str, knows_today: bool) -> None:
    families = [one.family for one in artifacts()]
    reply = handler().decide(text, {"today": TODAY} if knows_today else {})
    match decide(families, text, {"today": TODAY.toordinal()} if knows_today else {}, BINDING):
        case Answered(name, parameters, value):
            family = next(one for one in families if one.name == name)
            assert (reply.family, reply.answered) == (name, True)
            kind = family.program.declared or family.program.nodes[family.program.answer].type
            assert reply.value == to_python(value, kind)
            assert list(reply.parameters.values()) == [
                to_python(given, slot.type) for given, slot in zip(parameters, family.slots, strict=True)
            ]
        case Unanswered(reason, names):
            assert (reply.answered, reply.reason) == (False, reason)
            assert (reply.families or ((reply.family,) if reply.family else ())) == names
