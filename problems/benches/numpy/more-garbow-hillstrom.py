"""The problems of Moré, Garbow and Hillstrom that have any size: f = sum of squares, by vectorised residuals.

A key is the family, then the problem.
"""

import numpy as np


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


def extended_powell(n):
    if n % 4:
        return None

    def value(x):
        a, b, c, d = x.reshape(-1, 4).T
        return np.sum((a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4)

    def gradient(x):
        a, b, c, d = x.reshape(-1, 4).T
        p, q, r, s = 2 * (a + 10 * b), 10 * (c - d), 4 * (b - 2 * c) ** 3, 40 * (a - d) ** 3
        return np.stack([p + s, 10 * p + r, q - 2 * r, -q - s], axis=1).ravel()

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


def broyden_tridiagonal(n):
    def residuals(x):
        r = (3 - 2 * x) * x + 1
        r[1:] -= x[:-1]
        r[:-1] -= 2 * x[1:]
        return r

    def value(x):
        r = residuals(x)
        return r @ r

    def gradient(x):
        r = 2 * residuals(x)
        g = (3 - 4 * x) * r
        g[:-1] -= r[1:]
        g[1:] -= 2 * r[:-1]
        return g

    return value, gradient


def discrete_boundary_value(n):
    h = 1 / (n + 1)
    knots = h * np.arange(1, n + 1) + 1

    def residuals(x):
        r = 2 * x + 0.5 * h * h * (x + knots) ** 3
        r[1:] -= x[:-1]
        r[:-1] -= x[1:]
        return r

    def value(x):
        r = residuals(x)
        return r @ r

    def gradient(x):
        r = 2 * residuals(x)
        g = (2 + 1.5 * h * h * (x + knots) ** 2) * r
        g[:-1] -= r[1:]
        g[1:] -= r[:-1]
        return g

    return value, gradient


PROBLEMS = {
    f"mgh {problem}": of(problem, build)
    for problem, build in [
        ("extended-rosenbrock", extended_rosenbrock),
        ("extended-powell", extended_powell),
        ("variably-dimensioned", variably_dimensioned),
        ("broyden-tridiagonal", broyden_tridiagonal),
        ("discrete-boundary-value", discrete_boundary_value),
    ]
}
