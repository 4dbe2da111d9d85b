"""The chapter on tests: what it quotes is what is written, and its strategies do what it says."""

from __future__ import annotations

import re
from pathlib import Path

from potstill.compiler import compile_recipe
from potstill.verifier.testgen.plan import plan
from potstill.verifier.testgen.source import source

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_chapter(root: Path) -> None:
    blocks = BLOCK.findall((root / "docs" / "testing.md").read_text("utf-8"))
    kinds = [kind for kind, _ in blocks]
    assert kinds == ["console", "recipe", "text", "python", "python", "console", "python"]
    compiled = compile_recipe(blocks[1][1])
    assert compiled.artifact is not None
    made = plan(compiled.artifact)
    assert f"{len(made.cases)} named tests; 14 of {len(made.branches)} branches taken" in blocks[0][1]
    text = source(made)
    for _, quoted in blocks[2:5]:
        assert quoted in text
    names = {"artifact": compiled.artifact}
    exec(compile(blocks[6][1], "testing.md", "exec", dont_inherit=True), names)
    tests = [test for name, test in names.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        assert callable(test)
        test()
