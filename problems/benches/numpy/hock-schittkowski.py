"""Nonlinear programs: a few of the book, at their own size alone, and the two of any size. f and its gradient."""

import numpy as np


def lukvle1(n):
    def value(x):
        return np.sum(100 * (x[:-1] ** 2 - x[1:]) ** 2 + (x[:-1] - 1) ** 2)

    def gradient(x):
        r = 200 * (x[:-1] ** 2 - x[1:])
        g = np.zeros_like(x)
        g[:-1] = 2 * x[:-1] * r + 2 * (x[:-1] - 1)
        g[1:] -= r
        return g

    return {"dim": n}, value, gradient


def cvxqp1(n):
    i = np.arange(1, n + 1)
    second, third = (2 * i - 1) % n, (3 * i - 1) % n

    def value(x):
        s = x + x[second] + x[third]
        return 0.5 * np.sum(i * s * s)

    def gradient(x):
        s = i * (x + x[second] + x[third])
        return s + np.bincount(second, s, n) + np.bincount(third, s, n)

    return {"dim": n}, value, gradient


def page(value, gradient):
    """A problem of the book: of one size, that of the smallest here."""
    return lambda n: ({}, value, gradient) if n == 10 else None


def hs43_value(x):
    return x @ (np.array([1.0, 1.0, 2.0, 1.0]) * x) + np.array([-5.0, -5.0, -21.0, 7.0]) @ x


def hs43_gradient(x):
    return 2 * np.array([1.0, 1.0, 2.0, 1.0]) * x + np.array([-5.0, -5.0, -21.0, 7.0])


def hs71_value(x):
    return x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2]


def hs71_gradient(x):
    s, product = x[0] + x[1] + x[2], x[0] * x[3]
    return np.array([x[3] * s + product, product, product + 1, x[0] * s])


def hs77_value(x):
    return (x[0] - 1) ** 2 + (x[0] - x[1]) ** 2 + (x[2] - 1) ** 2 + (x[3] - 1) ** 4 + (x[4] - 1) ** 6


def hs77_gradient(x):
    apart = 2 * (x[0] - x[1])
    return np.array([2 * (x[0] - 1) + apart, -apart, 2 * (x[2] - 1), 4 * (x[3] - 1) ** 3, 6 * (x[4] - 1) ** 5])


def hs100_value(x):
    return (
        (x[0] - 10) ** 2
        + 5 * (x[1] - 12) ** 2
        + x[2] ** 4
        + 3 * (x[3] - 11) ** 2
        + 10 * x[4] ** 6
        + 7 * x[5] ** 2
        + x[6] ** 4
        - 4 * x[5] * x[6]
        - 10 * x[5]
        - 8 * x[6]
    )


def hs100_gradient(x):
    return np.array(
        [
            2 * (x[0] - 10),
            10 * (x[1] - 12),
            4 * x[2] ** 3,
            6 * (x[3] - 11),
            60 * x[4] ** 5,
            14 * x[5] - 4 * x[6] - 10,
            4 * x[6] ** 3 - 4 * x[5] - 8,
        ]
    )


PROBLEMS = {
    "lukvle1": lukvle1,
    "cvxqp1": cvxqp1,
    "hs43": page(hs43_value, hs43_gradient),
    "hs71": page(hs71_value, hs71_gradient),
    "hs77": page(hs77_value, hs77_gradient),
    "hs100": page(hs100_value, hs100_gradient),
}
