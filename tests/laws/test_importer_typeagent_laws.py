"""Laws of importing TypeAgent's recipes: whatever files say, families or findings."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.compiler.importers.imported import Imported
from potstill.compiler.importers.typeagent import import_folder
from potstill.compiler.printer import print_recipe
from tests.typeagent import reads

WORDS = st.sampled_from(["list", "the", "files", "in", "what's", "50%", "a.b", "ls"])
PIECES = st.recursive(
    WORDS | st.sampled_from(["$(path:wildcard)", "$(path:wildcard)?", "$(n:number)", "$(n:number)?"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})?"),
    ),
    max_leaves=6,
)
NOISE = st.text("ab ()|?$:*+<>{}[]\\\"'0é\u00ad\u200b\n\t", max_size=30)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 10**20), st.floats(), st.text(max_size=5))
KEYS = st.sampled_from(
    (
        *("name", "actionName", "description", "parameters", "grammarPatterns", "pattern", "examples"),
        *("type", "required", "default"),
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
PARAMETERS = [{"name": "path", "type": "path"}, {"name": "n", "type": "number", "default": "1"}]
SAID = st.lists(WORDS | st.sampled_from(["7", "-12", "x y", "files"]), min_size=1, max_size=5).map(" ".join)


def imported(data: object) -> Imported:
    """What comes of one file."""
    with TemporaryDirectory() as folder:
        Path(folder, "x.recipe.json").write_text(json.dumps(data), "utf-8")
        return import_folder(Path(folder))


def lawful(found: Imported) -> None:
    """Every family is what its recipe compiles to, and its recipe is in its layout."""
    for each in found.artifacts:
        compiled = compile_recipe(each.recipe)
        assert compiled.errors == (), compiled.render()
        assert compiled.artifact == each
        assert compiled.tree is not None
        assert print_recipe(compiled.tree) == each.recipe


@given(st.lists(PIECES | NOISE, min_size=1, max_size=4))
def test_patterns(patterns: list[str]) -> None:
    found = imported({"name": "do", "parameters": PARAMETERS, "grammarPatterns": patterns})
    assert found.artifacts or found.findings
    lawful(found)


@given(VALUES | st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_json(data: object) -> None:
    found = imported(data)
    assert found.artifacts or found.findings
    lawful(found)


@given(PIECES, st.lists(SAID, min_size=1, max_size=5))
def test_a_pattern_reads_what_its_regular_expression_reads(pattern: str, said: list[str]) -> None:
    examples = [{"pattern": pattern, "examples": said}]
    found = imported({"name": "do", "parameters": PARAMETERS, "grammarPatterns": examples})
    if any(finding.code.value != "I202" for finding in found.findings):
        return  # it says nothing, or something that recipes cannot
    unread = {finding.what.split("'")[1] for finding in found.findings if "(no_family)" in finding.what}
    for utterance in said:
        if "'" not in utterance:
            assert (utterance not in unread) == reads(pattern, utterance), (pattern, utterance)
