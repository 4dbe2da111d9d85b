"""What can go wrong with a store. Nothing that raised one of these was written."""

from __future__ import annotations

from typing import Final


class StoreError(Exception):
    """Any of the below; the message says what to do where something can be done."""


class NotAStore(StoreError):
    """Nothing is there, or something else: a file that is no database, a database of somebody else's."""


class NewerStore(StoreError):
    """Written by a later version of potstill, whose schema this one does not know. Nothing was touched."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the store has schema {found}, and this version of potstill knows up to {known}: use a newer one"
        )
        self.found: Final = found
        self.known: Final = known


class DamagedStore(StoreError):
    """The database says of itself that it is broken: restore a copy."""


class StoreFull(StoreError):
    """No room: the disk, a quota, or a limit on the size of the file. What was acknowledged is all there."""


class StoreBusy(StoreError):
    """Somebody else held a lock for longer than the store waits; doing it again may succeed."""


class StoreGone(StoreError):
    """No connection to the server, or it broke. A write in flight was not acknowledged, and may be there."""


class Unwritable(StoreError):
    """The file, its folder or the account may only read."""


class StoreClosed(StoreError):
    """The store was closed before."""


class Refused(StoreError, ValueError):
    """What was to be stored is too long, has no exact form, or contradicts what is stored."""


class Unknown(StoreError, LookupError):
    """No request, family, version, event or question of this name or number."""


class Superseded(StoreError):
    """Something was changed since: an event to undo, a question that is answered."""
