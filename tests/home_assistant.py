"""Home Assistant's English intents and their tests, as data; and hassil set up to answer them.

The rules of the comparison: a list value carries its domain; ``name_domains`` filters the names; an inferred
domain counts as a slot; the area of the device comes as context; an unexpected ``domain`` in a result is
ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.intents import Intents, RangeSlotList, SlotList, TextSlotList
from hassil.recognize import recognize_best

from potstill.ir.binding import Binding, entry
from potstill.ir.lexicons.numerals import spell

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
AREA = "Living Room"
"""Where the device is that is spoken to, in blocks that need to know."""


@dataclass(frozen=True, slots=True)
class Household:
    """The names that one test file is about: (name, domain) of entities, areas, floors."""

    entities: tuple[tuple[str, str | None], ...]
    areas: tuple[str, ...]
    floors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and the intent and slots that it must yield."""

    file: str
    sentence: str
    intent: str
    slots: tuple[tuple[str, object], ...]


def read(path: Path) -> Any:
    """One YAML file."""
    return yaml.load(path.read_bytes(), LOADER)


def suites(root: Path) -> dict[str, tuple[Household, list[Case]]]:
    """Every test file: its household and its cases."""
    result: dict[str, tuple[Household, list[Case]]] = {}
    for path in sorted((root / "tests" / "en").glob("*/*.yaml")):
        data = read(path)
        name = f"{path.parent.name}/{path.stem}"
        entities = tuple((entity["name"], entity.get("domain")) for entity in data.get("entities", ()))
        areas = tuple(area["name"] for area in data.get("areas", ()))
        floors = tuple(floor["name"] for floor in data.get("floors", ()))
        cases = [
            Case(name, sentence, path.parent.name, tuple(sorted(block.get("slots", {}).items())))
            for block in data["tests"]
            for sentence in block["sentences"]
        ]
        result[name] = (Household(entities, areas, floors), cases)
    return result


def merged(households: Iterable[Household]) -> Household:
    """One household with everybody's names."""
    entities: dict[tuple[str, str | None], None] = {}
    areas: dict[str, None] = {}
    floors: dict[str, None] = {}
    for household in households:
        entities.update(dict.fromkeys(household.entities))
        areas.update(dict.fromkeys(household.areas))
        floors.update(dict.fromkeys(household.floors))
    return Household(tuple(entities), tuple(areas), tuple(floors))


def binding(household: Household) -> Binding:
    """The household's names, as artifacts are bound to them."""
    return Binding(
        {
            "name": [
                entry(name, name, {"domain": domain} if domain else {}) for name, domain in household.entities
            ],
            "area": [entry(name) for name in household.areas],
            "floor": [entry(name) for name in household.floors],
        }
    )


def slot_lists(household: Household) -> dict[str, SlotList]:
    """The household's names, as hassil has them."""
    named = [(name, name, {"domain": domain}) for name, domain in household.entities]
    return {
        "name": TextSlotList.from_tuples(named, name="name"),
        "area": TextSlotList.from_strings(household.areas, name="area"),
        "floor": TextSlotList.from_strings(household.floors, name="floor"),
    }


def hassil_intents(root: Path) -> Intents:
    """The whole set as hassil has it, read anew. It parses templates when it is first asked."""
    return Intents.from_dict(intents_dict(root))


def hassil_answer(
    intents: Intents, lists: dict[str, SlotList], sentence: str
) -> tuple[str | None, dict[str, object]]:
    """The intent and the slots that hassil finds."""
    found = recognize_best(sentence, intents, slot_lists=lists, intent_context={"area": AREA})
    if found is None:
        return None, {}
    return found.intent.name, {name: entity.value for name, entity in found.entities.items()}


FREE = ("milk", "call mom", "the big red dog", "Bohemian Rhapsody", "turn it up")
"""What is said where anything may be."""


def said(expression: Expression, intents: Intents, lists: dict[str, SlotList], rng: Random) -> str:
    """One of the texts of a template, as hassil has parsed it."""
    match expression:
        case TextChunk():
            return str(expression.original_text)
        case Alternative(items):
            return said(rng.choice(items), intents, lists, rng)
        case Permutation(items):
            return "".join(said(item, intents, lists, rng) for item in rng.sample(items, len(items)))
        case Group(items):
            return "".join(said(item, intents, lists, rng) for item in items)
        case RuleReference(name):
            return said(intents.expansion_rules[name].expression, intents, lists, rng)
        case ListReference(name):
            return _listed(lists[name], intents, lists, rng)
        case _:
            raise TypeError(expression)


def _listed(values: SlotList, intents: Intents, lists: dict[str, SlotList], rng: Random) -> str:
    match values:
        case TextSlotList():
            return said(rng.choice(values.values).text_in, intents, lists, rng)
        case RangeSlotList():
            number = rng.randrange(values.start, values.stop + 1, values.step)
            return spell(number) if rng.random() < 0.3 and number <= 100 else str(number)
        case _:
            return rng.choice(FREE)


def potstill_answer(value: object) -> tuple[str | None, dict[str, object]]:
    """The intent and the slots in a reply's value."""
    if not isinstance(value, dict):
        return None, {}
    return value["intent"], {
        name: slot for name, slot in value.items() if name != "intent" and slot is not None
    }


def agrees(case: Case, intent: str | None, slots: Mapping[str, object]) -> bool:
    """Whether a result is what the case demands. Texts compare without regard to case."""
    if intent != case.intent:
        return False
    expected = dict(case.slots)
    found = {name: value for name, value in slots.items() if value is not None}
    if "domain" not in expected:
        found.pop("domain", None)
    return _plain(found) == _plain(expected)


def _plain(slots: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.strip().casefold() if isinstance(value, str) else float(value)  # type: ignore[arg-type]  # numbers
        for name, value in slots.items()
    }


def intents_dict(root: Path) -> dict[str, Any]:
    """The whole set in the one-dictionary form that hassil reads."""
    described = read(root / "intents.yaml")
    merged_lists: dict[str, Any] = {}
    for path in sorted((root / "lists").glob("**/*.yaml")):
        merged_lists.update(read(path)["lists"])
    rules: dict[str, Any] = {}
    for path in sorted((root / "rules" / "en").glob("*.yaml")):
        rules.update(read(path)["expansion_rules"])
    intents: dict[str, Any] = {}
    for path in sorted((root / "sentences" / "en").glob("*/*.yaml")):
        combination = described[path.parent.name]["slot_combinations"][path.stem]
        for block in read(path)["data"]:
            data: dict[str, Any] = {"sentences": block["sentences"], "metadata": {"combination": path.stem}}
            required: dict[str, Any] = {}
            domains = block.get("name_domains")
            if isinstance(domains, str):
                domains = combination["name_domain_groups"][domains]
            if domains:
                required["domain"] = domains
            if combination.get("context_area"):
                required["area"] = None
            if block.get("inferred_domain"):
                data["slots"] = {"domain": block["inferred_domain"]}
            if required:
                data["requires_context"] = required
            intents.setdefault(path.parent.name, {"data": []})["data"].append(data)
    skip = read(root / "sentences" / "en" / "_common.yaml").get("skip_words", [])
    return {
        "language": "en",
        "intents": intents,
        "lists": merged_lists,
        "expansion_rules": rules,
        "skip_words": skip,
    }
