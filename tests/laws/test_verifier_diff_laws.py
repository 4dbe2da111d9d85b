"""``diff`` against brute force: every utterance of two small recipes, asked of both by the reference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.ir import grammar as g
from potstill.ir.artifact import Artifact, ArtifactError, make
from potstill.ir.family import Family, Resolve
from potstill.ir.normal import normalise
from potstill.ir.presentation import to_json
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.regular import Census, automaton, minimise
from potstill.ir.values import Value
from potstill.verifier.diff import Change, Standing, diff
from potstill.verifier.smt.session import Budget
from tests.strategies.families import BINDING, families, utterances
from tests.strategies.programs import inputs
from tests.strategies.values import values_of

ASKS = (
    "add {a} and {b}",
    "add {b} and {a}",
    "{a} plus {b}",
    "add {a} [and] {b}",
    "add {a}",
    "(add|plus) {a} and {b}",
)
PARTS = {
    "a": ("0..2", "0..3", "1..2", "0..2 step 2"),
    "b": ("0..2", "1..3"),
    "default": ("1", "2"),
    "where": ("", "where a >= b\n", "where b <= a\n", "where a != 2\n", "where 6 / (a + b) > 0\n"),
    "let": ("", ": int 0..3", ": int 0..9"),
    "value": (
        "a + b",
        "b + a",
        "a - b",
        "2 * a + b - a",
        "a + b if a < 2 else b + a",
        "a + b if a < 3 else 0",
    ),
    "answer": ("", ": int 0..20", ": decimal(1) 0..20"),
    "ensure": ("", "ensure answer < 4\n", "ensure 4 > answer\n"),
    "resolve": ("", "resolve first\n"),
}
CHOICE = st.fixed_dictionaries(
    {name: st.sampled_from(options) for name, options in PARTS.items()}
    | {"asks": st.lists(st.sampled_from(ASKS), min_size=1, max_size=3, unique=True)}
)


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str]:
    """A recipe, and the same with at most two of its parts drawn anew."""
    one = draw(CHOICE)
    again = draw(CHOICE)
    changed = draw(st.lists(st.sampled_from((*PARTS, "asks")), max_size=2))
    return recipe(one), recipe({**one, **{name: again[name] for name in changed}})


def recipe(parts: Mapping[str, object]) -> str:
    """The text of a recipe."""
    asks = parts["asks"]
    assert isinstance(asks, list)
    return "".join(
        (
            "family sums\n",
            *(f'ask "{ask}"\n' for ask in asks),
            f"slot a: int {parts['a']} digits\n",
            f"slot b: int {parts['b']} digits default {parts['default']}\n",
            f"{parts['where']}let x{parts['let']} = {parts['value']}\n",
            f"answer{parts['answer']} = x\n" if parts["answer"] else "answer x\n",
            f"{parts['ensure']}{parts['resolve']}",
        )
    )


@cache
def compiled(text: str) -> Artifact | None:
    """The recipe's artifact, if it has one."""
    return compile_recipe(text.encode()).artifact


@cache
def outcomes(text: str) -> dict[str, str]:
    """What becomes of each utterance that the family takes."""
    artifact = compiled(text)
    assert artifact is not None
    program = artifact.family.program
    kind = program.declared or program.nodes[program.answer].type
    words = Census(minimise(automaton(artifact.family.grammar))).words()
    found: dict[str, str] = {}
    for word in words:
        if normalise(word).text != word:
            continue
        match decide((artifact.family,), word, {}):
            case Answered(value=value):
                found[word] = json.dumps(to_json(value, kind))
            case Unanswered("no_family" | "condition"):
                continue
            case Unanswered():
                found[word] = "none"
    return found


def truth(one: dict[str, str], other: dict[str, str]) -> Standing:
    """How two versions stand, by all their requests."""
    if any(one[word] != other[word] for word in one.keys() & other.keys()):
        return Standing.DIFFERS
    if one == other:
        return Standing.EQUIVALENT
    if other.keys() < one.keys():
        return Standing.NARROWER
    return Standing.WIDER if one.keys() < other.keys() else Standing.INCOMPARABLE


@settings(max_examples=60)
@given(versions())
def test_a_verdict_is_what_all_requests_show(texts: tuple[str, str]) -> None:
    one, other = map(compiled, texts)
    assume(one is not None and other is not None)
    assert one is not None
    assert other is not None
    before, after = map(outcomes, texts)
    found = diff(one, other)
    assert found.standing in (truth(before, after), Standing.UNDECIDED)
    for claim, inner, outer in ((found.kept, before, after), (found.added, after, before)):
        assert not claim.proved or all(outer.get(word) == end for word, end in inner.items())
    for witness in found.witnesses:
        word = witness.utterance
        match witness.change:
            case Change.LOST:
                assert word in before
                assert word not in after
            case Change.GAINED:
                assert word in after
                assert word not in before
            case Change.OUTCOME:
                assert before[word] != after[word]


@settings(max_examples=25)
@given(CHOICE)
def test_a_version_is_equivalent_to_itself(parts: Mapping[str, object]) -> None:
    text = recipe(parts)
    one, other = compiled(text), compiled(text.replace("family sums", "family sums # the same"))
    assume(one is not None and other is not None)
    assert one is not None
    assert other is not None
    assert one.address != other.address
    assert diff(one, other).standing is Standing.EQUIVALENT


@st.composite
def edited(draw: st.DrawFn, family: Family) -> Family:
    """The family with templates dropped, doubled or in another order, or with other constants or orders."""
    start = family.grammar.start
    templates = list(start.parts) if isinstance(start, g.Alt) else [start]
    kept = draw(st.lists(st.sampled_from(templates), min_size=1, max_size=len(templates) + 1))
    fixes = [node for each in templates for node in g.walk(each) if isinstance(node, g.Fix)]
    changing: bool = draw(st.booleans())
    if fixes and changing:
        old = draw(st.sampled_from(fixes))
        new = g.Fix(old.slot, draw(values_of(family.slot(old.slot).type)))
        kept = [put(each, old, new) for each in kept]
    if draw(st.booleans()):
        kept = [g.Alt((each, each, g.Seq((each,)))) for each in kept]
    resolve = draw(st.sampled_from((family.resolve, family.resolve, *Resolve)))
    return replace(family, grammar=replace(family.grammar, start=g.Alt(tuple(kept))), resolve=resolve)


def put(node: g.Node, old: g.Node, new: g.Node) -> g.Node:
    """The node with one leaf in the place of another."""
    match node:
        case g.Seq(parts):
            return g.Seq(tuple(put(part, old, new) for part in parts))
        case g.Alt(parts):
            return g.Alt(tuple(put(part, old, new) for part in parts))
        case g.Repeat(body, low, high):
            return g.Repeat(put(body, old, new), low, high)
        case _:
            return new if node == old else node


def ending(family: Family, utterance: str, context: Mapping[str, Value]) -> str | None:
    """What becomes of a request; None if the family does not take it."""
    program = family.program
    kind = program.declared or program.nodes[program.answer].type
    match decide((family,), utterance, context, BINDING):
        case Answered(value=value):
            return json.dumps(to_json(value, kind))
        case Unanswered("no_family" | "condition" | "context_missing"):
            return None
        case Unanswered():
            return "none"


@settings(max_examples=12)
@given(st.data())
def test_what_is_proved_is_never_contradicted(data: st.DataObject) -> None:
    family = data.draw(families(program_depth=1))
    other = data.draw(edited(family))
    try:
        versions = make("", family), make("# edited", other)
    except ArtifactError:
        return
    found = diff(*versions, binding=BINDING, budget=Budget(rlimit=200_000))
    for witness in found.witnesses:
        assert witness.one.outcome != witness.other.outcome
    fields = tuple((field.name, field.type) for field in family.context)
    for _ in range(4):
        utterance = data.draw(utterances(data.draw(st.sampled_from((family, other)))))
        context = data.draw(inputs(fields))
        before, after = (ending(one, utterance, context) for one in (family, other))
        assert not found.kept.proved or before is None or before == after
        assert not found.added.proved or after is None or before == after
        assert not found.agreed.proved or None in (before, after) or before == after
