"""Least-squares slopes by SciPy."""

import numpy as np
from common import write
from scipy.stats import linregress, t

rng = np.random.default_rng(7)
cases = []
for kind, n, noise in [("log-log", 30, 0.1), ("semi-log", 12, 0.3), ("log-log", 3, 0.2), ("semi-log", 40, 0.0)]:
    cost = np.unique(np.round(np.geomspace(1, 500, n)))
    error = np.exp((-1.7 * np.log(cost) if kind == "log-log" else -0.03 * cost) + noise * rng.normal(size=len(cost)))
    window = (2.0, 400.0) if n > 3 else (0.0, 1e9)
    inside = (cost >= window[0]) & (cost <= window[1])
    x = np.log(cost[inside]) if kind == "log-log" else cost[inside]
    fit = linregress(x, np.log(error[inside]))
    reach = t.ppf(0.975, inside.sum() - 2) * fit.stderr
    cases.append(
        {
            "kind": kind,
            "cost": cost,
            "error": error,
            "window": window,
            "slope": fit.slope,
            "intercept": fit.intercept,
            "standard_error": fit.stderr,
            "low": fit.slope - reach,
            "high": fit.slope + reach,
            "r_squared": fit.rvalue**2,
            "points": inside.sum(),
        }
    )
write("slope", "scipy.stats.linregress, scipy.stats.t.ppf", ["numpy", "scipy"], cases)
