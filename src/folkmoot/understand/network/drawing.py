"""The map as files: a picture (SVG), a graph for other tools (GEXF), a table (CSV). Only what the viewer sees."""

import csv
import io
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from .queries.map import Map

# Told apart also by those who see few colours, and readable on light and dark.
COLOURS = (
    "#2f8f6b", "#3f7fc4", "#c9772b", "#8a63c4", "#c2557f", "#7f8f2f", "#2f95a3", "#a8604a", "#5d6fb8", "#b08a1e",
    "#6f9a55", "#9a5fa0",
)  # fmt: skip
NEUTRAL = "#8b928d"
INK = "#5f6a64"


def colour(place: int, key: int = 1) -> str:
    """The colour of the group at a place; grey for what is none."""
    return NEUTRAL if place < 0 or key == 0 else COLOURS[place % len(COLOURS)]


def svg(found: Map) -> bytes:
    """The map as a picture with its words."""
    xs = [g.x for g in found.groups] + [p.x for p in found.people] or [0.0]
    ys = [g.y for g in found.groups] + [p.y for p in found.people] or [0.0]
    reach = max([g.r for g in found.groups] or [1.0])
    left, top = min(xs) - reach * 2, min(ys) - reach * 2
    width, height = max(xs) - left + reach * 2, max(ys) - top + reach * 2
    scale = 1000 / max(width, height, 1e-9)
    root = Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width * scale:.0f} {height * scale:.0f}", role="img"
    )
    SubElement(root, "title").text = _("Map of the network")

    def at(x: float, y: float) -> tuple[str, str]:
        return f"{(x - left) * scale:.1f}", f"{(y - top) * scale:.1f}"

    for a, b, level in found.links:
        if level >= 0:
            (x1, y1), (x2, y2) = (at(found.groups[g].x, found.groups[g].y) for g in (a, b))
            SubElement(root, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=NEUTRAL,
                       attrib={"stroke-width": str(1 + 2 * level), "stroke-opacity": "0.35"})  # fmt: skip
    for place, group in enumerate(found.groups):
        x, y = at(group.x, group.y)
        SubElement(root, "circle", cx=x, cy=y, r=f"{12 + group.about**0.5 * 3:.1f}", fill=colour(place, group.key),
                   attrib={"fill-opacity": "0.3"})  # fmt: skip
    for one, other in found.ties:
        (x1, y1), (x2, y2) = (at(found.people[p].x, found.people[p].y) for p in (one, other))
        SubElement(root, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=INK, attrib={"stroke-opacity": "0.4"})
    for person in found.people:
        x, y = at(person.x, person.y)
        dot = SubElement(root, "circle", cx=x, cy=y, r=str(3 + person.size), fill=colour(person.group))
        SubElement(dot, "title").text = person.name
    for group in found.groups:
        x, y = at(group.x, group.y)
        _word(root, x, y, group.name, "16")
    for person in found.people[:300]:
        x, y = at(person.x, person.y)
        _word(root, x, f"{float(y) - 8:.1f}", person.name, "11")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root)


def _word(root: Element, x: str, y: str, text: str, size: str) -> None:
    word = SubElement(root, "text", x=x, y=y, fill=INK, attrib={
        "font-size": size, "text-anchor": "middle", "font-family": "system-ui, sans-serif"})  # fmt: skip
    word.text = text


def gexf(found: Map) -> bytes:
    """The map for graph tools: groups and people as nodes, with their places."""
    root = Element(
        "gexf", xmlns="http://gexf.net/1.3", version="1.3", attrib={"xmlns:viz": "http://gexf.net/1.3/viz"}
    )
    graph = SubElement(root, "graph", defaultedgetype="undirected", mode="static")
    attributes = SubElement(graph, "attributes", attrib={"class": "node"})
    for number, (name, kind) in enumerate((("what", "string"), ("group", "string"), ("roles", "string"))):
        SubElement(attributes, "attribute", id=str(number), title=name, type=kind)
    nodes, edges = SubElement(graph, "nodes"), SubElement(graph, "edges")

    def node(key: str, label: str, x: float, y: float, size: float, values: tuple[str, str, str]) -> None:
        made = SubElement(nodes, "node", id=key, label=label)
        told = SubElement(made, "attvalues")
        for number, value in enumerate(values):
            SubElement(told, "attvalue", attrib={"for": str(number), "value": value})
        SubElement(made, "viz:position", x=str(x), y=str(-y), z="0")
        SubElement(made, "viz:size", value=str(size))

    for place, group in enumerate(found.groups):
        node(f"g{place}", group.name, group.x, group.y, group.about, ("group", group.name, ""))
    for place, person in enumerate(found.people):
        name = found.groups[person.group].name if person.group >= 0 else ""
        node(f"p{place}", person.name, person.x, person.y, person.size, ("person", name, " ".join(person.roles)))
    pairs = [(f"g{a}", f"g{b}", str(2.0**level)) for a, b, level in found.links]
    pairs += [(f"p{a}", f"p{b}", "1") for a, b in found.ties]
    for number, (a, b, weight) in enumerate(pairs):
        SubElement(edges, "edge", id=str(number), source=a, target=b, weight=weight)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root)


def table(found: Map) -> bytes:
    """The map as a table: groups, then people."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["what", "name", "group", "about", "openness", "give or take", "roles", "x", "y"])
    for group in found.groups:
        openness = "" if group.ei is None else group.ei
        rows.writerow(["group", plain(group.name), "", group.about, openness, group.step, "", group.x, group.y])
    for person in found.people:
        name = found.groups[person.group].name if person.group >= 0 else ""
        rows.writerow(
            ["person", plain(person.name), plain(name), "", "", "", " ".join(person.roles), person.x, person.y]
        )
    return out.getvalue().encode("utf-8-sig")


def plain(text: str) -> str:
    """A table is opened by programs that take some words for formulas."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


FILES = {
    "svg": (svg, "image/svg+xml"), "gexf": (gexf, "application/gexf+xml"), "csv": (table, "text/csv; charset=utf-8"),
}  # fmt: skip
