"""A program's graph as a picture: layered from inputs to the answer, drawn as plain SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from potstill.ir.family import Family
from potstill.ir.program import Node, Program

WIDTH, HEIGHT = 148, 44
ACROSS, DOWN = 24, 44
MARGIN = 24

COLOURS = {
    "input": ("#e7f0fb", "#2f6db5"),
    "constant": ("#f4f4f4", "#8a8a8a"),
    "let": ("#fdf3e1", "#c07d12"),
    "answer": ("#e5f5e8", "#2b8a3e"),
    "promise": ("#fbe9ee", "#b3315b"),
    "step": ("#ffffff", "#555555"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place in the picture: its layer, its position in the layer, what is written on it."""

    layer: int
    column: float
    kind: str
    title: str
    below: str


def svg(family: Family) -> str:
    """The program of a family as an SVG document."""
    program = family.program
    used = _used(program)
    boxes = _boxes(program, used)
    layers = 1 + max(box.layer for box in boxes.values())
    widest = max(box.column for box in boxes.values()) + 1
    width = int(2 * MARGIN + widest * (WIDTH + ACROSS))
    height = 2 * MARGIN + layers * (HEIGHT + DOWN) - DOWN + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" '
        'font-family="ui-sans-serif, system-ui, sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#777"/></marker></defs>',
        f'<text x="{MARGIN}" y="{MARGIN - 4}" font-weight="600">{escape(family.name)}</text>',
    ]
    for position in used:
        for argument in program.nodes[position].args:
            parts.append(_edge(boxes[argument], boxes[position]))
    parts.extend(_drawn(boxes[position]) for position in used)
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _used(program: Program) -> list[int]:
    roots = [*program.wheres, *(let.node for let in program.lets), program.answer, *program.ensures]
    seen: set[int] = set()
    while roots:
        position = roots.pop()
        if position not in seen:
            seen.add(position)
            roots.extend(program.nodes[position].args)
    return sorted(seen)


def _boxes(program: Program, used: list[int]) -> dict[int, Box]:
    lets = {let.node: let.name for let in program.lets}
    layer: dict[int, int] = {}
    rows: dict[int, list[int]] = {}
    for position in used:
        layer[position] = 1 + max((layer[argument] for argument in program.nodes[position].args), default=-1)
        rows.setdefault(layer[position], []).append(position)
    widest = max(len(row) for row in rows.values())
    column: dict[int, float] = {}
    for depth in sorted(rows):
        # Barycentre heuristic (Sugiyama, Tagawa, Toda 1981): near the mean of what a node depends on.
        row = sorted(rows[depth], key=lambda position: (_mean(program.nodes[position], column), position))
        start = (widest - len(row)) / 2
        for index, position in enumerate(row):
            column[position] = start + index
    boxes: dict[int, Box] = {}
    for position in used:
        node = program.nodes[position]
        kind, title = _label(node)
        if position == program.answer:
            kind = "answer"
        elif position in program.ensures or position in program.wheres:
            kind = "promise"
        elif position in lets:
            kind = "let"
        below = lets.get(position, "answer" if position == program.answer else "")
        boxes[position] = Box(layer[position], column[position], kind, title, below)
    return boxes


def _mean(node: Node, column: dict[int, float]) -> float:
    return sum(column[argument] for argument in node.args) / len(node.args) if node.args else 0.0


def _label(node: Node) -> tuple[str, str]:
    match node.op:
        case "slot" | "context":
            return "input", str(node.data)
        case "const":
            return "constant", str(node.data)
        case _:
            return "step", node.op if node.data is None else f"{node.op} {_short(node.data)}"


def _short(data: object) -> str:
    text = str(data)
    return text if len(text) <= 16 else text[:15] + "…"


def _corner(box: Box) -> tuple[float, float]:
    return MARGIN + box.column * (WIDTH + ACROSS), MARGIN + 8 + box.layer * (HEIGHT + DOWN)


def _edge(source: Box, target: Box) -> str:
    (x1, y1), (x2, y2) = _corner(source), _corner(target)
    x1, y1, x2 = x1 + WIDTH / 2, y1 + HEIGHT, x2 + WIDTH / 2
    bend = (y2 - y1) / 2
    curve = f"M{x1:.1f} {y1:.1f} C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2 - 1:.1f}"
    return f'<path d="{curve}" fill="none" stroke="#777" marker-end="url(#tip)"/>'


def _drawn(box: Box) -> str:
    x, y = _corner(box)
    fill, stroke = COLOURS[box.kind]
    shape = f'x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="{stroke}"'
    lines = [f"<rect {shape}/>", _written(box.title, x, y + (18 if box.below else 26), "#222", 400)]
    if box.below:
        lines.append(_written(box.below, x, y + 35, stroke, 600))
    return "".join(lines)


def _written(text: str, x: float, y: float, colour: str, weight: int) -> str:
    place = f'x="{x + WIDTH / 2}" y="{y}" text-anchor="middle" fill="{colour}" font-weight="{weight}"'
    return f"<text {place}>{escape(_short(text))}</text>"
