"""A program's graph as a picture: layered from inputs to the answer, drawn as plain SVG.

Layers and waypoints after Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures" (1981): an edge that crosses layers passes through a point in each, and every layer is
ordered by the mean place of what its members depend on.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from potstill.ir.family import Family
from potstill.ir.operators import BY_NAME
from potstill.ir.program import Node, Program, Rounding

WIDTH: Final = 148
HEIGHT: Final = 44
ACROSS: Final = 24
DOWN: Final = 44
MARGIN: Final = 24
SLIM: Final = 28
"""Width of a waypoint."""

COLOURS: Final = {
    "input": ("#e7f0fb", "#2f6db5"),
    "constant": ("#f4f4f4", "#8a8a8a"),
    "let": ("#fdf3e1", "#c07d12"),
    "answer": ("#e5f5e8", "#2b8a3e"),
    "promise": ("#fbe9ee", "#b3315b"),
    "step": ("#ffffff", "#555555"),
}

Point = tuple[int, int]
"""A member of a layer: (node, -1), or a waypoint of the edge from a node to another."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place in the picture, and what is written on it."""

    x: float
    y: float
    kind: str
    title: str
    below: str


def svg(family: Family) -> str:
    """The program of a family as an SVG document."""
    program = family.program
    used = _used(program)
    layers = _layers(program, used)
    rows = _ordered(program, used, layers)
    width = 2 * MARGIN + max(_breadth(row) for row in rows)
    height = 2 * MARGIN + len(rows) * (HEIGHT + DOWN) - DOWN + 8
    centres = _centres(rows, width)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#777"/></marker></defs>',
        f'<text x="{MARGIN}" y="{MARGIN - 6}" font-weight="600">{escape(family.name)}</text>',
    ]
    for position in used:
        lines.extend(_edge(centres, layers, argument, position) for argument in _drawn(program, position))
    lines.extend(_box(_labelled(program, position, centres[position, -1])) for position in used)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _drawn(program: Program, position: int) -> list[int]:
    """The arguments that an edge leads from: constants are written into the box instead."""
    arguments = dict.fromkeys(program.nodes[position].args)
    return [argument for argument in arguments if program.nodes[argument].op != "const"]


def _used(program: Program) -> list[int]:
    roots = [*program.wheres, *(let.node for let in program.lets), program.answer, *program.ensures]
    seen: set[int] = set()
    while roots:
        position = roots.pop()
        if position not in seen:
            seen.add(position)
            roots.extend(_drawn(program, position))
    return sorted(seen)


def _layers(program: Program, used: list[int]) -> dict[int, int]:
    """The layer of each node: below its arguments; inputs just above their first use."""
    layers: dict[int, int] = {}
    for position in used:
        layers[position] = 1 + max((layers[argument] for argument in _drawn(program, position)), default=-1)
    for position in used:
        uses = [layers[other] for other in used if position in _drawn(program, other)]
        if not _drawn(program, position) and uses:
            layers[position] = min(uses) - 1
    return layers


def _ordered(program: Program, used: list[int], layers: dict[int, int]) -> list[list[Point]]:
    """The members of each layer from left to right, waypoints included."""
    above: dict[Point, list[Point]] = {(position, -1): [] for position in used}
    rows: list[list[Point]] = [[] for _ in range(1 + max(layers.values()))]
    for position in used:
        rows[layers[position]].append((position, -1))
        for argument in _drawn(program, position):
            last: Point = (argument, -1)
            for layer in range(layers[argument] + 1, layers[position]):
                waypoint = (argument, layer)
                if waypoint not in above:
                    above[waypoint] = [last]
                    rows[layer].append(waypoint)
                last = waypoint
            above[position, -1].append(last)
    place: dict[Point, float] = {}
    for row in rows:
        row.sort(key=lambda point: (_mean([place[one] for one in above[point]]), point))
        place.update({point: index - len(row) / 2 for index, point in enumerate(row)})
    return rows


def _mean(places: list[float]) -> float:
    return sum(places) / len(places) if places else 0.0


def _size(point: Point) -> int:
    return WIDTH if point[1] < 0 else SLIM


def _breadth(row: list[Point]) -> int:
    return sum(_size(point) + ACROSS for point in row) - ACROSS


def _centres(rows: list[list[Point]], width: int) -> dict[Point, tuple[float, float]]:
    centres: dict[Point, tuple[float, float]] = {}
    for layer, row in enumerate(rows):
        x = (width - _breadth(row)) / 2
        for point in row:
            centres[point] = (x + _size(point) / 2, MARGIN + 8 + layer * (HEIGHT + DOWN))
            x += _size(point) + ACROSS
    return centres


def _edge(centres: dict[Point, tuple[float, float]], layers: dict[int, int], source: int, target: int) -> str:
    x, top = centres[source, -1]
    y = top + HEIGHT
    path = f"M{x:.1f} {y:.1f}"
    for layer in range(layers[source] + 1, layers[target] + 1):
        last = layer == layers[target]
        after, top = centres[target, -1] if last else centres[source, layer]
        path += f" C{x:.1f} {y + DOWN / 2:.1f} {after:.1f} {top - DOWN / 2:.1f} {after:.1f} {top:.1f}"
        x, y = after, top
        if not last:
            y += HEIGHT
            path += f" L{x:.1f} {y:.1f}"
    return f'<path d="{path}" fill="none" stroke="#777" marker-end="url(#tip)"/>'


def _labelled(program: Program, position: int, centre: tuple[float, float]) -> Box:
    node = program.nodes[position]
    names = {let.node: let.name for let in program.lets}
    kind, below = "step", names.get(position, "")
    if position == program.answer:
        kind, below = "answer", below or "answer"
    elif position in program.wheres or position in program.ensures:
        kind, below = "promise", "where" if position in program.wheres else "ensure"
    elif position in names:
        kind = "let"
    elif node.op in ("slot", "context"):
        kind = "input"
    elif node.op == "const":
        kind = "constant"
    return Box(centre[0] - WIDTH / 2, centre[1], kind, _title(program, node), below)


def _title(program: Program, node: Node) -> str:
    """The operation as a recipe writes it, with its constants, and a dot for every other argument."""
    if node.op in ("slot", "context", "const"):
        return _plain(node.data)
    arguments = [program.nodes[argument] for argument in node.args]
    shown = [_plain(one.data) if one.op == "const" else "·" for one in arguments]
    words = next(iter(BY_NAME[node.op].surface), "").split()
    if len(shown) == 2 and len(words) == 3:
        return f"{shown[0]} {words[1]} {shown[1]}"
    if isinstance(node.data, Rounding):
        shown += [str(node.data.places), node.data.mode]
    elif isinstance(node.data, str):
        shown.insert(0, node.data)
    return f"{node.op}({', '.join(shown)})"


def _plain(data: object) -> str:
    match data:
        case bool():
            return "true" if data else "false"
        case _:
            return str(data)


def _box(box: Box) -> str:
    fill, stroke = COLOURS[box.kind]
    shape = f'x="{box.x:.1f}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="6"'
    lines = [f'<rect {shape} fill="{fill}" stroke="{stroke}"/>']
    lines.append(_text(box.title, box.x, box.y + (18 if box.below else 26), "#222", 400))
    if box.below:
        lines.append(_text(box.below, box.x, box.y + 35, stroke, 600))
    return "".join(lines)


def _text(text: str, x: float, y: float, colour: str, weight: int) -> str:
    place = f'x="{x + WIDTH / 2:.1f}" y="{y}" text-anchor="middle" fill="{colour}" font-weight="{weight}"'
    return f"<text {place}>{escape(text if len(text) <= 22 else text[:21] + '…')}</text>"
