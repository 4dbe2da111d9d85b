"""A program's graph as a picture: layered from inputs to the answer, drawn as plain SVG.

Layers and waypoints after Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures" (1981): an edge that crosses layers passes through a point in each, and every layer is
ordered by the mean place of what its members depend on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.distill.report.markup import Markup, element
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
TIP: Final = 7
"""Height of an arrow's tip."""
MOST: Final = 22
"""Characters that fit into a box."""

COLOURS: Final = {
    "input": ("#e7f0fb", "#1f5a9e"),
    "constant": ("#f4f4f4", "#666666"),
    "let": ("#fdf3e1", "#7d4f00"),
    "answer": ("#e5f5e8", "#1b5e2a"),
    "promise": ("#fbe9ee", "#9c2148"),
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
    """The program of a family as an SVG document with its own colours."""
    return f"{picture(family).html}\n"


def picture(family: Family) -> Markup:
    """The same as an element of a page, whose style sheet may say more by the classes of boxes and edges."""
    program = family.program
    used = _used(program)
    layers = _layers(program, used)
    rows = _ordered(program, used, layers)
    width = 2 * MARGIN + max(_breadth(row) for row in rows)
    height = 2 * MARGIN + len(rows) * (HEIGHT + DOWN) - DOWN
    centres = _centres(rows, width)
    boxes = [_labelled(program, position, centres[position, -1]) for position in used]
    steps = sum(box.kind not in ("input", "constant") for box in boxes)
    name = f"graph-{family.name}"
    return element(
        "svg",
        element("title", f"The program of {family.name}", id=f"{name}-title"),
        element("desc", f"{len(boxes) - steps} inputs at the top, {steps} steps below", id=f"{name}-desc"),
        element("rect", class_="paper", width=width, height=height, fill="#ffffff"),
        [
            _edge(centres, layers, argument, position)
            for position in used
            for argument in _drawn(program, position)
        ],
        [_box(box) for box in boxes],
        xmlns="http://www.w3.org/2000/svg",
        class_="graph",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        font_family="system-ui, sans-serif",
        font_size=12,
    )


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
            centres[point] = (x + _size(point) / 2, MARGIN + layer * (HEIGHT + DOWN))
            x += _size(point) + ACROSS
    return centres


def _edge(
    centres: dict[Point, tuple[float, float]], layers: dict[int, int], source: int, target: int
) -> Markup:
    x, top = centres[source, -1]
    y = top + HEIGHT
    path = f"M{x:.1f} {y:.1f}"
    for layer in range(layers[source] + 1, layers[target] + 1):
        last = layer == layers[target]
        after, top = centres[target, -1] if last else centres[source, layer]
        end = top - TIP if last else top
        path += f" C{x:.1f} {y + DOWN / 2:.1f} {after:.1f} {end - DOWN / 2:.1f} {after:.1f} {end:.1f}"
        x, y = after, top
        if not last:
            y += HEIGHT
            path += f" L{x:.1f} {y:.1f}"
    tip = f"M{x - TIP / 2:.1f} {y - TIP:.1f} L{x + TIP / 2:.1f} {y - TIP:.1f} L{x:.1f} {y:.1f} z"
    return element(
        "g",
        element("path", class_="edge", d=path, fill="none", stroke="#777777"),
        element("path", class_="tip", d=tip, fill="#777777"),
    )


def _labelled(program: Program, position: int, centre: tuple[float, float]) -> Box:
    node = program.nodes[position]
    names = _names(program)
    kind, below = "step", names.get(position, "")
    if position == program.answer:
        kind = "answer"
    elif position in program.wheres or position in program.ensures:
        kind, below = "promise", "where" if position in program.wheres else "ensure"
    elif position in names:
        kind = "let"
    elif node.op in ("slot", "context"):
        kind = "input"
    elif node.op == "const":
        kind = "constant"
    return Box(centre[0] - WIDTH / 2, centre[1], kind, _title(program, node), below)


def _names(program: Program) -> dict[int, str]:
    return {program.answer: "answer"} | {let.node: let.name for let in program.lets}


def _title(program: Program, node: Node) -> str:
    """The operation as a recipe writes it: named arguments by their names, a dot for every other one."""
    if node.op in ("slot", "context", "const"):
        return _plain(node.data)
    names = _names(program)
    shown = [names.get(argument) or _short(program.nodes[argument]) for argument in node.args]
    words = next(iter(BY_NAME[node.op].surface), "").split()
    if len(shown) == 2 and len(words) == 3:
        return f"{shown[0]} {words[1]} {shown[1]}"
    if isinstance(node.data, Rounding):
        shown += [str(node.data.places), node.data.mode]
    elif isinstance(node.data, str):
        shown.insert(0, node.data)
    return f"{node.op}({', '.join(shown)})"


def _short(node: Node) -> str:
    return _plain(node.data) if node.op in ("slot", "context", "const") else "·"


def _plain(data: object) -> str:
    match data:
        case bool():
            return "true" if data else "false"
        case _:
            return str(data)


def _box(box: Box) -> Markup:
    fill, stroke = COLOURS[box.kind]
    shape = element(
        "rect", x=f"{box.x:.1f}", y=f"{box.y:g}", width=WIDTH, height=HEIGHT, rx=6, fill=fill, stroke=stroke
    )
    low = 18 if box.below else 26
    label = _text(box.title, box.x, box.y + low, "#222222", 400)
    below = _text(box.below, box.x, box.y + 35, stroke, 600) if box.below else None
    return element("g", element("title", box.title), shape, label, below, class_=f"box {box.kind}")


def _text(text: str, x: float, y: float, colour: str, weight: int) -> Markup:
    kept = text if len(text) <= MOST else f"{text[: MOST - 1]}…"
    place = f"{x + WIDTH / 2:.1f}"
    return element("text", kept, x=place, y=f"{y:g}", text_anchor="middle", fill=colour, font_weight=weight)
