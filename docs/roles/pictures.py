"""Draw the pictures of docs/roles.md from the code itself: `python docs/roles/pictures.py`, from the repository."""

from pathlib import Path

import numpy as np

from folkmoot.graph import roles
from folkmoot.graph.build import from_edges
from folkmoot.graph.diffusion import Complex, model, simulate
from folkmoot.graph.influence import maximise
from folkmoot.graph.rivals import nominated, random_people, top
from folkmoot.graph.tests import planted

FOLDER = Path(__file__).parent
WIDTH, HEIGHT, LEFT, BOTTOM = 560, 300, 56, 44
BLUE, ORANGE, GREY = "#2563eb", "#c2410c", "#94a3b8"


def ticks(low, high):
    """Three to six round numbers from low to high."""
    step = 10.0 ** np.floor(np.log10(high - low))
    step *= next(part for part in (5, 2, 1, 0.5, 0.2) if (high - low) / (step * part) >= 3)
    return np.arange(np.ceil(low / step), np.floor(high / step + 1e-9) + 1) * step


class Chart:
    """A small SVG chart with two straight axes."""

    def __init__(self, title, across, up, x_range, y_range, names=None):
        self.x_range, self.y_range = (x_range[0], x_range[1] * 1.04), (y_range[0], y_range[1] * 1.06)
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'font-family="sans-serif" font-size="12"><title>{title}</title>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<path d="M{LEFT} 16V{HEIGHT - BOTTOM}H{WIDTH - 12}" fill="none" stroke="#475569"/>',
            f'<text x="{(WIDTH + LEFT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{across}</text>',
            f'<text x="14" y="{HEIGHT / 2 - 10}" text-anchor="middle" '
            f'transform="rotate(-90 14 {HEIGHT / 2 - 10})">{up}</text>',
        ]
        for y in ticks(*y_range):
            _, py = self.place(0, y)
            self.parts.append(f'<path d="M{LEFT} {py:.0f}H{WIDTH - 12}" stroke="#e2e8f0"/>')
            self.parts.append(f'<text x="{LEFT - 6}" y="{py + 4:.0f}" text-anchor="end">{y:,g}</text>')
        for x in ticks(*x_range) if names is None else []:
            px, _ = self.place(x, 0)
            self.parts.append(f'<text x="{px:.0f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{x:,g}</text>')
        for x, name in enumerate(names or []):
            px, _ = self.place(x, 0)
            self.parts.append(f'<text x="{px:.0f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{name}</text>')

    def place(self, x, y):
        across = (x - self.x_range[0]) / (self.x_range[1] - self.x_range[0])
        up = (y - self.y_range[0]) / (self.y_range[1] - self.y_range[0])
        return LEFT + across * (WIDTH - LEFT - 24), HEIGHT - BOTTOM - up * (HEIGHT - BOTTOM - 20)

    def dots(self, xs, ys, colour, radius=3):
        """All dots of one colour as one path: lines of no length with round ends."""
        places = sorted({tuple(f"{z:.0f}" for z in self.place(x, y)) for x, y in zip(xs, ys, strict=True)})
        path = "".join(f"M{px} {py}h0" for px, py in places)
        self.parts.append(f'<path d="{path}" stroke="{colour}" stroke-width="{2 * radius}" stroke-linecap="round"/>')

    def line(self, xs, ys, colour, dashed=False):
        places = [self.place(x, y) for x, y in zip(xs, ys, strict=True)]
        path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in places)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')

    def bar(self, x, height, colour):
        (px, py), (_, top_y) = self.place(x, 0), self.place(x, height)
        self.parts.append(f'<path d="M{px:.1f} {py:.1f}V{top_y:.1f}" stroke="{colour}" stroke-width="44"/>')
        self.parts.append(f'<text x="{px:.0f}" y="{top_y - 6:.0f}" text-anchor="middle">{height:,.0f}</text>')

    def words(self, x, y, text, colour):
        px, py = self.place(x, y)
        self.parts.append(f'<text x="{px:.0f}" y="{py:.0f}" fill="{colour}">{text}</text>')

    def save(self, name):
        (FOLDER / name).write_text("\n".join([*self.parts, "</svg>"]) + "\n", encoding="utf-8")


def maven():
    role = roles.mavens(planted.answers(1), n=600)
    topic = role.topics == 0
    helped, good, given = (role.evidence[x][topic] for x in ("people helped", "accepted", "answers"))
    share, found = good / given, role.found[topic]
    chart = Chart(
        "Mavens of one topic", "people helped", "share of answers accepted", (0, float(helped.max())), (0, 1)
    )
    chart.dots(helped[~found], share[~found], GREY)
    chart.dots(helped[found], share[found], BLUE, 5)
    chart.words(helped.max() * 0.45, 0.99, f"{int(found.sum())} found: often asked, and useful", BLUE)
    chart.words(helped.max() * 0.34, 0.12, "grey: too few answers to say, or explained by chance", "#475569")
    chart.save("maven.svg")


def connector():
    graph, group = planted.bridges(1)
    role = roles.connectors(graph, group)
    expected, outside = role.evidence["expected outside"], role.evidence["outside"]
    limit = float(outside.max())
    chart = Chart("Connectors", "ties outside expected", "ties outside", (0, float(expected.max())), (0, limit))
    chart.line([0, float(expected.max())], [0, float(expected.max())], GREY, dashed=True)
    chart.dots(expected[~role.found], outside[~role.found], GREY, 2)
    chart.dots(expected[role.found], outside[role.found], BLUE, 4)
    chart.words(
        expected.max() * 0.05, limit * 0.94, f"{int(role.found.sum())} found: far above the dashed line", BLUE
    )
    chart.words(expected.max() * 0.66, limit * 0.12, "dashed: as many as expected", "#475569")
    chart.save("connector.svg")


def salesman():
    graph, log, group = planted.persuasion(1)
    role = roles.salesmen(graph, log, window=1.0, groups=group)
    followed, shuffled = role.evidence["followed"], role.evidence["expected if shuffled"]
    tested = role.enough
    limit = float(followed.max())
    chart = Chart(
        "Salesmen", "followers expected if times are shuffled", "followers", (0, float(shuffled.max())), (0, limit)
    )
    chart.line([0, float(shuffled.max())], [0, float(shuffled.max())], GREY, dashed=True)
    chart.dots(shuffled[tested & ~role.found], followed[tested & ~role.found], GREY, 2)
    chart.dots(shuffled[role.found], followed[role.found], BLUE, 4)
    chart.words(
        shuffled.max() * 0.05, limit * 0.94, f"{int(role.found.sum())} found: others follow beyond timing", BLUE
    )
    chart.words(shuffled.max() * 0.66, limit * 0.18, "dashed: as many as expected", "#475569")
    chart.save("salesman.svg")


def coverage():
    graph, _ = planted.bridges(5, 0, n=3000, groups=30)
    rows = graph.rows()
    flow = model(from_edges(rows, graph.indices, n=graph.n))
    found = maximise(flow, 40, rng=1)
    rng = np.random.default_rng(1)
    everybody = np.ones(graph.n, np.bool_)
    rivals = {
        "chosen": (found.seeds, BLUE),
        "most ties": (top(graph.degrees(), everybody, 40), ORANGE),
        "nominated": (nominated(flow.graph, everybody, 40, rng), "#475569"),
        "random": (random_people(everybody, 40, rng), GREY),
    }
    chart = Chart("Reach of advocates", "advocates", "people reached", (0, 40), (0, round(found.spread * 1.1, -2)))
    for name, (nodes, colour) in rivals.items():
        counts = [1, 5, 10, 20, 30, 40]
        reach = [simulate(flow, nodes[:count], runs=400, rng=2).mean for count in counts]
        chart.line(counts, reach, colour)
        aside = {"chosen": 28, "most ties": -38, "nominated": 38, "random": -34}[name]
        chart.words(33.5, reach[-2] + (reach[-1] - reach[-2]) * 0.35 + aside, name, colour)
    chart.save("coverage.svg")


def reinforcement():
    """Circles of friends, and a well-connected few tied to one another: where influencers lose."""
    n, hubs = 900, 30
    u = np.repeat(np.arange(hubs, n), 4)
    ring = hubs + (u - hubs + np.tile([1, 2, -1, -2], n - hubs)) % (n - hubs)
    a, b = np.meshgrid(np.arange(hubs), np.arange(hubs))
    graph = from_edges(np.concatenate([u, a[a != b]]), np.concatenate([ring, b[a != b]]), n=n)
    flow = model(graph, "ic", "const:1")
    pairs = np.arange(hubs, n, (n - hubs) // (hubs // 2))[: hubs // 2]
    sets = {
        "most ties": top(graph.degrees(), np.ones(n, np.bool_), hubs),
        "pairs spread out": np.concatenate([pairs, pairs + 1]),
    }
    names = ["one voice is enough", "two voices are needed"]
    chart = Chart("Reinforcement", "", "people reached", (-0.6, 1.6), (0, n), names)
    for aside, colour, (name, nodes) in zip((-0.15, 0.15), (ORANGE, BLUE), sets.items(), strict=True):
        for place in (0, 1):
            reach = simulate(flow, nodes, runs=1, reinforcement=Complex(place + 1)).mean
            chart.bar(place + aside, reach, colour)
        chart.words(-0.55, n * (0.98 if colour == BLUE else 0.9), name, colour)
    chart.save("reinforcement.svg")


if __name__ == "__main__":
    for picture in (maven, connector, salesman, coverage, reinforcement):
        picture()
