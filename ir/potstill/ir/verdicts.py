"""What is claimed about a family, obligation by obligation, and how each claim came out.

The verifier writes these, statements carry them, the runtime decides by them what it serves and which checks
it may leave out. ``spec/verification.md`` says what each obligation means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What an obligation is about."""

    STUCK = "stuck"
    """One operation never ends in one error."""
    RANGE = "range"
    """A let stays in its declared type."""
    ANSWER = "answer"
    """The answer stays in its declared type."""
    ENSURE = "ensure"
    """A promise holds for all parameters."""
    RELEVANT = "relevant"
    """A slot changes some answer."""
    FLAVOUR = "flavour"
    """A slot marked so changes none."""
    LANGUAGE = "language"
    """The grammar reads something."""
    FAMILY = "family"
    """Something that the grammar reads fulfils the conditions."""
    FUNCTIONAL = "functional"
    """No utterance has two readings with different parameters."""
    EXPRESSIBLE = "expressible"
    """Every value that a slot declares can be said."""
    ROUND_TRIP = "round_trip"
    """What is printed for parameters is read as these parameters."""
    EXAMPLE = "example"
    """An example gets the answer that the recipe states."""


GUARDABLE: Final = frozenset({Kind.STUCK, Kind.RANGE, Kind.ANSWER, Kind.ENSURE, Kind.FUNCTIONAL})
"""Obligations that speak of one θ or one utterance: where undecided, the runtime checks them as it goes."""


class Status(Enum):
    """How an obligation came out."""

    PROVED = "proved"
    REFUTED = "refuted"
    """There is a counterexample, and it was replayed."""
    UNDECIDED = "undecided"
    """A budget or a cap was hit, or the solver is incomplete there."""
    VACUOUS = "vacuous"
    """Nothing satisfies the precondition: a fault of the recipe."""
    UNSUPPORTED = "unsupported"
    """The verifier has no method for it."""


class Method(Enum):
    """What a verdict rests on."""

    TYPES = "types"
    """Interval analysis: the types of the operands exclude it."""
    SMT = "smt"
    ENUMERATION = "enumeration"
    """Every θ of a small Θ was evaluated."""
    AUTOMATA = "automata"
    DATAFLOW = "dataflow"
    """The program's graph excludes it."""
    EVALUATION = "evaluation"
    """A run of the reference shows it: a witness, an example, a counterexample."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One claim. ``subject`` tells those of a kind apart: a let, a slot, a number in order of writing, or for
    STUCK the node and the error, ``7:division_by_zero``. ``node``: of the program, where it speaks of one.
    """

    kind: Kind
    subject: str = ""
    node: int | None = None

    @property
    def name(self) -> str:
        """``range:total``, ``stuck:7:division_by_zero``, ``functional``: unique in a family."""
        return f"{self.kind.value}:{self.subject}" if self.subject else self.kind.value


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A request that breaks an obligation, as text that a person can read.

    ``utterance``: the shortest found that carries the parameters; None if nobody can say them.
    ``parameters``, ``context``, ``values`` (along the graph: expression and value) and ``facts`` (what is
    known there) are written as recipes write values.
    """

    utterance: str | None
    parameters: tuple[tuple[str, str], ...] = ()
    context: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """For people, line by line: the request, its parameters, the values on the way, what is known."""
        if self.utterance is not None:
            yield f"“{self.utterance}”"
        if self.parameters:
            yield ", ".join(f"{name} = {value}" for name, value in self.parameters)
        if self.context:
            yield "context: " + ", ".join(f"{name} = {value}" for name, value in self.context)
        for text, value in self.values:
            yield f"{text} = {value}"
        for fact in self.facts:
            yield f"known: {fact}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one obligation came out, and on what grounds.

    ``assumes``: names of obligations whose truth the verdict takes for granted, and stated assumptions.
    ``evidence``: ``sha256:`` digests of the queries, lemmas or automata that decided it. ``detail``: one
    sentence for a person. ``witness``: where a run shows the obligation to hold or to fail.

    INVARIANT: REFUTED has a counterexample; PROVED never rests on samples.
    """

    obligation: Obligation
    status: Status
    method: Method | None
    assumes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    detail: str = ""
    counterexample: Counterexample | None = None

    @property
    def conditional(self) -> bool:
        """Whether it holds only if something that is not proved does."""
        return bool(self.assumes)


@dataclass(frozen=True, slots=True)
class Waiver:
    """An undecided obligation that somebody lets pass, by name, with the reason."""

    obligation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Effort:
    """What the verdicts were computed with: the same effort gives the same verdicts.

    ``budget``: of the solver, in its own resource units for each query.
    """

    verifier: str
    solver: str
    version: str
    seed: int
    budget: int


@dataclass(frozen=True, slots=True)
class Verification:
    """All verdicts about the artifact of one address, in the order of the obligations."""

    family: str
    address: str
    verdicts: tuple[Verdict, ...]
    effort: Effort
    waivers: tuple[Waiver, ...] = ()
    assumptions: tuple[str, ...] = ()
    """What all verdicts take for granted, such as the envelope of a list of names."""

    @property
    def guards(self) -> tuple[str, ...]:
        """Names of the undecided obligations that the runtime has to check."""
        return tuple(
            verdict.obligation.name
            for verdict in self.verdicts
            if verdict.status in _OPEN and verdict.obligation.kind in GUARDABLE
        )

    @property
    def blocking(self) -> tuple[Verdict, ...]:
        """The verdicts that forbid a release: refuted, vacuous, and open ones neither guarded nor waived."""
        waived = {waiver.obligation for waiver in self.waivers}
        return tuple(verdict for verdict in self.verdicts if _blocks(verdict, waived))

    @property
    def released(self) -> bool:
        """Whether the runtime may serve the artifact."""
        return not self.blocking


_OPEN: Final = frozenset({Status.UNDECIDED, Status.UNSUPPORTED})


def _blocks(verdict: Verdict, waived: set[str]) -> bool:
    match verdict.status:
        case Status.PROVED:
            return False
        case Status.REFUTED | Status.VACUOUS:
            return True
        case Status.UNDECIDED | Status.UNSUPPORTED:
            return verdict.obligation.kind not in GUARDABLE and verdict.obligation.name not in waived
