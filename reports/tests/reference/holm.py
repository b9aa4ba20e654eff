"""Holm's correction by statsmodels, Wilson intervals by SciPy."""

import numpy as np
from common import write
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(1)
samples = [
    [0.01, 0.04, 0.03, 0.005],
    [0.5, 0.5, 0.5],
    [1e-12, 0.2, 1.0, 0.049, 0.05],
    (rng.random(20) ** 3).tolist(),
    [0.03],
]
holm = [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in samples]
wilson = []
for k, n in [(0, 10), (8, 10), (10, 10), (1, 1), (7, 15), (1499, 1500)]:
    for confidence in (0.95, 0.99):
        interval = binomtest(k, n).proportion_ci(confidence, method="wilson")
        wilson.append({"k": k, "n": n, "confidence": confidence, "low": interval.low, "high": interval.high})
write(
    "holm",
    "statsmodels.stats.multitest.multipletests(method='holm'); scipy.stats.BinomTestResult.proportion_ci(method='wilson')",
    ["numpy", "scipy", "statsmodels"],
    {"holm": holm, "wilson": wilson},
)
