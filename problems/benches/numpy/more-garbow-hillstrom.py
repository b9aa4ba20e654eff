"""The problems of Moré, Garbow and Hillstrom that have any size: f = sum of squares, by vectorised residuals.

A key is the family, then the problem.
"""

import numpy as np

from separable import broydn3dls, fours, morebv, powell, powell_slopes


def of(problem, build):
    def make(n):
        oracles = build(n)
        return oracles and ({"problem": problem, "dim": n}, *oracles)

    return make


def extended_rosenbrock(n):
    def value(x):
        a, b = x[::2], x[1::2]
        return np.sum(100 * (b - a * a) ** 2 + (1 - a) ** 2)

    def gradient(x):
        a, b = x[::2], x[1::2]
        r = 200 * (b - a * a)
        g = np.empty_like(x)
        g[::2] = -2 * a * r - 2 * (1 - a)
        g[1::2] = r
        return g

    return value, gradient


def variably_dimensioned(n):
    weights = np.arange(1.0, n + 1)

    def value(x):
        s = weights @ (x - 1)
        return np.sum((x - 1) ** 2) + s**2 + s**4

    def gradient(x):
        s = weights @ (x - 1)
        return 2 * (x - 1) + (2 * s + 4 * s**3) * weights

    return value, gradient


PROBLEMS = {
    f"mgh {problem}": of(problem, build)
    for problem, build in [
        ("extended-rosenbrock", extended_rosenbrock),
        ("extended-powell", lambda n: None if n % 4 else fours(powell, powell_slopes)(n)[1:]),
        ("variably-dimensioned", variably_dimensioned),
        ("broyden-tridiagonal", lambda n: broydn3dls(n)[1:]),
        ("discrete-boundary-value", lambda n: morebv(n)[1:]),
    ]
}
