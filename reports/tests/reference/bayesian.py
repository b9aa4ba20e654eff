"""The Bayesian signed-rank test by baycomp: shares on given weights, probabilities by its sampler."""

import baycomp
import numpy as np
from common import write

rng = np.random.default_rng(5)
SAMPLES = 200_000


def shares(d, weights, rope):
    """The formula of baycomp.SignedRankTest.sample on one vector of weights."""
    full = np.concatenate([[0.0], d])
    sums = full[:, None] + full
    product = np.outer(weights, weights)
    step = lambda a: (a > 2 * rope) + 0.5 * (a == 2 * rope)
    less, greater = np.sum(product * step(-sums)), np.sum(product * step(sums))
    return {"less": less, "equal": 1 - less - greater, "greater": greater}


given, sampled = [], []
for n, shift, rope in [(8, 0.1, 0.1), (20, 0.3, 0.0), (15, -0.2, 0.25), (9, 0.0, 0.5)]:
    d = np.round(rng.normal(shift, 0.5, n), 2)
    for _ in range(3):
        weights = rng.dirichlet([0.5] + [1] * n)
        given.append({"d": d, "weights": weights, "rope": rope, **shares(d, weights, rope)})
    probs = baycomp.SignedRankTest.probs(np.zeros(n), d, rope=rope, nsamples=SAMPLES, prior=0.5, random_state=1)
    less, equal, greater = probs if rope > 0 else (probs[0], 0.0, probs[1])
    sampled.append({"d": d, "rope": rope, "samples": SAMPLES, "less": less, "equal": equal, "greater": greater})
write(
    "bayesian",
    "baycomp.SignedRankTest (prior=0.5); shares on given weights by its formula in NumPy",
    ["numpy", "baycomp"],
    {"given": given, "sampled": sampled},
)
