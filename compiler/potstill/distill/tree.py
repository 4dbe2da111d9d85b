"""Recipes as syntax trees that are edited and compiled again, through text in the canonical layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeVar

from potstill.compiler import compile_recipe
from potstill.compiler import syntax as s
from potstill.compiler.compile import Compiled, compile_tree
from potstill.compiler.decode import read_source
from potstill.compiler.diagnostics import Report
from potstill.compiler.parse import parse
from potstill.compiler.printer import print_recipe
from potstill.ir.artifact import Artifact
from potstill.ir.family import Family

S = TypeVar("S", bound=s.Statement)

_HOLDER: Final = 'family x ask "x" answer 0 where '


def tree_of(recipe: str) -> s.Recipe:
    """The tree of a recipe that compiles, such as an artifact's. ValueError for another text."""
    report = Report()
    tree = parse(read_source(recipe, "recipe", report), report)
    if tree is None:
        raise ValueError("the text is no recipe")
    return tree


def compiled(tree: s.Recipe) -> Compiled:
    """What the compiler makes of a tree's text."""
    return compile_recipe(print_recipe(tree), name=f"{tree.header.name.text}.recipe")


def family_of(tree: s.Recipe) -> Family | None:
    """The family of a tree, for a quick trial: nobody serves it, so it needs no text. None if refused."""
    made = compile_tree(tree, "", Report())
    return None if made is None else made.family


@lru_cache(maxsize=4096)
def expression(text: str) -> s.Expression:
    """The expression of a text. ValueError where there is none."""
    *_, where = tree_of(_HOLDER + text).statements
    if not isinstance(where, s.Where):
        raise ValueError(f"no expression: {text}")
    return where.test


def statements(tree: s.Recipe, kind: type[S]) -> list[S]:
    """The statements of a kind, in order."""
    return [each for each in tree.statements if isinstance(each, kind)]


def with_statements(tree: s.Recipe, found: Iterable[s.AnyStatement]) -> s.Recipe:
    """The recipe with other statements."""
    return replace(tree, statements=tuple(found))


def renamed(tree: s.Recipe, name: str) -> s.Recipe:
    """The recipe under another name."""
    return replace(tree, header=replace(tree.header, name=s.Name(name)))


def with_condition(tree: s.Recipe, text: str) -> s.Recipe:
    """The recipe with one more condition, which is looked at before all others."""
    added: list[s.AnyStatement] = [s.Where(expression(text))]
    found: list[s.AnyStatement] = []
    for each in tree.statements:
        if isinstance(each, s.Where | s.LetDef | s.Answer) and added:
            found.append(added.pop())
        found.append(each)
    return with_statements(tree, [*found, *added])


def with_examples(tree: s.Recipe, keep: Callable[[s.ExampleDef], bool]) -> s.Recipe:
    """The recipe with those of its examples that are kept."""
    return with_statements(
        tree, (each for each in tree.statements if not isinstance(each, s.ExampleDef) or keep(each))
    )


def kept_examples(tree: s.Recipe, parent: Artifact, takes: Callable[[Family, str, Any], bool]) -> s.Recipe:
    """The recipe with the examples of its parent that it takes itself.

    ``takes``: whether a family takes an utterance in a context.
    """
    family = family_of(with_examples(tree, lambda _: False))
    if family is None:
        return tree
    written = statements(tree, s.ExampleDef)
    taken = {
        id(statement)
        for statement, known in zip(written, parent.family.examples, strict=True)
        if takes(family, known.utterance, dict(known.context))
    }
    return with_examples(tree, lambda each: id(each) in taken)


def changed(node: Any, change: Callable[[Any], Any]) -> Any:
    """The tree with each node replaced by what ``change`` makes of it, children first.

    Nodes that do not change stay the same objects.
    """
    if isinstance(node, tuple):
        parts = tuple(changed(each, change) for each in node)
        return node if all(one is other for one, other in zip(parts, node, strict=True)) else parts
    if not is_dataclass(node) or isinstance(node, type):
        return node
    fresh = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, tuple) or (is_dataclass(value) and field.name != "span"):
            new = changed(value, change)
            if new is not value:
                fresh[field.name] = new
    return change(replace(node, **fresh) if fresh else node)


def children(node: Any) -> Iterator[Any]:
    """The nodes right below a node, from left to right."""
    for field in fields(node):
        if field.name not in ("span", "comments"):
            stack = [getattr(node, field.name)]
            while stack:
                each = stack.pop()
                if isinstance(each, tuple):
                    stack.extend(reversed(each))
                elif is_dataclass(each):
                    yield each


def walk(node: Any) -> Iterator[Any]:
    """A node and all below it, parents first, from left to right."""
    if isinstance(node, tuple):
        for each in node:
            yield from walk(each)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in fields(node):
            if field.name not in ("span", "comments"):
                yield from walk(getattr(node, field.name))


def uses(node: Any) -> set[str]:
    """The names that expressions below a node refer to."""
    return {each.name for each in walk(node) if isinstance(each, s.Use)}


def without_unused(tree: s.Recipe) -> s.Recipe:
    """The recipe without lets, tables, rules, lexicons and fields of the context that nothing refers to."""
    while True:
        used = _referred(tree)
        kept = [
            each
            for each in tree.statements
            if not isinstance(each, s.LetDef | s.TableDef | s.RuleDef | s.LexiconDef)
            or (type(each).__name__, each.name.text) in used
        ]
        if len(kept) == len(tree.statements):
            return tree
        tree = with_statements(tree, kept)


def _referred(tree: s.Recipe) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for each in walk(tree.statements):
        match each:
            case s.Use(name):
                found |= {("LetDef", name), ("TableDef", name)}
            case s.RuleUse(rule):
                found.add(("RuleDef", rule.text))
            case s.SlotUse(_, s.Name(lexicon)):
                found.add(("LexiconDef", lexicon))
            case _:
                pass
    return found
