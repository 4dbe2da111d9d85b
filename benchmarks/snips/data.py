"""The SNIPS data (sonos/nlu-benchmark, CC0): requests with their intents and slots, as answered requests."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, Final

from potstill.distill.examples import Example, Json

FOLDER: Final = Path(__file__).parents[3] / "shared" / "data" / "snips"
SEED: Final = 20_017
"""Of the order in which the training requests are read: the files hold one intent each."""


def training() -> list[Example]:
    """The training requests in a shuffled order; FileNotFoundError where the data is not there."""
    found = _read("train")
    Random(SEED).shuffle(found)
    return found


def validation() -> list[Example]:
    """The validation requests."""
    return _read("validate")


def _read(part: str) -> list[Example]:
    found = []
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        suffix = "_full" if part == "train" else ""
        text = _text((folder / f"{part}_{folder.name}{suffix}.json").read_bytes())
        for entry in json.loads(text)[folder.name]:
            found.append(_example(folder.name, entry["data"]))
    return found


def _text(data: bytes) -> str:
    """UTF-8, in which one file writes some code points as two surrogates of three bytes each."""
    halves = data.decode("utf-8", "surrogatepass")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16")


def _example(intent: str, chunks: list[dict[str, Any]]) -> Example:
    """The request as it was typed, and a record of its intent and slots.

    Of the spans nothing remains. A slot that the request fills twice has a list of two values.
    """
    values: dict[str, list[Json]] = {}
    for chunk in chunks:
        if "entity" in chunk:
            values.setdefault(chunk["entity"], []).append(chunk["text"])
    slots = {name: found[0] if len(found) == 1 else found for name, found in values.items()}
    return Example("".join(chunk["text"] for chunk in chunks), {"intent": intent, **slots})
