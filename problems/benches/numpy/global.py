"""Classical test functions as one would write them with NumPy."""

import numpy as np


def scalable(least, function):
    """A family of any dimension: parameters of n variables, value, gradient."""

    def at(n):
        if n < least:
            return None
        return ({"dim": n}, *function(n))

    return at


def ackley(n):
    def value(x):
        return -20 * np.exp(-0.2 * np.sqrt(np.mean(x**2))) - np.exp(np.mean(np.cos(2 * np.pi * x))) + 20 + np.e

    def gradient(x):
        r = np.sqrt(np.mean(x**2))
        ripple = np.exp(np.mean(np.cos(2 * np.pi * x)))
        return 4 * np.exp(-0.2 * r) / (n * r) * x + 2 * np.pi / n * ripple * np.sin(2 * np.pi * x)

    return value, gradient


def griewank(n):
    roots = np.sqrt(np.arange(1, n + 1))

    def value(x):
        return 1 + np.sum(x**2) / 4000 - np.prod(np.cos(x / roots))

    def gradient(x):
        cosines = np.cos(x / roots)
        before = np.concatenate(([1.0], np.cumprod(cosines[:-1])))
        after = np.concatenate((np.cumprod(cosines[:0:-1])[::-1], [1.0]))
        return x / 2000 + before * after * np.sin(x / roots) / roots

    return value, gradient


def levy(n):
    def value(x):
        w = 1 + (x - 1) / 4
        middle = np.sum((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(np.pi * w[:-1] + 1) ** 2))
        return np.sin(np.pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + np.sin(2 * np.pi * w[-1]) ** 2)

    def gradient(x):
        w = 1 + (x - 1) / 4
        u, t = w - 1, np.pi * w + 1
        g = 2 * u * (1 + 10 * np.sin(t) ** 2) + u**2 * 10 * np.pi * np.sin(2 * t)
        g[-1] = 2 * u[-1] * (1 + np.sin(2 * np.pi * w[-1]) ** 2) + u[-1] ** 2 * 2 * np.pi * np.sin(4 * np.pi * w[-1])
        g[0] += np.pi * np.sin(2 * np.pi * w[0])
        return g / 4

    return value, gradient


def schwefel(n):
    maximum = 418.9828872724337

    def value(x):
        outside = np.maximum(np.abs(x) - 500, 0)
        return np.sum(maximum - x * np.sin(np.sqrt(np.abs(x))) + outside**2)

    def gradient(x):
        root, outside = np.sqrt(np.abs(x)), np.maximum(np.abs(x) - 500, 0)
        return 2 * np.sign(x) * outside - np.sin(root) - 0.5 * root * np.cos(root)

    return value, gradient


def styblinski_tang(n):
    def value(x):
        return 0.5 * np.sum(x**4 - 16 * x**2 + 5 * x)

    def gradient(x):
        return 2 * x**3 - 16 * x + 2.5

    return value, gradient


def michalewicz(n):
    i = np.arange(1, n + 1)

    def value(x):
        outside = np.maximum(np.maximum(-x, x - np.pi), 0)
        return np.sum(outside**2 - np.sin(x) * np.sin(i * x**2 / np.pi) ** 20)

    def gradient(x):
        outside = np.maximum(x - np.pi, 0) + np.minimum(x, 0)
        wave = i * x**2 / np.pi
        slope = np.cos(x) * np.sin(wave) + 40 * i * x / np.pi * np.sin(x) * np.cos(wave)
        return 2 * outside - np.sin(wave) ** 19 * slope

    return value, gradient


def zakharov(n):
    a = 0.5 * np.arange(1, n + 1)

    def value(x):
        s = a @ x
        return x @ x + s**2 + s**4

    def gradient(x):
        s = a @ x
        return 2 * x + (2 * s + 4 * s**3) * a

    return value, gradient


def dixon_price(n):
    i = np.arange(2, n + 1)

    def value(x):
        return (x[0] - 1) ** 2 + np.sum(i * (2 * x[1:] ** 2 - x[:-1]) ** 2)

    def gradient(x):
        r = 2 * i * (2 * x[1:] ** 2 - x[:-1])
        g = np.zeros(n)
        g[0] = 2 * (x[0] - 1)
        g[1:] += 4 * r * x[1:]
        g[:-1] -= r
        return g

    return value, gradient


def hyper_ellipsoid(n):
    d = np.arange(n, 0, -1)

    def value(x):
        return np.sum(d * x**2)

    def gradient(x):
        return 2 * d * x

    return value, gradient


def sum_of_powers(n):
    k = np.arange(2, n + 2)

    def value(x):
        return np.sum(np.abs(x) ** k)

    def gradient(x):
        return k * np.abs(x) ** (k - 1) * np.sign(x)

    return value, gradient


def salomon(n):
    def value(x):
        r = np.linalg.norm(x)
        return 1 - np.cos(2 * np.pi * r) + 0.1 * r

    def gradient(x):
        r = np.linalg.norm(x)
        return (2 * np.pi * np.sin(2 * np.pi * r) + 0.1) / r * x

    return value, gradient


def trid(n):
    def value(x):
        return np.sum((x - 1) ** 2) - np.sum(x[1:] * x[:-1])

    def gradient(x):
        g = 2 * (x - 1)
        g[1:] -= x[:-1]
        g[:-1] -= x[1:]
        return g

    return value, gradient


def powell(n):
    whole = n - n % 4

    def parts(x):
        a, b, c, d = x[:whole].reshape(-1, 4).T
        return a + 10 * b, c - d, b - 2 * c, a - d

    def value(x):
        p, q, r, s = parts(x)
        return np.sum(p**2 + 5 * q**2 + r**4 + 10 * s**4) + np.sum(x[whole:] ** 2)

    def gradient(x):
        p, q, r, s = parts(x)
        g = 2 * x
        blocks = g[:whole].reshape(-1, 4)
        blocks[:, 0] = 2 * p + 40 * s**3
        blocks[:, 1] = 20 * p + 4 * r**3
        blocks[:, 2] = 10 * q - 8 * r**3
        blocks[:, 3] = -10 * q - 40 * s**3
        return g

    return value, gradient


PROBLEMS = {
    "ackley": scalable(1, ackley),
    "griewank": scalable(1, griewank),
    "levy": scalable(1, levy),
    "schwefel": scalable(1, schwefel),
    "styblinski-tang": scalable(1, styblinski_tang),
    "michalewicz": scalable(1, michalewicz),
    "zakharov": scalable(1, zakharov),
    "dixon-price": scalable(2, dixon_price),
    "hyper-ellipsoid": scalable(1, hyper_ellipsoid),
    "sum-of-powers": scalable(1, sum_of_powers),
    "salomon": scalable(1, salomon),
    "trid": scalable(2, trid),
    "powell": scalable(4, powell),
}
