"""Networks and logs in which nobody has a role, of many shapes: each gives the role looked for, from a seed.

What is found in them is a false find. Tests take a few seeds of each, `python -m bench.graph.roles` hundreds.
"""

import numpy as np

from folkmoot.graph import roles
from folkmoot.graph.build import from_edges
from folkmoot.graph.generate import planted_communities
from folkmoot.graph.learning import uptakes
from folkmoot.graph.roles.connector import both_ways
from folkmoot.graph.tests import planted

N = 800


def even(rng):
    """Erdős–Rényi: who is tied to whom is chance alone."""
    ends = rng.integers(N, size=(2, 10 * N))
    return from_edges(*ends, n=N, directed=False).without_loops()


def heavy(rng):
    """The configuration model with heavy tails: a few know nearly half of all."""
    worth = np.minimum((1 - rng.random(N)) ** (-1 / 1.5), 90)
    ends = rng.choice(N, (2, 10 * N), p=worth / worth.sum())
    return from_edges(*ends, n=N, directed=False).without_loops()


def open_groups(rng):
    """Groups of which some have .05, some .6 of their ties outside."""
    group, share = rng.integers(12, size=N), rng.uniform(0.05, 0.6, 12)
    u, v = rng.integers(N, size=(2, 10 * N))
    home = rng.random(len(u)) > share[group[u]]
    for g in range(12):
        here = np.flatnonzero((group[u] == g) & home)
        v[here] = rng.choice(np.flatnonzero(group == g), len(here))
    return from_edges(u, v, n=N, directed=False).without_loops(), group


def uneven_groups(rng):
    """Groups of power-law sizes, people of power-law activity, a fifth of the ties anywhere."""
    world = planted_communities(1500, 15000, groups=15, seed=int(rng.integers(1 << 30)))
    return world.graph.undirected(), world.groups


def regular_groups(rng):
    return planted.bridges(int(rng.integers(1 << 30)), 0)


def drawn(make):
    """The same ties with communities found in them instead of groups told."""

    def ties_and_communities(rng):
        made = make(rng)
        graph = made[0] if isinstance(made, tuple) else made
        return graph, both_ways(graph)

    return ties_and_communities


def at_random(make):
    """Groups drawn by lot, whatever the ties."""

    def ties_and_lots(rng):
        graph = make(rng)
        return graph, rng.integers(8, size=graph.n)

    return ties_and_lots


def no_connectors(make):
    return lambda seed: roles.connectors(*make(np.random.default_rng(seed)))


def friends(rng, shape):
    group = np.arange(N) % 8
    u, v = rng.integers(N, size=(2, 12 * N))
    if shape == "heavy":
        worth = np.minimum((1 - rng.random(N)) ** (-1 / 1.5), 60)
        u, v = rng.choice(N, (2, 12 * N), p=worth / worth.sum())
    elif shape == "alike":
        v = np.where(rng.random(len(u)) < 0.7, group[u] + 8 * rng.integers(N // 8, size=len(u)), v)
    return from_edges(u[u != v], v[u != v], n=N), group


def moments(rng, timing, group):
    """When each of those who take something up does so, were nobody to persuade anybody."""
    if timing == "any day":
        return rng.random(len(group)) * 100
    if timing == "announced thrice":
        return (rng.random(3) * 95)[rng.integers(3, size=len(group))] + rng.exponential(0.7, len(group))
    if timing == "a day of its own for each group":
        return (rng.random(8) * 90)[group] + rng.exponential(1.0, len(group))
    if timing == "a wave":
        return 50 + 10 * np.log(1 / rng.random(len(group)) - 1)
    return np.floor(rng.random(len(group)) * 30)  # "whole days"


def no_salesmen(shape, timing, own=0.2):
    """Friends like the same actions (a taste for each group), and the times are as told."""

    def find(seed):
        rng = np.random.default_rng(seed)
        graph, group = friends(rng, shape)
        rows = []
        for action in range(60):
            taste = rng.random(8) ** 2 * 3
            taken = np.flatnonzero(rng.random(N) < own * taste[group])
            rows.append(np.stack([taken, np.full(len(taken), action), moments(rng, timing, group[taken])]))
        who, what, when = np.concatenate(rows, axis=1)
        log = uptakes(who.astype(int), what.astype(int), when, n=N)
        return roles.salesmen(graph, log, window=1.0, groups=group)

    return find


def no_mavens(*, activity="even", generous=False, loud=0, lucky=0):
    """Answers whose acceptance owes nothing to the answerer. loud: so many answer ten times as often; lucky: so many
    are accepted twice as often, but not asked more; generous: some askers accept everything, others nothing."""

    def find(seed):
        rng = np.random.default_rng(seed)
        count, n, topics = 12_000, 300, 4
        worth = np.ones(n) if activity == "even" else np.minimum((1 - rng.random(n)) ** (-1 / 1.3), 100)
        worth[:loud] *= 10
        who = rng.choice(n, count, p=worth / worth.sum())
        often = (1 - rng.random(n)) ** (-0.7) if generous else np.ones(n)
        whom = rng.choice(n, count, p=often / often.sum())
        chance = np.where((who >= n - lucky), 0.6, 0.3)
        if generous:
            chance = rng.choice([0.05, 0.9], n, p=[0.7, 0.3])[whom]
        topic = rng.integers(topics, size=count)
        return roles.mavens(roles.Answers(who, whom, topic, rng.random(count) < chance), n=n)

    return find


WORLDS = {
    "connectors, chance alone, groups by lot": no_connectors(at_random(even)),
    "connectors, chance alone, communities drawn": no_connectors(drawn(even)),
    "connectors, heavy tails, groups by lot": no_connectors(at_random(heavy)),
    "connectors, heavy tails, communities drawn": no_connectors(drawn(heavy)),
    "connectors, groups without bridges": no_connectors(regular_groups),
    "connectors, groups without bridges, communities drawn": no_connectors(drawn(regular_groups)),
    "connectors, groups of very different sizes": no_connectors(uneven_groups),
    "connectors, groups of very different sizes, communities drawn": no_connectors(drawn(uneven_groups)),
    "connectors, groups of very different openness": no_connectors(open_groups),
    "mavens, all alike": no_mavens(),
    "mavens, heavy tails": no_mavens(activity="heavy"),
    "mavens, some only loud": no_mavens(loud=10),
    "mavens, some only lucky": no_mavens(lucky=10),
    "mavens, generous and hard askers": no_mavens(activity="heavy", generous=True),
    **{
        f"salesmen, {shape}, {timing}": no_salesmen(shape, timing)
        for shape in ("even", "heavy", "alike")
        for timing in ("any day", "announced thrice", "a day of its own for each group", "a wave", "whole days")
    },
}
