"""Laws of importing: whatever files say, families or findings; a family is what its recipe compiles to."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.compiler.importers.hassil import Imported, import_folder
from potstill.runtime import Handler

WORDS = st.sampled_from(
    ["turn", "on", "light[s]", "{name}", "{level:x}", "{free}", "<the>", "50%", "what's", "é", "#", '"']
)
TEMPLATES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({';'.join(parts)})"),
        inner.map("[{}]".format),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=8,
)
NOISE = st.text("ab ()[]{}<>|;:@.,\\\"'0é\u00ad\u200b\n\t", max_size=30)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 300), st.floats(), st.text(max_size=5))
KEYS = [
    *(
        "intents",
        "data",
        "sentences",
        "slots",
        "requires_context",
        "excludes_context",
        "value",
        "slot",
        "domain",
    ),
    *("lists", "values", "in", "out", "range", "from", "to", "step", "multiplier", "fractions", "words"),
    *("wildcard", "expansion_rules", "skip_words"),
]
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)


def imported(data: object) -> Imported:
    """What comes of the one file of a set."""
    with TemporaryDirectory() as folder:
        Path(folder, "set.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        return import_folder(Path(folder))


def lawful(found: Imported) -> None:
    """Every family is what its recipe compiles to, and a handler takes them all."""
    for each in found.artifacts:
        compiled = compile_recipe(each.recipe)
        assert compiled.errors == (), compiled.render()
        assert compiled.artifact == each
    Handler(found.artifacts, allow_unverified=True)("turn on")


@given(st.lists(st.one_of(TEMPLATES, NOISE), min_size=1, max_size=4), NOISE)
def test_templates(sentences: list[str], skipped: str) -> None:
    found = imported(
        {
            "intents": {"Do": {"data": [{"sentences": sentences}]}},
            "lists": {"level": {"range": {"from": 0, "to": 9}}, "free": {"wildcard": True}},
            "expansion_rules": {"the": "(the|my) [own]"},
            "skip_words": [skipped],
        }
    )
    assert found.artifacts or found.findings
    lawful(found)


@given(VALUES, VALUES, VALUES, VALUES)
def test_whatever_the_file_says(data: object, block: object, lists: object, rules: object) -> None:
    lawful(imported(data))
    blocks = [block, {"sentences": ["go {x} <y>", "stay"], "slots": block, "requires_context": rules}]
    lawful(
        imported(
            {
                "intents": {"Do": {"data": blocks}},
                "lists": {"x": lists},
                "expansion_rules": {"y": rules},
                "skip_words": [block, "please"],
            }
        )
    )
