"""The example recipes: they compile, answer what they say, never each other's, and are documented."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe, format_recipe
from potstill.ir import grammar as g
from potstill.ir.family import Slot
from potstill.ir.lexicons import Choices
from potstill.ir.presentation import to_python
from potstill.ir.reference.answer import Answered, decide
from potstill.ir.reference.evaluate import Stuck, evaluate
from potstill.ir.types import Optional
from potstill.ir.values import Value
from tests import examples
from tests.strategies.values import values_of
from tools.make_examples_table import DOCUMENT, document

EXERCISES = ("gsm_symbolic", "reasoning_gym")
"""Fields whose questions are generated, in the words of the generator."""


def name(path: Path) -> str:
    """Field and file, as test ids show them."""
    return f"{path.parent.name}/{path.stem}"


def test_there_are_recipes_of_many_fields() -> None:
    fields = Counter(path.parent.name for path in examples.recipes())
    for exercise in EXERCISES:
        del fields[exercise]
    assert fields.total() >= 30
    assert len(fields) >= 8
    assert len(examples.refused()) >= 6


def test_families_have_names_of_their_own() -> None:
    names = [artifact.family.name for artifact in examples.artifacts().values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", examples.recipes(), ids=name)
def test_a_recipe_is_in_its_canonical_layout(path: Path) -> None:
    assert format_recipe(path.read_bytes()) == path.read_text("utf-8")


@pytest.mark.parametrize("path", examples.recipes(), ids=name)
def test_a_recipe_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# "), "a comment says what the recipe is for"
    family = examples.artifacts()[path].family
    assert family.title
    assert len(family.examples) >= 3
    assert len(family.program.ensures) >= 1
    assert phrasings(family.grammar) >= 4 or path.parent.name in EXERCISES


def phrasings(grammar: g.Grammar) -> int:
    """The ways to ask, counted as alternatives of words, up to 4."""

    def count(node: g.Node) -> int:
        match node:
            case g.Alt(parts):
                return min(4, sum(map(count, parts)))
            case g.Seq(parts):
                product = 1
                for part in parts:
                    product = min(4, product * count(part))
                return product
            case g.Repeat(body, low, high):
                return min(4, count(body) + (low == 0 and high != 0))
            case g.Rule(rule):
                return count(grammar.rule(rule))
            case _:
                return 1

    return count(grammar.start)


def test_the_handler_of_all_answers_each_example_by_its_own_family() -> None:
    handler = examples.handler()
    for artifact, example in examples.examples():
        reply = handler(example.utterance, examples.context(artifact, example))
        assert (reply.family, reply.reason) == (artifact.family.name, None), example.utterance
        program = artifact.family.program
        kind = program.declared or program.nodes[program.answer].type
        assert reply.value == to_python(example.answer, kind), example.utterance


def parameters(slot: Slot) -> st.SearchStrategy[Value]:
    """What a slot may hold: what its lexicon reads, as far as its type says, or its default."""
    body = slot.type.body if isinstance(slot.type, Optional) else slot.type
    if isinstance(slot.lexicon, Choices):
        found: st.SearchStrategy[Value] = st.sampled_from([one.value for one in slot.lexicon.options])
    else:
        found = values_of(body)
    return found | st.just(slot.default) if slot.default is not None or body is not slot.type else found


@pytest.mark.parametrize("path", examples.recipes(), ids=name)
@settings(max_examples=15)
@given(data=st.data())
def test_no_promise_is_broken(path: Path, data: st.DataObject) -> None:
    """For any parameters at all, the conditions exclude them or the program answers: nothing is stuck."""
    family = examples.artifacts()[path].family
    drawn = {slot.name: data.draw(parameters(slot), slot.name) for slot in family.slots}
    context = {field.name: data.draw(values_of(field.type), field.name) for field in family.context}
    outcome = evaluate(family.program, drawn, context)
    assert not isinstance(outcome, Stuck), outcome


def test_the_executable_specification_agrees() -> None:
    families = [artifact.family for artifact in examples.artifacts().values()]
    for position, (artifact, example) in enumerate(examples.examples()):
        # It is slow: every twentieth example is put to all families, the others to their own.
        asked = families if position % 20 == 0 else [artifact.family]
        decision = decide(asked, example.utterance, dict(example.context))
        assert isinstance(decision, Answered), (example.utterance, decision)
        assert (decision.family, decision.value) == (artifact.family.name, example.answer)


@pytest.mark.parametrize("path", examples.refused(), ids=name)
def test_a_recipe_is_refused_for_the_reason_that_it_states(path: Path) -> None:
    text = path.read_text("utf-8")
    stated = re.match(r"# Refused: (E[0-9]{3})\n# \w", text)
    assert stated, "the first line is  # Refused: CODE,  the next ones say why"
    compiled = compile_recipe(text, name=path.name)
    assert compiled.artifact is None
    assert [diagnostic.code.value for diagnostic in compiled.errors] == [stated[1]], compiled.render()


def test_the_table_of_examples_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run tools/make_examples_table.py"
