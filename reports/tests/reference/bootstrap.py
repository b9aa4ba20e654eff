"""Bootstrap intervals of the median by enumeration of all resamples, clustered bootstrap by a second program."""

import itertools

import numpy as np
from common import write
from scipy.stats import bootstrap

rng = np.random.default_rng(6)


def type_1(values, q):
    return np.sort(values)[max(int(np.ceil(q * len(values) - 1e-9)), 1) - 1]


medians = []
for n in (1, 2, 3, 5, 6, 7):
    values = np.round(rng.exponential(1, n), 3)
    if n == 5:
        values[2] = np.inf
    all_medians = np.array([type_1(values[list(pick)], 0.5) for pick in itertools.product(range(n), repeat=n)])
    for confidence in (0.8, 0.95):
        tail = (1 - confidence) / 2
        low, high = type_1(all_medians, tail), type_1(all_medians, 1 - tail)
        medians.append({"values": values, "confidence": confidence, "low": low, "high": high})
values = np.round(rng.exponential(1, 15), 3)
found = bootstrap(
    (values,), lambda v, axis: np.median(v, axis), method="percentile", n_resamples=200_000, rng=np.random.default_rng(1)
).confidence_interval
medians.append({"values": values, "confidence": 0.95, "low": found.low, "high": found.high})

data = [
    [np.round(rng.exponential(1 + p + i, r), 3).tolist() for i, r in enumerate(sizes)]
    for p, sizes in enumerate([(5, 5), (4, 6, 3), (8,), (5, 5, 5)])
]


def statistic(nested):
    """Mean over problems of the mean over instances of the mean over repeats."""
    return np.mean([np.mean([np.mean(runs) for runs in problem]) for problem in nested])


def again(nested, level):
    draw = lambda items, now: [items[k] for k in (rng.integers(0, len(items), len(items)) if now else range(len(items)))]
    return [
        [draw(runs, True) for runs in draw(problem, level in ("problem", "instance"))]
        for problem in draw(nested, level == "problem")
    ]


SAMPLES, BATCH = 60_000, 4000
clusters = []
for level in ("problem", "instance", "repeat"):
    values = np.array([statistic(again(data, level)) for _ in range(SAMPLES)])
    batches = values.reshape(-1, BATCH)
    ends = np.quantile(batches, [0.05, 0.95], axis=1, method="inverted_cdf")
    low, high = np.quantile(values, [0.05, 0.95], method="inverted_cdf")
    clusters.append(
        {
            "level": level,
            "confidence": 0.9,
            "samples": BATCH,
            "low": low,
            "high": high,
            "standard_error": values.std(ddof=1),
            "low_error": ends[0].std(ddof=1),
            "high_error": ends[1].std(ddof=1),
            "standard_error_error": batches.std(axis=1, ddof=1).std(ddof=1),
        }
    )
write(
    "bootstrap",
    "all n^n resamples enumerated with NumPy, n = 15 by scipy.stats.bootstrap(method='percentile') with 200 000; "
    "clusters by a second program with 60 000 resamples",
    ["numpy", "scipy"],
    {"medians": medians, "data": data, "clusters": clusters},
)
