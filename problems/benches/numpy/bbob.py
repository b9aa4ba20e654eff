"""BBOB's ellipsoids: the cost is that of any orthogonal matrix and optimum of the same size."""

import numpy as np


def oscillated(x):
    log = np.log(np.abs(x), where=x != 0, out=np.zeros_like(x))
    c1, c2 = np.where(x > 0, 10, 5.5), np.where(x > 0, 7.9, 3.1)
    return np.sign(x) * np.exp(log + 0.049 * (np.sin(c1 * log) + np.sin(c2 * log)))


def bbob(n):
    """Function 10 with its rotation; function 2, the same without, where the matrix is too big."""
    rng = np.random.default_rng(n)
    optimum, weights = rng.uniform(-4, 4, n), 1e6 ** (np.arange(n) / (n - 1))
    if n > 2000:
        return {"function": 2, "dim": n}, lambda x: weights @ oscillated(x - optimum) ** 2, None
    rotation = np.linalg.qr(rng.standard_normal((n, n)))[0]
    return {"function": 10, "dim": n}, lambda x: weights @ oscillated(rotation @ (x - optimum)) ** 2, None


bbob.drawn = True

PROBLEMS = {"bbob": bbob}
