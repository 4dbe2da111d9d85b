"""Laws of templates, on utterances made of constant words, names and numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.distill.template import NoTemplate, Policy, Template, generalise

PLAIN = Policy(prove=False)
FRAMES = (
    "{name} buys {n} {thing}s and {m} {other}s",
    "how far does {name} go in {n} steps of {m} cm each, says {name}",
    "{name}'s {thing} holds {n} of {m} {other}s",
    "order {n} {thing} for {name}, {m} at a time",
)
WORDS = st.sampled_from(("ann", "bob", "cy", "red hat", "tray", "old oak box", "pear", "größe", "mug"))
NUMBERS = st.integers(1, 99_999).map(lambda n: f"{n:,}") | st.integers(1, 999).map(str)
ROWS = st.lists(
    st.fixed_dictionaries({"name": WORDS, "thing": WORDS, "other": WORDS, "n": NUMBERS, "m": NUMBERS}),
    min_size=2,
    max_size=6,
)
UTTERANCES = st.tuples(st.sampled_from(FRAMES), ROWS).map(
    lambda drawn: [drawn[0].format(**row) for row in drawn[1]]
)


@settings(max_examples=60, deadline=None)
@given(UTTERANCES)
def test_a_template_reads_what_it_was_made_of(utterances: list[str]) -> None:
    template = generalise(utterances, PLAIN)
    if isinstance(template, NoTemplate):
        assert template.reason
        return
    for utterance, parameters in zip(utterances, template.parameters, strict=True):
        assert template.read(utterance) == parameters
    for slot in template.slots:
        assert slot.values == tuple(parameters[slot.name] for parameters in template.parameters)


@settings(max_examples=30, deadline=None)
@given(UTTERANCES)
def test_the_same_utterances_have_the_same_template(utterances: list[str]) -> None:
    one, other = generalise(utterances, PLAIN), generalise(list(utterances), PLAIN)
    assert type(one) is type(other)
    if isinstance(one, Template) and isinstance(other, Template):
        assert one.recipe() == other.recipe()
        assert one.literals == other.literals


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=2, max_size=4))
def test_any_texts_have_a_template_or_a_reason(utterances: list[str]) -> None:
    template = generalise(utterances, PLAIN)
    if isinstance(template, NoTemplate):
        assert template.reason
    else:
        assert all(template.read(utterance) is not None for utterance in utterances)
