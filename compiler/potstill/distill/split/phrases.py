"""Parts of a grammar by the alternatives that its templates take: what passes one, and what does not.

A *site* is a place where templates offer alternatives: the asks themselves, or a bracket. A path through the
templates passes a site at most once, or the site is not looked at. What passes some of its alternatives, and
what does not, are templates again; together they have all paths of the recipe, each in one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from potstill.compiler import syntax as s
from potstill.compiler.print_template import template as written
from potstill.distill.tree import statements, walk, with_statements

ABSENT: Final = -1
"""The alternative of an optional bracket that is left out."""

Branches: TypeAlias = frozenset[int]


class Entangled(Exception):
    """A path may pass the site twice, or a part would read nothing: the two sides have no templates."""


@dataclass(frozen=True, slots=True)
class Site:
    """Alternatives by their numbers. ``node``: the bracket or template, None for the asks themselves."""

    node: s.Choice | s.Template | None
    branches: tuple[int, ...]
    told: str

    def name(self, branches: Branches) -> str:
        """Some of the alternatives in words."""
        return f"{self.told} {', '.join(self.branch(each) for each in sorted(branches))}"

    def branch(self, number: int) -> str:
        """One alternative as it is written."""
        if number == ABSENT:
            return "left out"
        if self.node is None:
            return str(number + 1)
        return f"“{_plain(self.node.options[number])}”"


def sites(tree: s.Recipe) -> Iterator[Site]:
    """The sites of a recipe: the asks, then brackets in order of writing, the outer ones first."""
    asks = statements(tree, s.Ask)
    if len(asks) > 1:
        yield Site(None, tuple(range(len(asks))), "read by ask")
    for number, holder in enumerate(each for each in tree.statements if isinstance(each, s.Ask | s.RuleDef)):
        place = f"rule {holder.name.text}" if isinstance(holder, s.RuleDef) else f"ask {number + 1}"
        for node in walk(holder.template):
            if isinstance(node, s.Choice | s.Template):
                options = tuple(range(len(node.options)))
                absent = (ABSENT,) if isinstance(node, s.Choice) and node.optional else ()
                if len(options) + len(absent) > 1:
                    yield Site(node, (*absent, *options), f"in {place}")


def passing(tree: s.Recipe, site: Site, branches: Branches) -> s.Recipe | None:
    """The recipe of the paths that pass the site by one of these alternatives; None if there are none."""
    return _Surgery(tree, site, branches).result(take=True)


def avoiding(tree: s.Recipe, site: Site, branches: Branches) -> s.Recipe | None:
    """The recipe of all other paths; None if there are none."""
    return _Surgery(tree, site, branches).result(take=False)


class _Surgery:
    def __init__(self, tree: s.Recipe, site: Site, branches: Branches) -> None:
        self._tree: Final = tree
        self._site: Final = site
        self._branches: Final = branches
        self._rules: Final = {each.name.text: each.template for each in statements(tree, s.RuleDef)}
        self._counted: Final[dict[str, int]] = {}

    def result(self, *, take: bool) -> s.Recipe | None:
        """The recipe of one of the two parts. Raises Entangled."""
        tree = self._tree
        found: list[s.AnyStatement] = []
        asks = 0
        number = -1
        blank = False
        for each in tree.statements:
            if isinstance(each, s.Ask):
                number += 1
                blank = blank or each.blank
                template = self._ask(number, each.template, take=take)
                template = None if template is None else trimmed(template)
                if template is None:
                    continue
                asks += 1
                found.append(replace(each, template=template, blank=blank))
                blank = False
            elif isinstance(each, s.RuleDef) and self._count(each.template):
                template = self._template(each.template, take=take)
                if template is not None:
                    found.append(replace(each, template=template))
            else:
                found.append(each)
        return without_unused_rules(with_statements(tree, found)) if asks else None

    def _ask(self, number: int, template: s.Template, *, take: bool) -> s.Template | None:
        if self._site.node is None:
            return template if (number in self._branches) is take else None
        return self._template(template, take=take)

    def _template(self, template: s.Template, *, take: bool) -> s.Template | None:
        options = self._options(template, template.options, take=take)
        return replace(template, options=tuple(options)) if options else None

    def _options(
        self, node: s.Choice | s.Template, options: Sequence[s.Sequence], *, take: bool
    ) -> list[s.Sequence]:
        """The options of a choice of which one may be the site, or hold it."""
        if node is self._site.node:
            return [each for at, each in enumerate(options) if (at in self._branches) is take]
        made = (self._sequence(each, take=take) for each in options)
        return [each for each in made if each is not None]

    def _sequence(self, found: s.Sequence, *, take: bool) -> s.Sequence | None:
        counts = [self._count(each) for each in found.items]
        if not any(counts):
            return None if take else found
        if sum(counts) > 1:
            raise Entangled
        at = counts.index(1)
        pieces = self._piece(found.items[at], take=take)
        if pieces is None:
            return None
        return s.Sequence(_blanks_once((*found.items[:at], *pieces, *found.items[at + 1 :])))

    def _piece(self, piece: s.Piece, *, take: bool) -> tuple[s.Piece, ...] | None:
        """What stands for a piece that is or holds the site; None where no path is left."""
        match piece:
            case s.Choice(options, optional):
                here = piece is self._site.node
                absent = optional and ((ABSENT in self._branches) is take if here else not take)
                kept = self._options(piece, options, take=take)
                if not kept:
                    return () if absent else None
                if len(kept) == 1 and not absent:
                    return kept[0].items
                return (s.Choice(tuple(kept), absent),)
            case s.Permutation(parts, optional):
                made = [self._sequence(each, take=take) if self._count(each) else each for each in parts]
                if any(part is not None and not part.items for part in made):
                    raise Entangled
                if None in made:
                    return () if optional and not take else None
                known = tuple(part for part in made if part is not None)
                return (s.Permutation(known, optional and not take),)
            case s.RuleUse(rule):
                made_rule = self._template(self._rules[rule.text], take=take)
                if made_rule is not None and any(not _reads(each) for each in made_rule.options):
                    raise Entangled
                return None if made_rule is None else (piece,)
            case s.Literal() | s.Blank() | s.SlotUse():
                raise AssertionError("holds no site")

    def _count(self, node: s.Piece | s.Sequence | s.Template) -> int:
        """How often a path through a node passes the site at most, up to 2."""
        match node:
            case s.Template(options) | s.Choice(options):
                if node is self._site.node:
                    return 1
                return max((self._count(each) for each in options), default=0)
            case s.Sequence(items):
                return min(2, sum(map(self._count, items)))
            case s.Permutation(parts):
                return min(2, sum(map(self._count, parts)))
            case s.RuleUse(rule):
                known = self._counted.get(rule.text)
                if known is None:
                    known = self._counted[rule.text] = self._count(self._rules[rule.text])
                return known
            case _:
                return 0


def trimmed(template: s.Template) -> s.Template:
    """The template of an ask without blanks at its ends, where they read nothing."""
    return replace(template, options=tuple(map(_trimmed, template.options)))


def _trimmed(found: s.Sequence) -> s.Sequence:
    items = list(found.items)
    while items and isinstance(items[0], s.Blank):
        items.pop(0)
    while items and isinstance(items[-1], s.Blank):
        items.pop()
    return found if len(items) == len(found.items) else replace(found, items=tuple(items))


def _reads(found: s.Sequence) -> bool:
    """Whether an option of a rule has anything to read."""
    return any(not isinstance(each, s.Blank) for each in found.items)


def _blanks_once(items: Sequence[s.Piece]) -> tuple[s.Piece, ...]:
    found: list[s.Piece] = []
    for each in items:
        if not (isinstance(each, s.Blank) and found and isinstance(found[-1], s.Blank)):
            found.append(each)
    return tuple(found)


def without_unused_rules(tree: s.Recipe) -> s.Recipe:
    """The recipe without rules that nothing refers to."""
    while True:
        used = {node.rule.text for node in walk(tree.statements) if isinstance(node, s.RuleUse)}
        kept = [each for each in tree.statements if not isinstance(each, s.RuleDef) or each.name.text in used]
        if len(kept) == len(tree.statements):
            return tree
        tree = with_statements(tree, kept)


def _plain(found: s.Sequence) -> str:
    text = written(s.Template((found,)))[1:-1].strip()
    return text if len(text) <= 60 else f"{text[:57]}…"
