"""CUTEst classics of any dimension, as vectorised NumPy."""

import numpy as np


def arwhead(n):
    def parts(x):
        return x[:-1], x[-1], x[:-1] ** 2 + x[-1] ** 2

    def value(x):
        head, _, s = parts(x)
        return np.sum(s**2 - 4 * head + 3)

    def gradient(x):
        head, last, s = parts(x)
        return np.append(4 * s * head - 4, 4 * last * np.sum(s))

    return {"dim": n}, value, gradient


def cosine(n):
    def value(x):
        return np.sum(np.cos(x[:-1] ** 2 - 0.5 * x[1:]))

    def gradient(x):
        sine = np.sin(x[:-1] ** 2 - 0.5 * x[1:])
        g = np.zeros_like(x)
        g[:-1] -= 2 * x[:-1] * sine
        g[1:] += 0.5 * sine
        return g

    return {"dim": n}, value, gradient


def engval1(n):
    def value(x):
        return np.sum((x[:-1] ** 2 + x[1:] ** 2) ** 2 - 4 * x[:-1] + 3)

    def gradient(x):
        s = 4 * (x[:-1] ** 2 + x[1:] ** 2)
        g = np.zeros_like(x)
        g[:-1] += s * x[:-1] - 4
        g[1:] += s * x[1:]
        return g

    return {"dim": n}, value, gradient


def fletchcr(n):
    def value(x):
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    def gradient(x):
        r = 200 * (x[1:] - x[:-1] ** 2)
        g = np.zeros_like(x)
        g[1:] += r
        g[:-1] -= 2 * x[:-1] * r + 2 * (1 - x[:-1])
        return g

    return {"dim": n}, value, gradient


def penalty1(n):
    def value(x):
        return 1e-5 * np.sum((x - 1) ** 2) + (x @ x - 0.25) ** 2

    def gradient(x):
        return 2e-5 * (x - 1) + 4 * (x @ x - 0.25) * x

    return {"dim": n}, value, gradient


PROBLEMS = {"arwhead": arwhead, "cosine": cosine, "engval1": engval1, "fletchcr": fletchcr, "penalty1": penalty1}
