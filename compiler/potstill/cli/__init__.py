"""The command line: ``potstill COMMAND``. Each command lives in its own module and is imported on use.

Exit codes: 0 yes; 1 no (diagnostics, an utterance nobody answers); 2 could not run; 3 undecided.
"""

from __future__ import annotations

import importlib
import sys
from typing import Final

import click
from click.shell_completion import CompletionItem

from potstill.cli.console import CannotRun, fail
from potstill.ir.artifact import ArtifactError
from potstill.ir.keys import CannotSign
from potstill.ir.statement import StatementError
from potstill.runtime import ContextError, Unverified
from potstill.runtime.keyring import KeyringError

_DISTILL: Final = "compile,verify,sign,distill"

COMMANDS: Final = {
    "new": ("new", "compile"),
    "check": ("check", "compile"),
    "fmt": ("fmt", "compile"),
    "build": ("build", "compile"),
    "sign": ("sign", "sign"),
    "keys": ("keys", ""),
    "ask": ("ask", ""),
    "explain": ("explain", ""),
    "run": ("run", ""),
    "show": ("show", ""),
    "verify": ("verify", "verify"),
    "overlap": ("overlap", "verify"),
    "diff": ("diff", "verify"),
    "testgen": ("testgen", "verify"),
    "import": ("imports", "compile"),
    "induce": ("induce", _DISTILL),
    "grow": ("grow", _DISTILL),
    "split": ("split", _DISTILL),
    "families": ("families", _DISTILL),
    "feedback": ("feedback", ""),
    "questions": ("questions", ""),
    "rollback": ("rollback", ""),
    "report": ("report", _DISTILL),
    "forget": ("forget", ""),
    "prune": ("prune", ""),
    "completion": ("completion", ""),
}
"""Command -> module, and the extras that it needs."""


class Lazy(click.Group):
    """A group that imports a command's module when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (same)
        if cmd_name not in COMMANDS:
            return None
        module, extra = COMMANDS[cmd_name]
        try:
            command = importlib.import_module(f"potstill.cli.{module}").command
        except ModuleNotFoundError as missing:
            if not extra or (missing.name or "").startswith("potstill"):
                raise
            raise CannotRun(
                f"`potstill {cmd_name}` needs {missing.name}; "
                f"install it with  pip install 'potstill[{extra}]'"
            ) from missing
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, those that something is missing for with what that is."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._short(ctx, name, room)) for name in COMMANDS])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, none of which is imported for that."""
        names = [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def _short(self, ctx: click.Context, name: str, room: int) -> str:
        try:
            command = self.get_command(ctx, name)
        except CannotRun:
            return f"Needs potstill[{COMMANDS[name][1]}]."
        return "" if command is None else command.get_short_help_str(room)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        from potstill.runtime.build import compiled

        click.echo(f"potstill {version('potstill')} ({'compiled' if compiled() else 'pure Python'})")
        ctx.exit()


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 yes, 1 no (diagnostics, unanswered), 2 could not run, 3 undecided.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
def potstill() -> None:
    """Turn recipes into small programs that answer requests without a model.

    \b
    A first round:
      potstill new tip.recipe             a recipe to start from
      potstill check tip.recipe           diagnostics and bounds
      potstill build . -o artifacts       compile every recipe here
      potstill ask artifacts "what is a 20% tip on $45"
    """


def main() -> None:
    """Run the command line; never ends in a traceback for a fault of the input."""
    try:
        code = potstill.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except CannotRun as wrong:
        fail(str(wrong))
        sys.exit(2)
    except (ContextError, Unverified, ArtifactError, StatementError, KeyringError, CannotSign) as wrong:
        fail(str(wrong))
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(2)
    except OSError as wrong:
        fail(f"{wrong.filename}: {wrong.strerror}" if wrong.filename else str(wrong))
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
