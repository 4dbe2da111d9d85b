"""Files that nothing is believed of: read whole and bounded, written all or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import get_ident


class FileError(ValueError):
    """A file that is not read; the text says why."""


class NotRegular(FileError):
    """A folder, a device or a named pipe where a file was expected."""


class Unreadable(FileError):
    """The system refuses to read it, or there is none."""


def read(path: Path, most: int) -> bytes:
    """The bytes of a regular file, ``most`` and one at most. Raises NotRegular, Unreadable."""
    try:
        # Not to wait for a writer where the path is a named pipe.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise Unreadable(str(error)) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise NotRegular("not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        try:
            return file.read(min(status.st_size, most) + 1)
        except OSError as error:
            raise Unreadable(str(error)) from None


def write(contents: Mapping[Path, bytes]) -> None:
    """Write each file, all or nothing: readers of a path see the old content or the new. Raises OSError.

    Every content is on the disk under another name before the first path changes, so that files that
    belong together change together but for an instant.
    """
    with ExitStack() as scratch:
        ready: list[tuple[Path, Path]] = []
        for path, data in contents.items():
            other = scratch_name(path)
            scratch.callback(other.unlink, missing_ok=True)
            with other.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            ready.append((other, path))
        for other, path in ready:
            os.replace(other, path)


def scratch_name(path: Path) -> Path:
    """A name in the same folder that no other thread or process uses."""
    return path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}.tmp")


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path in a folder is a link to somewhere outside of it. Raises OSError, ValueError."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
