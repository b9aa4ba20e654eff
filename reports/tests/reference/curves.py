"""Bands by NumPy, attainment surfaces by moocore, areas by iohinspector and by sums over every evaluation."""

import moocore
import numpy as np
import polars as pl
from common import write
from iohinspector.metrics import get_aocc

rng = np.random.default_rng(8)


def run(rows):
    """Costs from 1, errors that mostly fall."""
    x = np.concatenate([[1], np.sort(rng.choice(np.arange(2, 200), rows - 1, replace=False))]).astype(float)
    y = 10.0 ** np.round(2 - 6 * np.sort(rng.random(rows)) + 0.3 * rng.normal(size=rows), 3)
    return x, y


def at(x, y, cost):
    """By looking at every row."""
    before = [v for c, v in zip(x, y) if c <= cost]
    return before[-1] if before else y[0]


def reached(x, y, error):
    return next((c for c, v in zip(x, y) if v <= error), np.inf)


def type_1(values, q):
    return np.sort(values)[max(int(np.ceil(q * len(values) - 1e-9)), 1) - 1]


runs = [run(rows) for rows in (12, 20, 7, 15, 9)]
costs = [0.0, 1.0, 5.0, 17.5, 60.0, 150.0, 1000.0]
errors = [1e3, 50.0, 1.0, 1e-2, 1e-3, 1e-9]
values = np.array([[at(x, y, c) for c in costs] for x, y in runs])
firsts = np.array([[reached(x, y, e) for e in errors] for x, y in runs])
quantiles = lambda table: {name: [type_1(column, q) for column in table.T] for name, q in (("low", 0.2), ("median", 0.5), ("high", 0.8))}
best = [np.minimum.accumulate(y) for _, y in runs]
attained = [
    [np.mean([x[0] <= c and at(x, b, c) <= e for (x, _), b in zip(runs, best)]) for c in costs] for e in errors
]

points = np.concatenate([np.column_stack([x, y]) for x, y in runs])
sets = np.concatenate([np.full(len(x), k + 1) for k, (x, _) in enumerate(runs)])
surfaces = []
for level in (20, 40, 60, 80, 100):
    found = moocore.eaf(points, sets=sets, percentiles=[level])[:, :2]
    surfaces.append({"level": level / 100, "corners": found[np.lexsort((found[:, 1], found[:, 0]))]})

areas = []
low, high = 1e-5, 1e2
for budget, scale in [(150, "linear"), (1000, "linear"), (150, "log"), (1000, "log")]:
    for k, ((x, y), b) in enumerate(zip(runs, best)):
        height = 1 - np.clip((np.log10(b) - np.log10(low)) / (np.log10(high) - np.log10(low)), 0, 1)
        # From 1 to the budget, one evaluation at a time: cost t holds on [t, t + 1).
        steps = np.arange(1, budget)
        heights = np.array([at(x, height, t) for t in steps])
        widths = np.log(steps + 1) - np.log(steps) if scale == "log" else np.ones(len(steps))
        areas.append({"run": k, "from": 1, "to": budget, "scale": scale, "area": float(heights @ widths / widths.sum())})
        if scale == "linear":
            frame = pl.DataFrame({"evaluations": x, "eaf": height, "data_id": k, "function_name": "f", "algorithm_name": "a"})
            theirs = float(get_aocc(frame, budget)["AOCC"][0])
            # From 0, where the run has its first value.
            areas.append({"run": k, "from": 0, "to": budget, "scale": scale, "area": theirs})
write(
    "curves",
    "bands and attainment by loops over rows; surfaces: moocore.eaf; areas: iohinspector.metrics.get_aocc (from 0), "
    "sums over every evaluation (from 1)",
    ["numpy", "moocore", "iohinspector"],
    {
        "runs": [{"x": x, "y": y} for x, y in runs],
        "costs": costs,
        "errors": errors,
        "in_y": quantiles(values),
        "in_x": quantiles(firsts),
        "attained": attained,
        "surfaces": surfaces,
        "error_frame": [low, high],
        "areas": areas,
    },
)
