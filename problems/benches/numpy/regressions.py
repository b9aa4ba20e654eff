"""Regressions and classifiers. Data are drawn, of the same shape and sparsity; from n = 100000 on they are sparse."""

import numpy as np

try:
    from scipy.sparse import random as sparse_random
except ImportError:
    sparse_random = None

RIDGE = 1e-3
# (rows, share of entries) at each size.
SHAPES = {10: (50, 1.0), 1_000: (500, 1.0), 100_000: (1000, 1e-3)}


def design(n):
    rows, density = SHAPES[n]
    rng = np.random.default_rng(1)
    if density == 1.0:
        return {"samples": rows, "dim": n}, rng.standard_normal((rows, n))
    if sparse_random is None:
        return {}, None
    a = sparse_random(rows, n, density=density, format="csr", random_state=rng, data_rvs=rng.standard_normal)
    return {"samples": rows, "dim": n, "density": density}, a


def risk(loss, slope, binary, penalty_free=True):
    """(1/N) sum loss(Ax, b) + (ridge/2) |x|^2; without its ridge where the problem has a penalty."""
    ridge = RIDGE if penalty_free else 0.0

    def make(n):
        parameters, a = design(n)
        if a is None:
            return None
        rows = a.shape[0]
        b = np.random.default_rng(2).standard_normal(rows)
        b = np.where(b > 0, 1.0, -1.0) if binary else np.abs(b)
        transposed = a.T.tocsr() if hasattr(a, "tocsr") else a.T

        def value(x):
            total = loss(a @ x, b).mean()
            return total + 0.5 * ridge * (x @ x) if ridge else total

        def gradient(x):
            g = transposed @ slope(a @ x, b) / rows
            return g + ridge * x if ridge else g

        return parameters, value, gradient

    make.drawn = True
    return make


def logistic_slope(t, b):
    return -b / (1.0 + np.exp(b * t))


def clipped(t, b):
    return np.clip(t - b, -0.5, 0.5)


def huber(t, b):
    r = np.abs(t - b)
    return np.where(r <= 0.5, 0.5 * r * r, 0.5 * r - 0.125)


def squares(t, b):
    return 0.5 * (t - b) ** 2


def geman_mcclure(t, b):
    u = (t - b) ** 2
    return 0.5 * u / (1.0 + u)


def geman_mcclure_slope(t, b):
    r = t - b
    return r / (1.0 + r * r) ** 2


PROBLEMS = {
    "logistic-regression": risk(lambda t, b: np.logaddexp(0.0, -b * t), logistic_slope, True),
    "squared-hinge-svm": risk(
        lambda t, b: np.maximum(0.0, 1.0 - b * t) ** 2, lambda t, b: -2.0 * b * np.maximum(0.0, 1.0 - b * t), True
    ),
    "ridge-regression": risk(squares, lambda t, b: t - b, False),
    "huber-regression": risk(huber, clipped, False),
    "robust-regression": risk(geman_mcclure, geman_mcclure_slope, False, penalty_free=False),
    "scad-regression": risk(squares, lambda t, b: t - b, False, penalty_free=False),
    "mcp-regression": risk(squares, lambda t, b: t - b, False, penalty_free=False),
}
