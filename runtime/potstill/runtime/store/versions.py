"""Families, their versions, and where each came from."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import MAX_ARTIFACT, MAX_JSON, Part, bounded, named
from potstill.runtime.store.errors import Refused, Unknown
from potstill.runtime.store.records import Origin, Version
from potstill.runtime.store.session import Row, Session

_SELECT: Final = (
    "SELECT v.id, v.family, v.address, v.at, v.origin, v.parent, v.recipe, a.content, v.statement, v.claim"
    " FROM versions v JOIN artifacts a ON a.address = v.address"
)


class Versions(Part):
    """Versions are only ever added; what is live is another matter."""

    def add_version(
        self,
        family: str,
        *,
        address: str,
        artifact: bytes,
        recipe: str,
        origin: Origin,
        statement: bytes | None = None,
        claim: object = None,
        parent: int | None = None,
        at: datetime | None = None,
    ) -> Version:
        """Store a version, and its family if it is new. It is not live by that.

        One that says the same in every respect is not stored again. Raises Unknown: the parent; Refused: the
        address has another content.
        """
        for what, content in (("artifact", artifact), ("statement", statement)):
            if content is not None and len(content) > MAX_ARTIFACT:
                raise Refused(f"the {what} has more than {MAX_ARTIFACT:,} bytes")
        said = bounded(exact.encode(claim), "claim", MAX_JSON)
        written = bounded(exact.text(recipe), "recipe", MAX_ARTIFACT)
        when = self._when(at)
        named(family, "family"), named(address, "address")
        with self._pool.write() as session:
            session.exclude("versions")
            if parent is not None and not session.query("SELECT 1 FROM versions WHERE id = ?", [parent]):
                raise Unknown(f"no version {parent}")
            _keep_artifact(session, address, artifact)
            session.run(
                "INSERT INTO families (name, at) VALUES (?, ?) ON CONFLICT DO NOTHING", [family, when]
            )
            for row in session.query(f"{_SELECT} WHERE v.family = ? AND v.address = ?", [family, address]):
                known = _version(row)
                same = (known.origin, known.parent, known.recipe, known.statement, row[9])
                if same == (origin, parent, written, statement, said):
                    return known
            [(number,)] = session.query(
                "INSERT INTO versions (family, address, at, origin, parent, recipe, statement, claim)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                [family, address, when, origin.value, parent, written, statement, said],
            )
            [row] = session.query(f"{_SELECT} WHERE v.id = ?", [number])
        return _version(row)

    def version(self, number: int) -> Version:
        """The version of this id. Raises Unknown."""
        with self._pool.read() as session:
            rows = session.query(f"{_SELECT} WHERE v.id = ?", [number])
        if not rows:
            raise Unknown(f"no version {number}")
        return _version(rows[0])

    def versions(self, family: str) -> tuple[Version, ...]:
        """All versions of a family, oldest first. Raises Unknown."""
        with self._pool.read() as session:
            rows = session.query(f"{_SELECT} WHERE v.family = ? ORDER BY v.id", [family])
        if not rows:
            raise Unknown(f"no family {family}")
        return tuple(_version(row) for row in rows)

    def families(self) -> tuple[str, ...]:
        """The names of all families that ever had a version, sorted."""
        with self._pool.read() as session:
            return tuple(sorted(name for (name,) in session.query("SELECT name FROM families")))

    def lineage(self, number: int) -> tuple[Version, ...]:
        """A version, its parent, and so on to the first. Raises Unknown."""
        found = [self.version(number)]
        while (parent := found[-1].parent) is not None:
            found.append(self.version(parent))
        return tuple(found)


def _keep_artifact(session: Session, address: str, content: bytes) -> None:
    session.run(
        "INSERT INTO artifacts (address, content) VALUES (?, ?) ON CONFLICT DO NOTHING", [address, content]
    )
    [(held,)] = session.query("SELECT content FROM artifacts WHERE address = ?", [address])
    if bytes(held) != content:
        raise Refused(f"the store holds another artifact at {address}")


def _version(row: Row) -> Version:
    number, family, address, at, origin, parent, recipe, content, statement, claim = row
    return Version(
        id=number,
        family=family,
        address=address,
        at=exact.from_microseconds(at),
        origin=Origin(origin),
        parent=parent,
        recipe=recipe,
        artifact=bytes(content),
        statement=None if statement is None else bytes(statement),
        claim=exact.decode(claim),
    )
