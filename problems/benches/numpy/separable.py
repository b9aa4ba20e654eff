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


def bdqrtic(n):
    weights = np.arange(1.0, 6.0)

    def sums(x):
        squares = x * x
        return sum(w * squares[k : k + n - 4] for k, w in enumerate(weights[:4])) + 5 * squares[-1]

    def value(x):
        return np.sum((3 - 4 * x[:-4]) ** 2 + sums(x) ** 2)

    def gradient(x):
        s = 4 * sums(x)
        g = np.zeros_like(x)
        g[:-4] = -8 * (3 - 4 * x[:-4])
        for k, w in enumerate(weights[:4]):
            g[k : k + n - 4] += w * s * x[k : k + n - 4]
        g[-1] += 5 * x[-1] * np.sum(s)
        return g

    return {"dim": n}, value, gradient


def tridiagonal(x):
    r = (3 - 2 * x) * x + 1
    r[1:] -= x[:-1]
    r[:-1] -= 2 * x[1:]
    return r


def tridiagonal_slope(x, s):
    g = (3 - 4 * x) * s
    g[:-1] -= s[1:]
    g[1:] -= 2 * s[:-1]
    return g


def broydn3dls(n):
    def value(x):
        r = tridiagonal(x)
        return r @ r

    def gradient(x):
        return tridiagonal_slope(x, 2 * tridiagonal(x))

    return {"dim": n}, value, gradient


def broydn7d(n):
    m = n // 2

    def value(x):
        return np.sum(np.abs(tridiagonal(x)) ** (7 / 3)) + np.sum(np.abs(x[:m] + x[m:]) ** (7 / 3))

    def gradient(x):
        def slope(s):
            return 7 / 3 * np.sign(s) * np.abs(s) ** (4 / 3)

        pairs = slope(x[:m] + x[m:])
        return tridiagonal_slope(x, slope(tridiagonal(x))) + np.concatenate([pairs, pairs])

    return {"dim": n}, value, gradient


def brybnd(n):
    edge = np.zeros(n, dtype=bool)
    edge[:5] = edge[-2:] = True

    def residuals(x):
        square, cube = x * x + x, x**3 + x
        r = 2 * x + 5 * np.where(edge, x**3, x * x)
        for k in range(1, 6):
            r[k:] -= np.where(edge[k:], square[:-k], cube[:-k])
        r[:-1] -= square[1:]
        return r

    def value(x):
        r = residuals(x)
        return r @ r

    def gradient(x):
        r = 2 * residuals(x)
        square, cube = 2 * x + 1, 3 * x * x + 1
        g = (2 + 5 * np.where(edge, 3 * x * x, 2 * x)) * r
        for k in range(1, 6):
            g[:-k] -= np.where(edge[k:], square[:-k], cube[:-k]) * r[k:]
        g[1:] -= square[1:] * r[:-1]
        return g

    return {"dim": n}, value, gradient


def wood(a, b, c, d):
    return (
        100 * (b - a * a) ** 2
        + (1 - a) ** 2
        + 90 * (d - c * c) ** 2
        + (1 - c) ** 2
        + 10 * (b + d - 2) ** 2
        + 0.1 * (b - d) ** 2
    )


def wood_slopes(a, b, c, d):
    p, q = 200 * (b - a * a), 180 * (d - c * c)
    both, apart = 20 * (b + d - 2), 0.2 * (b - d)
    return (
        -2 * a * p - 2 * (1 - a),
        p + both + apart,
        -2 * c * q - 2 * (1 - c),
        q + both - apart,
    )


def fours(term, slopes):
    """A sum over separate fours of neighbours."""

    def make(n):
        n = 4 * max(1, round(n / 4))

        def value(x):
            return np.sum(term(*x.reshape(-1, 4).T))

        def gradient(x):
            return np.stack(slopes(*x.reshape(-1, 4).T), axis=1).ravel()

        return {"dim": n}, value, gradient

    return make


def overlapping(term, slopes, constant):
    """A sum over fours of neighbours, each two further on."""

    def make(n):
        def parts(x):
            return x[:-2:2], x[1:-2:2], x[2::2], x[3::2]

        def value(x):
            return constant + np.sum(term(*parts(x)))

        def gradient(x):
            a, b, c, d = slopes(*parts(x))
            g = np.zeros_like(x)
            g[:-2:2] += a
            g[1:-2:2] += b
            g[2::2] += c
            g[3::2] += d
            return g

        return {"dim": n}, value, gradient

    return make


def powell(a, b, c, d):
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def powell_slopes(a, b, c, d):
    p, q, r, s = 2 * (a + 10 * b), 10 * (c - d), 4 * (b - 2 * c) ** 3, 40 * (a - d) ** 3
    return p + s, 10 * p + r, q - 2 * r, -q - s


def cragg_levy(a, b, c, d):
    e = c - d
    return (np.exp(a) - b) ** 4 + 100 * (b - c) ** 6 + (np.tan(e) + e) ** 4 + a**8 + (d - 1) ** 2


def cragg_levy_slopes(a, b, c, d):
    power, e = np.exp(a), c - d
    tangent = np.tan(e)
    p, q, r = 4 * (power - b) ** 3, 600 * (b - c) ** 5, 4 * (tangent + e) ** 3 * (2 + tangent**2)
    return p * power + 8 * a**7, q - p, r - q, 2 * (d - 1) - r


def dixmaan(n):
    m = max(1, round(n / 3))
    n = 3 * m

    def value(x):
        y = x * x
        return (
            1 + np.sum(y) + 0.125 * np.sum(y[: 2 * m] * y[m:] ** 2) + 0.125 * np.sum(x[:m] * x[2 * m :])
        )

    def gradient(x):
        y = x * x
        g = 2 * x
        g[: 2 * m] += 0.25 * x[: 2 * m] * y[m:] ** 2
        g[m:] += 0.5 * y[: 2 * m] * x[m:] * y[m:]
        g[:m] += 0.125 * x[2 * m :]
        g[2 * m :] += 0.125 * x[:m]
        return g

    return {"variant": "a", "dim": n}, value, gradient


def extrosnb(n):
    def value(x):
        return (x[0] - 1) ** 2 + 100 * np.sum((x[1:] - x[:-1] ** 2) ** 2)

    def gradient(x):
        r = 200 * (x[1:] - x[:-1] ** 2)
        g = np.zeros_like(x)
        g[0] = 2 * (x[0] - 1)
        g[1:] += r
        g[:-1] -= 2 * x[:-1] * r
        return g

    return {"dim": n}, value, gradient


def genrose(n):
    def value(x):
        return 1 + np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (x[1:] - 1) ** 2)

    def gradient(x):
        r = 200 * (x[1:] - x[:-1] ** 2)
        g = np.zeros_like(x)
        g[1:] += r + 2 * (x[1:] - 1)
        g[:-1] -= 2 * x[:-1] * r
        return g

    return {"dim": n}, value, gradient


def nondia(n):
    def value(x):
        return (x[0] - 1) ** 2 + 100 * np.sum((x[0] - x[:-1] ** 2) ** 2)

    def gradient(x):
        r = 200 * (x[0] - x[:-1] ** 2)
        g = np.append(-2 * x[:-1] * r, 0.0)
        g[0] += 2 * (x[0] - 1) + np.sum(r)
        return g

    return {"dim": n}, value, gradient


def fminsurf(n):
    p = max(2, round(np.sqrt(n)))
    m = p - 1

    def roots(x):
        x = x.reshape(p, p)
        one, other = x[:-1, :-1] - x[1:, 1:], x[:-1, 1:] - x[1:, :-1]
        return one, other, np.sqrt(1 + 0.5 * m * m * (one**2 + other**2))

    def value(x):
        return np.sum(roots(x)[2]) / m**2 + np.sum(x) ** 2 / p**4

    def gradient(x):
        one, other, root = roots(x)
        one, other = 0.5 * one / root, 0.5 * other / root
        g = np.full((p, p), 2 * np.sum(x) / p**4)
        g[:-1, :-1] += one
        g[1:, 1:] -= one
        g[:-1, 1:] += other
        g[1:, :-1] -= other
        return g.ravel()

    return {"dim": p * p}, value, gradient


def freuroth(n):
    def parts(x):
        x, y = x[:-1], x[1:]
        return y, x - 2 * y + (5 - y) * y * y - 13, x - 14 * y + (1 + y) * y * y - 29

    def value(x):
        _, r, s = parts(x)
        return r @ r + s @ s

    def gradient(x):
        y, r, s = parts(x)
        g = np.zeros_like(x)
        g[:-1] += 2 * (r + s)
        g[1:] += 2 * (r * (-2 + 10 * y - 3 * y * y) + s * (-14 + 2 * y + 3 * y * y))
        return g

    return {"dim": n}, value, gradient


def morebv(n):
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

    return {"dim": n}, value, gradient


def nondquar(n):
    def value(x):
        s = x[:-2] + x[1:-1] + x[-1]
        return np.sum(s**4) + (x[0] - x[1]) ** 2 + (x[-2] - x[-1]) ** 2

    def gradient(x):
        s = 4 * (x[:-2] + x[1:-1] + x[-1]) ** 3
        g = np.zeros_like(x)
        g[:-2] += s
        g[1:-1] += s
        g[-1] += np.sum(s)
        first, last = 2 * (x[0] - x[1]), 2 * (x[-2] - x[-1])
        g[0] += first
        g[1] -= first
        g[-2] += last
        g[-1] -= last
        return g

    return {"dim": n}, value, gradient


def schmvett(n):
    def parts(x):
        x, y, z = x[:-2], x[1:-1], x[2:]
        return x, y, z, x - y, (x + z) / y - 2

    def value(x):
        _, y, z, apart, off = parts(x)
        return -np.sum(1 / (1 + apart**2) + np.sin((np.pi * y + z) / 2) + np.exp(-(off**2)))

    def gradient(x):
        a, y, z, apart, off = parts(x)
        lorentz = 2 * apart / (1 + apart**2) ** 2
        wave = 0.5 * np.cos((np.pi * y + z) / 2)
        bell = 2 * off * np.exp(-(off**2)) / y
        g = np.zeros_like(x)
        g[:-2] += lorentz + bell
        g[1:-1] -= lorentz + np.pi * wave + bell * (a + z) / y
        g[2:] += bell - wave
        return g

    return {"dim": n}, value, gradient


def sinquad(n):
    def value(x):
        first, inner, last = x[0], x[1:-1], x[-1]
        return (
            (first - 1) ** 4
            + np.sum(np.sin(inner - last) - first**2 + inner**2)
            + (last**2 - first**2) ** 2
        )

    def gradient(x):
        first, inner, last = x[0], x[1:-1], x[-1]
        cosine, square = np.cos(inner - last), last**2 - first**2
        g = np.empty_like(x)
        g[0] = 4 * (first - 1) ** 3 - 2 * (n - 2) * first - 4 * first * square
        g[1:-1] = cosine + 2 * inner
        g[-1] = 4 * last * square - np.sum(cosine)
        return g

    return {"dim": n}, value, gradient


def vareigvl(n):
    n = max(n, 14)
    size = n - 1
    i = np.arange(1.0, size + 1)
    bands = {k: np.sin(i * (i + k)) * np.exp(-(k**2) / size**2) for k in range(-6, 7)}

    def product(x):
        r = bands[0] * x
        for k in range(1, 7):
            r[:-k] += bands[k][:-k] * x[k:]
            r[k:] += bands[-k][k:] * x[:-k]
        return r

    def value(z):
        x, mu = z[:-1], z[-1]
        r = product(x) - mu * x
        return 0.5 * (r @ r) + 2 / 3 * (x @ x) ** 1.5

    def gradient(z):
        x, mu = z[:-1], z[-1]
        r = product(x) - mu * x
        # The matrix is symmetric.
        return np.append(product(r) - mu * r + 2 * np.sqrt(x @ x) * x, -(r @ x))

    return {"dim": n}, value, gradient


PROBLEMS = {
    "arwhead": arwhead,
    "bdqrtic": bdqrtic,
    "broydn3dls": broydn3dls,
    "broydn7d": broydn7d,
    "brybnd": brybnd,
    "chainwoo": overlapping(wood, wood_slopes, 1.0),
    "cosine": cosine,
    "cragglvy": overlapping(cragg_levy, cragg_levy_slopes, 0.0),
    "dixmaan": dixmaan,
    "engval1": engval1,
    "extrosnb": extrosnb,
    "fletchcr": fletchcr,
    "fminsurf": fminsurf,
    "freuroth": freuroth,
    "genrose": genrose,
    "morebv": morebv,
    "nondia": nondia,
    "nondquar": nondquar,
    "penalty1": penalty1,
    "powellsg": fours(powell, powell_slopes),
    "schmvett": schmvett,
    "sinquad": sinquad,
    "vareigvl": vareigvl,
    "woods": fours(wood, wood_slopes),
}
