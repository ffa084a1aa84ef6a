"""Networks and logs with planted roles, and the same without: what a test of roles needs to know the truth."""

import numpy as np

from folkmoot.graph.build import from_edges
from folkmoot.graph.learning import uptakes
from folkmoot.graph.roles import Answers


def answers(seed, planted=10, *, n=600, topics=4, count=6000, activity=10.0, accepted=0.75, base=0.3):
    """Answers on topics; the first `planted` people answer `activity` times as often on topic 0 and are accepted at
    `accepted` instead of `base`."""
    rng = np.random.default_rng(seed)
    topic = rng.integers(topics, size=count)
    worth = np.ones((topics, n))
    worth[0, :planted] = activity
    who = np.empty(count, np.int64)
    for t in range(topics):
        mine = topic == t
        who[mine] = rng.choice(n, int(mine.sum()), p=worth[t] / worth[t].sum())
    good = (who < planted) & (topic == 0)
    whom = rng.integers(n, size=count)
    return Answers(who, whom, topic, rng.random(count) < np.where(good, accepted, base))


def bridges(seed, planted=20, *, n=1200, groups=12, degree=20, outside=0.2, connector=0.7, uneven=True):
    """Ties in groups with hubs; the first `planted` people have `connector` of their ties anywhere, not `outside`."""
    rng = np.random.default_rng(seed)
    group = rng.integers(groups, size=n)
    worth = np.minimum((1 - rng.random(n)) ** (-0.4), 4) if uneven else np.ones(n)
    worth[:planted] = 0
    everybody = worth / worth.sum()
    u = rng.choice(n, n * degree // 2, p=everybody)
    v = rng.choice(n, len(u), p=everybody)
    home = rng.random(len(u)) > outside
    for g in range(groups):
        mine = np.flatnonzero(group == g)
        here = np.flatnonzero((group[u] == g) & home)
        v[here] = rng.choice(mine, len(here), p=worth[mine] / worth[mine].sum())
    for person in range(planted):
        mine = np.flatnonzero((group == group[person]) & (worth > 0))
        away = rng.random(2 * degree) < connector
        u = np.append(u, np.full(2 * degree, person))
        v = np.append(v, np.where(away, rng.choice(n, 2 * degree, p=everybody), rng.choice(mine, 2 * degree)))
    keep = u != v
    return from_edges(u[keep], v[keep], n=n, directed=False), group


def persuasion(seed, planted=8, *, n=800, degree=12, actions=60, own=0.08, push=0.35, likeness=True):
    """Uptakes of actions over 100 days. People of a group like the same actions (likeness), which alone makes friends
    take up the same things; those exposed to one of the first `planted` follow within a day with chance `push`."""
    rng = np.random.default_rng(seed)
    group = np.arange(n) % 8
    u = rng.integers(n, size=n * degree)
    v = np.where(
        rng.random(len(u)) < 0.7, group[u] + 8 * rng.integers(n // 8, size=len(u)), rng.integers(n, size=len(u))
    )
    graph = from_edges(u[u != v], v[u != v], n=n)
    rows = []
    for a in range(actions):
        taste = rng.random(8) ** 2 * 3 if likeness else np.ones(8)
        time = np.where(rng.random(n) < own * taste[group], rng.random(n) * 100, np.inf)
        for s in range(planted):
            if np.isfinite(time[s]) or rng.random() < 0.3:
                time[s] = min(time[s], rng.random() * 95)
                for w in graph.neighbours(s):
                    if w >= planted and rng.random() < push:
                        time[w] = min(time[w], time[s] + rng.random()) if time[w] > time[s] else time[w]
        taken = np.flatnonzero(np.isfinite(time))
        rows.append(np.stack([taken, np.full(len(taken), a), time[taken]]))
    who, what, when = np.concatenate(rows, axis=1)
    return graph, uptakes(who.astype(int), what.astype(int), when, n=n), group
