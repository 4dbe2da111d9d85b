"""The parts of a file of tests that are the same for all families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OTHERS: Final = (
    "from hypothesis import HealthCheck, given, settings",
    "from hypothesis import strategies as st",
    "from potstill.ir.artifact import load, read_artifact",
)

POTSTILL: Final = (
    "from potstill.runtime import Handler, Reply",
    "from potstill.verifier import strategies",
    "from potstill.verifier.testgen import Expected, Request, Strategies",
)

HELPERS: Final = '''
@cache
def specified() -> Strategies:
    """The family that this file was written from: what to ask it, and what must come of that."""
    return strategies(load(decompress(b85decode(ARTIFACT))))


@cache
def tested() -> Handler:
    """What is tested: the build that POTSTILL_ARTIFACT names, else the artifact of this file."""
    other = os.environ.get("POTSTILL_ARTIFACT")
    artifact = read_artifact(Path(other)) if other else load(decompress(b85decode(ARTIFACT)))
    return Handler([artifact], allow_unverified=True)


def ask(utterance: str, context: dict[str, object] | None = None) -> Reply:
    """What the tested family replies."""
    return tested()(utterance, context)


def answer(utterance: str, context: dict[str, object] | None = None) -> object:
    """The answer to a request that must have one."""
    reply = ask(utterance, context)
    assert reply.answered, reply.reason
    return reply.value


def refusal(utterance: str, context: dict[str, object] | None = None) -> str | None:
    """Why a request that must not be answered is not."""
    reply = ask(utterance, context)
    assert not reply.answered, reply.value
    return reply.reason


def as_specified(utterance: str, context: dict[str, object] | None = None) -> Expected:
    """Ask, and compare the reply with what the reference evaluator says."""
    expected = specified().expected(utterance, context or {})
    reply = ask(utterance, context)
    assert (reply.value, reply.reason) == (expected.value, expected.reason)
    if expected.answered:
        assert reply.parameters == expected.parameters
    return expected
'''

STRATEGIES: Final = (
    "# The first draw builds automata, which may take seconds.",
    "SLOW = [HealthCheck.too_slow]",
    "RELAXED = settings(max_examples=50, deadline=None, suppress_health_check=SLOW)",
    "UTTERANCES = st.deferred(lambda: specified().utterances())",
    "NEAR_MISSES = st.deferred(lambda: specified().near_misses())",
    "REQUESTS = st.deferred(lambda: specified().requests())",
    "PARAMETERS = st.deferred(lambda: specified().parameters())",
)

CONTEXTS: Final = "CONTEXTS = st.deferred(lambda: specified().contexts())"


@dataclass(frozen=True, slots=True)
class Property:
    """A test of whatever ``strategy`` draws, which ``argument`` of type ``kind`` takes.

    In the lines of ``body`` CONTEXT stands for the context, and requests that are made with the utterance
    alone get it too.
    """

    name: str
    argument: str
    kind: str
    strategy: str
    body: tuple[str, ...]


UTTERANCES: Final = Property(
    "test_what_the_grammar_reads",
    "utterance",
    "str",
    "UTTERANCES",
    (
        '"""Drawn from the automaton, uniformly by length; conditions may exclude what was drawn."""',
        "as_specified(utterance)",
    ),
)

NEAR_MISSES: Final = Property(
    "test_one_edit_outside_of_the_grammar",
    "utterance",
    "str",
    "NEAR_MISSES",
    (
        '"""A symbol inserted, deleted or replaced, or a word dropped, doubled or swapped: not read."""',
        "why = refusal(utterance)",
        'assert why == "no_family"',
    ),
)

_ADMITTED: Final = "if specified().admits(request.parameters, CONTEXT):"
_EXCLUDED: Final = ("else:", "    assert expected.parameters != request.parameters")

ANSWERED: Final = Property(
    "test_requests_are_answered",
    "request",
    "Request",
    "REQUESTS",
    (
        '"""Words of a template around any parameters: where the conditions hold, there is an answer."""',
        "utterance = request.utterance",
        "expected = as_specified(utterance)",
        _ADMITTED,
        "    assert expected.answered",
        "    assert expected.parameters == request.parameters",
        *_EXCLUDED,
    ),
)

READ: Final = Property(
    "test_requests_are_read",
    "request",
    "Request",
    "REQUESTS",
    (
        '"""Words of a template around any parameters: where there is an answer, it is one for these."""',
        "utterance = request.utterance",
        "expected = as_specified(utterance)",
        _ADMITTED,
        "    assert not expected.answered or expected.parameters == request.parameters",
        *_EXCLUDED,
    ),
)

COMPARED: Final = Property(
    "test_requests_are_answered_as_specified",
    "request",
    "Request",
    "REQUESTS",
    (
        '"""Words of a template around any parameters; another reading may be preferred."""',
        "utterance = request.utterance",
        "as_specified(utterance)",
    ),
)

PHRASES: Final = Property(
    "test_parameters_are_read_as_said",
    "parameters",
    "dict[str, object]",
    "PARAMETERS",
    (
        '"""The shortest request for parameters is answered from exactly them, within all promises."""',
        "utterance = specified().phrase(parameters, CONTEXT)",
        "if utterance is not None:  # otherwise a condition excludes them, or nobody can say them",
        "    expected = as_specified(utterance)",
        "    assert not expected.answered or expected.parameters == parameters",
    ),
)
