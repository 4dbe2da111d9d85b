"""``potstill keys``: this user's key, and whose statements count here.

One group for the keyring. ``potstill sign`` stands beside ``build`` and ``verify``: it is about artifacts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from potstill.cli.console import YES, emit, json_option, note
from potstill.ir import keys
from potstill.runtime import keyring

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

F = TypeVar("F", bound=Callable[..., Any])


def key_option(command: F) -> F:
    """``--key FILE``: what to sign with, instead of the local key."""
    return click.option(
        "--key",
        type=click.Path(exists=True, dir_okay=False),
        help="Sign with the ed25519 key in this PEM file instead of the local one.",
    )(command)


def signing_key(path: str | None) -> Ed25519PrivateKey:
    """The key in a file, or this user's own, made at its first use. Raises KeyringError, CannotSign."""
    if path is not None:
        return keyring.read_key(Path(path))
    folder = keyring.home()
    known = (folder / keyring.PRIVATE).exists()
    key = keyring.local_key(folder)
    if not known:
        note(f"a key for this machine was made: {folder / keyring.PRIVATE}")
    return key


@click.group(epilog="Example:  potstill keys trust build-server.pub")
def command() -> None:
    """Show the keys that count here, and trust those of others.

    They lie in $POTSTILL_HOME, or in potstill below $XDG_CONFIG_HOME or ~/.config. To distrust a key, remove
    its file.
    """


@command.command(epilog="Example:  potstill keys show")
@json_option
def show(as_json: bool) -> int:
    """Show the folder, the public key of this machine, and the ids of all keys that are trusted."""
    folder = keyring.home()
    trusted = keyring.trusted(folder)
    path = folder / keyring.PUBLIC
    local = keyring.read_public(path) if path.exists() else None
    if as_json:
        pem = None if local is None else keys.write_public(local).decode("ascii")
        emit({"folder": str(folder), "local": pem, "trusted": sorted(trusted)})
        return YES
    note(str(folder))
    for keyid in trusted:
        own = local is not None and keyid == keys.keyid(local)
        click.echo(f"{keyid}{'  this machine' if own else ''}")
    if local is None:
        note("no key of this machine yet: the first `potstill build` makes it")
    else:
        click.echo(keys.write_public(local).decode("ascii"), nl=False)
    return YES


@command.command(
    epilog="""\b
    Examples:
      potstill keys trust build-server.pub
      openssl pkey -in key.pem -pubout -out build-server.pub    # a public key file"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
def trust(paths: tuple[str, ...]) -> int:
    """Trust statements that are signed with the public keys in PATHS, PEM files, from now on."""
    found = [keyring.read_public(Path(path)) for path in paths]
    for public in found:
        keyring.add(keyring.home(), public)
        click.echo(keys.keyid(public))
    return YES
