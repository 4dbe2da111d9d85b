"""Separations in the declared order, each as recipes of its parts; whether they hold is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.distill.split.conditions import Condition, conditions
from potstill.distill.split.merging import merged_language
from potstill.distill.split.outcome import Boundary, Policy, Rung, Separation
from potstill.distill.split.phrases import Branches, Entangled, Site, avoiding, passing, sites
from potstill.distill.split.requests import Read
from potstill.distill.split.template_product import TooLarge, divided
from potstill.distill.tree import family_of, with_condition, with_examples
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.runtime.matcher import matcher

MAX_VARIANTS: Final = 400
"""Alternatives of templates that are looked at, each as a grammar of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One family of a proposal. ``piece``: which of the languages that L falls into; parts of one piece have
    the same templates, and differ in ``condition``, their first."""

    tree: s.Recipe
    taken: bool
    told: str
    piece: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A separation with its parts, the accepted one first. ``narrowing``: what types may be narrowed by."""

    separation: Separation
    parts: tuple[Part, ...]
    narrowing: Condition | None = None


class Proposals:
    """The proposals for one family and its requests."""

    def __init__(
        self,
        tree: s.Recipe,
        family: Family,
        accepted: Sequence[Read],
        rejected: Sequence[Read],
        policy: Policy,
        binding: Binding,
    ) -> None:
        self._tree: Final = tree
        self._family: Final = family
        self._accepted: Final = accepted
        self._rejected: Final = rejected
        self._policy: Final = policy
        self._binding: Final = binding
        self.declined: Final[list[str]] = []
        """Separations that have no templates, and why."""

    def of(self, rung: Rung) -> Iterator[Proposal]:
        """The proposals of a rung."""
        match rung:
            case Rung.RANGE | Rung.VALUES | Rung.RELATION:
                yield from self._conditions(rung)
            case Rung.PHRASE:
                yield from self._phrases()
            case Rung.BOTH:
                yield from self._phrases_with_conditions()
            case Rung.MERGED:
                yield from self._merged()
            case _:
                assert_never(rung)

    def _conditions(self, rung: Rung) -> Iterator[Proposal]:
        for found in self._separating(rung, self._rejected):
            separation = Separation(rung, condition=found.text)
            yield Proposal(
                separation,
                (
                    Part(with_condition(self._tree, found.text), True, found.text, 0, found.text),
                    Part(
                        with_condition(self._tree, found.negation), False, found.negation, 0, found.negation
                    ),
                ),
                found,
            )

    def _separating(self, rung: Rung, rejected: Sequence[Read]) -> Iterator[Condition]:
        points = [[each.point for each in side] for side in (self._accepted, rejected)]
        yield from conditions(self._family, points[0], points[1], self._policy.boundary, rung)

    def _phrases(self) -> Iterator[Proposal]:
        for site, branches in self._taken:
            if any(branches & taken for taken in self._passed(site, self._rejected)):
                continue
            sides = self._sides(site, self._widened(site, branches))
            if sides is not None:
                take, leave, told = sides
                separation = Separation(Rung.PHRASE, phrase=told)
                yield Proposal(separation, (Part(take, True, told, 0), Part(leave, False, f"not {told}", 1)))

    def _phrases_with_conditions(self) -> Iterator[Proposal]:
        """L⁺ takes some rejected requests too; a condition leaves those."""
        for site, branches in self._taken:
            passed = self._passed(site, self._rejected)
            inside = [read for read, taken in zip(self._rejected, passed, strict=True) if branches & taken]
            if not inside or len(inside) == len(self._rejected):
                continue
            for rung in (Rung.RANGE, Rung.VALUES, Rung.RELATION):
                for found in self._separating(rung, inside):
                    sides = self._sides(site, branches)
                    if sides is None:
                        break
                    take, leave, told = sides
                    yield Proposal(
                        Separation(Rung.BOTH, told, found.text),
                        (
                            Part(
                                with_condition(take, found.text),
                                True,
                                f"{told} and {found.text}",
                                0,
                                found.text,
                            ),
                            Part(leave, False, f"not {told}", 1),
                            Part(
                                with_condition(take, found.negation),
                                False,
                                f"{told} and {found.negation}",
                                0,
                                found.negation,
                            ),
                        ),
                        found,
                    )

    def _merged(self) -> Iterator[Proposal]:
        language = merged_language(self._accepted, self._rejected)
        if language is None:
            self.declined.append("words: an accepted and a rejected request have the same literal words")
            return
        try:
            take, leave = (divided(self._tree, language, accept=accept) for accept in (True, False))
        except TooLarge as wrong:
            self.declined.append(f"words: {wrong}")
            return
        if take is None or leave is None:
            self.declined.append("words: one side of what was learnt has no template")
            return
        told = f"words of an automaton of {len(language)} states"
        yield Proposal(
            Separation(Rung.MERGED, phrase=told),
            (Part(take, True, told, 0), Part(leave, False, f"not {told}", 1)),
        )

    # Sites

    def _sides(self, site: Site, branches: Branches) -> tuple[s.Recipe, s.Recipe, str] | None:
        told = site.name(branches)
        try:
            take, leave = passing(self._tree, site, branches), avoiding(self._tree, site, branches)
        except Entangled:
            self.declined.append(f"{told}: a part of it has no template")
            return None
        return None if take is None or leave is None else (take, leave, told)

    def _widened(self, site: Site, branches: Branches) -> Branches:
        """The alternatives of the accepted side, as far as the boundary's rule goes."""
        match self._policy.boundary:
            case Boundary.NEAREST:
                return branches
            case Boundary.WIDEST:
                passed = self._passed(site, self._rejected)
                others = frozenset[int]().union(*passed)
                return frozenset(site.branches) - others if others else branches
            case _:
                assert_never(self._policy.boundary)

    @cached_property
    def _taken(self) -> list[tuple[Site, Branches]]:
        """The sites that every accepted request passes, with the alternatives that they pass."""
        found: list[tuple[Site, Branches]] = []
        for site in self._sites:
            passed = self._passed(site, self._accepted)
            if all(passed):
                found.append((site, frozenset[int]().union(*passed)))
        return found

    def _passed(self, site: Site, reads: Sequence[Read]) -> list[Branches]:
        """For each request, the alternatives of the site that some reading of it passes."""
        return [self._passes[each.normal.text].get(id(site), frozenset()) for each in reads]

    @cached_property
    def _sites(self) -> list[Site]:
        """The sites, those whose alternatives differ in punctuation alone last."""
        return sorted(sites(self._tree), key=_of_marks)

    @cached_property
    def _passes(self) -> dict[str, dict[int, Branches]]:
        """For each request's normal form, the alternatives that it passes, by site."""
        families: list[Family] = []
        owners: list[tuple[int, int]] = []
        bare = with_examples(self._tree, lambda _: False)
        for site in self._sites:
            for branch in site.branches:
                family = self._variant(bare, site, branch) if len(families) < MAX_VARIANTS else None
                if family is not None:
                    families.append(replace(family, name=f"v{len(families)}"))
                    owners.append((id(site), branch))
        machine = matcher(families, self._binding)
        found: dict[str, dict[int, Branches]] = {}
        for read in (*self._accepted, *self._rejected):
            passed: dict[int, set[int]] = {}
            for match in machine.match(read.normal.text):
                owner, branch = owners[match.member.number]
                passed.setdefault(owner, set()).add(branch)
            found[read.normal.text] = {site: frozenset(branches) for site, branches in passed.items()}
        return found

    def _variant(self, tree: s.Recipe, site: Site, branch: int) -> Family | None:
        try:
            variant = passing(tree, site, frozenset((branch,)))
        except Entangled:
            return None
        return None if variant is None else family_of(variant)


def _of_marks(site: Site) -> bool:
    node = site.node
    return node is not None and not any(map(_worded, node.options))


def _worded(found: s.Sequence) -> bool:
    return any(
        any(map(str.isalnum, each.text)) if isinstance(each, s.Literal) else not isinstance(each, s.Blank)
        for each in found.items
    )
