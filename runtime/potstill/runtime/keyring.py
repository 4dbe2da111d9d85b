"""The keys of one person or machine: a folder with the local key and the public keys of others.

    FOLDER/local.key        signs what is built here; for the owner's eyes only
    FOLDER/local.pub        its public key, to be given to others
    FOLDER/trusted/*.pub    public keys of others whose statements count here
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from potstill.ir import files, keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PRIVATE: Final = "local.key"
PUBLIC: Final = "local.pub"
TRUSTED: Final = "trusted"


class KeyringError(ValueError):
    """A key that is not used: which file, and why."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


def home() -> Path:
    """The folder of this user: $POTSTILL_HOME, or ``potstill`` below $XDG_CONFIG_HOME or ``~/.config``."""
    if own := os.environ.get("POTSTILL_HOME"):
        return Path(own)
    above = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    # The XDG specification has relative paths ignored.
    return (above if above.is_absolute() else Path.home() / ".config") / "potstill"


def local_key(folder: Path) -> Ed25519PrivateKey:
    """The folder's own key, made if there is none. Raises KeyringError, CannotSign, OSError.

    Of several processes that come first at once, one makes the key, and all use it.
    """
    path = folder / PRIVATE
    if not path.exists():
        _make(path)
    key = read_key(path)
    if not (folder / PUBLIC).exists():
        files.write({folder / PUBLIC: keys.write_public(keys.public(key))})
    return key


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a file that none but its owner may read. Raises KeyringError, CannotSign."""
    pem = _read(path)
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyringError(path, f"others may read or change this key; mend it with  chmod 600 {path}")
    try:
        return keys.read_private(pem)
    except keys.BadKey as wrong:
        raise KeyringError(path, str(wrong)) from None


def read_public(path: Path) -> bytes:
    """The public key in a file that not everybody may change. Raises KeyringError."""
    pem = _read(path)
    if os.name == "posix" and path.stat().st_mode & stat.S_IWOTH:
        raise KeyringError(path, f"everybody may change this key; mend it with  chmod o-w {path}")
    try:
        return keys.read_public(pem)
    except keys.BadKey as wrong:
        raise KeyringError(path, str(wrong)) from None


def trusted(folder: Path) -> dict[str, bytes]:
    """The public keys that count here, by their ids: the local one and those of others. Raises KeyringError.

    Makes no key: whoever built nothing trusts nothing yet.
    """
    local = folder / PUBLIC
    others = sorted((folder / TRUSTED).glob("*.pub"))
    found = [read_public(path) for path in ([local] if local.exists() else []) + others]
    return {keys.keyid(public): public for public in found}


def add(folder: Path, public: bytes) -> Path:
    """Trust a public key from now on; the file that says so, named after the key's id. Raises OSError."""
    path = folder / TRUSTED / f"{keys.keyid(public)}.pub"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write({path: keys.write_public(public)})
    return path


def _make(path: Path) -> None:
    """A new key in a file of that name, unless another process is quicker."""
    pem = keys.write_private(keys.generate())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = files.scratch_name(path)
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(scratch, path)  # fails where there is one, unlike renaming
        except FileExistsError:
            return
    finally:
        scratch.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        return files.read(path, keys.MAX_PEM)
    except files.FileError as wrong:
        raise KeyringError(path, str(wrong)) from None
