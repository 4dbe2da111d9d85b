"""Write the reference of the command line, ``docs/cli.md``, from the commands' own help texts.

python tools/make_cli_reference.py            rewrite the page
python tools/make_cli_reference.py --check    exit 1 if the page differs
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from potstill.cli import potstill

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"

HEADER = """\
# The command line

`tools/make_cli_reference.py` writes this page from the help texts; `potstill COMMAND --help` prints the same.

Exit codes: 0 yes; 1 no (a recipe is refused, an utterance has no answer); 2 could not run (a file is missing,
an artifact is damaged, an option is wrong); 3 undecided.

`ask`, `explain`, `run`, `show`, `feedback`, `questions`, `rollback`, `forget`, `prune` and `completion` need
nothing but the base installation; the other commands name the extra that they need. A store on a PostgreSQL
server needs the extra `postgres`.
"""


def reference() -> str:
    """The page."""
    return HEADER + "".join(_section("potstill", potstill, None))


def _section(name: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    # A command remembers its help option from the first context that asks for it: always the same one.
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        max_content_width=96,
        terminal_width=96,
        help_option_names=["-h", "--help"],
    )
    yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            if inner is not None:
                yield from _section(each, inner, context)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(PAGE.read_text("utf-8") != reference())
    PAGE.write_text(reference(), "utf-8")
