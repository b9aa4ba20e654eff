"""Recovery problems of the nonconvex suite in plain NumPy, on drawn data of the same shape."""

import numpy as np


def drawn(make):
    make.drawn = True
    return make


def rng(n):
    return np.random.default_rng(n)


def grand_canyon(n):
    if n != 10:
        return None

    def value(x):
        v = x[1] - ((x[0] - 1) * (x[0] - 4) ** 2 / 8 + 2)
        b = -x[0] - 1.6 * x[1]
        f = 100 * (1 - np.exp(-1.4 * v**2 * np.exp(-0.002 * x[0] ** 4))) + 1.6 * x[0] ** 2 + 0.8 * x[1] ** 2
        f += 8 * np.sum(1 - np.cos(0.75 * np.pi * x))
        return f + 16 * np.exp(1 - 2 * v**4) * max((1 - np.exp(-9 * b**2)) * np.sign(b), 0)

    def gradient(x):
        v = x[1] - ((x[0] - 1) * (x[0] - 4) ** 2 / 8 + 2)
        dv = np.array([-((x[0] - 4) ** 2 + 2 * (x[0] - 1) * (x[0] - 4)) / 8, 1.0])
        w = np.exp(-0.002 * x[0] ** 4)
        dw = np.array([-0.008 * x[0] ** 3 * w, 0.0])
        g = 140 * np.exp(-1.4 * v**2 * w) * (2 * v * w * dv + v**2 * dw)
        g += np.array([3.2 * x[0], 1.6 * x[1]]) + 6 * np.pi * np.sin(0.75 * np.pi * x)
        b, db = -x[0] - 1.6 * x[1], np.array([-1.0, -1.6])
        if b > 0:
            e = np.exp(1 - 2 * v**4)
            g += 16 * e * (-8 * v**3 * (1 - np.exp(-9 * b**2)) * dv + 18 * b * np.exp(-9 * b**2) * db)
        return g

    return {}, value, gradient


def sums(phi, slope, weight, parameters):
    @drawn
    def make(n):
        if n > 1000:
            return None
        m = 8 * n
        a = rng(n).standard_normal((m, n))
        y = phi(a @ (rng(n + 1).standard_normal(n) / np.sqrt(n)))

        def value(x):
            return weight / m * np.sum((phi(a @ x) - y) ** 2)

        def gradient(x):
            t = a @ x
            return 2 * weight / m * (a.T @ ((phi(t) - y) * slope(t)))

        return {"dim": n, "measurements": m, **parameters}, value, gradient

    return make


@drawn
def matrix_completion(n):
    rank = 5
    side = n // (2 * rank)
    if side < rank:
        rank, side = 1, n // 2
    entries = min(side * side, 10 * n)
    places = np.sort(rng(n).choice(side * side, entries, replace=False))
    i, j = places // side, places % side
    y = rng(n + 1).standard_normal(entries)
    weight, balance = side * side / entries, 0.125

    def split(z):
        return z[: side * rank].reshape(side, rank), z[side * rank :].reshape(side, rank)

    def value(z):
        x, w = split(z)
        r = np.einsum("ek,ek->e", x[i], w[j]) - y
        return 0.5 * weight * r @ r + balance * np.sum((x.T @ x - w.T @ w) ** 2)

    def gradient(z):
        x, w = split(z)
        xi, wj = x[i], w[j]
        r = weight * (np.einsum("ek,ek->e", xi, wj) - y)
        d = 4 * balance * (x.T @ x - w.T @ w)
        gx, gw = x @ d, -w @ d
        np.add.at(gx, i, r[:, None] * wj)
        np.add.at(gw, j, r[:, None] * xi)
        return np.concatenate((gx.ravel(), gw.ravel()))

    return {"rows": side, "cols": side, "rank": rank, "entries": entries}, value, gradient


@drawn
def matrix_factorization(n):
    columns = {10: 1, 1000: 10}.get(n, 100)
    rows = n // columns
    u = rng(n).standard_normal((rows, columns))
    m = u @ u.T / rows

    def value(z):
        x = z.reshape(columns, rows).T
        return 0.25 * np.sum((x @ x.T - m) ** 2)

    def gradient(z):
        x = z.reshape(columns, rows).T
        return ((x @ x.T - m) @ x).T.ravel()

    return {"rows": rows, "rank": columns, "columns": columns}, value, gradient


@drawn
def deep_linear_network(n):
    width, depth = {10: (2, 3), 1000: (18, 3)}.get(n, (182, 3))
    m = rng(n).standard_normal((width, width))

    def layers(z):
        return [part.reshape(width, width).T for part in np.split(z, depth)]

    def value(z):
        a, b, c = layers(z)
        return 0.5 * np.sum((c @ b @ a - m) ** 2)

    def gradient(z):
        a, b, c = layers(z)
        ba = b @ a
        r = c @ ba - m
        back = c.T @ r
        return np.concatenate([g.T.ravel() for g in (b.T @ back, back @ a.T, r @ ba.T)])

    return {"rows": width, "cols": width, "rank": min(width, 3 if width > 2 else 2), "width": width}, value, gradient


@drawn
def blind_deconvolution(n):
    if n > 1000:
        return None
    k = n // 4 if n >= 100 else 2
    m = 8 * k
    b = np.exp(-2j * np.pi * np.outer(np.arange(m), np.arange(k)) / m) / np.sqrt(m)
    c = (rng(n).standard_normal((m, k)) + 1j * rng(n + 1).standard_normal((m, k))) / np.sqrt(2)
    y = rng(n + 2).standard_normal(m) + 0j

    def split(z):
        numbers = z[0::2] + 1j * z[1::2]
        return numbers[:k], numbers[k:]

    def value(z):
        h, x = split(z)
        return np.sum(np.abs((b @ h) * np.conj(c @ x) - y) ** 2)

    def gradient(z):
        h, x = split(z)
        p, q = b @ h, c @ x
        r = p * np.conj(q) - y
        g = 2 * np.concatenate((b.conj().T @ (r * q), c.conj().T @ (np.conj(r) * p)))
        return np.column_stack((g.real, g.imag)).ravel()

    return {"filter": k, "signal": k, "measurements": m}, value, gradient


@drawn
def tensor_decomposition(n):
    columns = {10: 2, 1000: 10}.get(n, 10)
    rows, p = n // columns, 3
    v = rng(n).standard_normal((rows, columns)) / np.sqrt(rows)
    constant = np.sum((v.T @ v) ** p)

    def value(z):
        w = z.reshape(columns, rows).T
        return 0.5 * np.sum((w.T @ w) ** p) - np.sum((w.T @ v) ** p) + 0.5 * constant

    def gradient(z):
        w = z.reshape(columns, rows).T
        return (p * (w @ (w.T @ w) ** (p - 1) - v @ ((w.T @ v) ** (p - 1)).T)).T.ravel()

    return {"rows": rows, "rank": columns, "columns": columns, "components": "gaussian"}, value, gradient


@drawn
def rayleigh_quotient(n):
    if n > 1000:
        return None
    u = rng(n).standard_normal((n, n))
    a = u @ u.T / n

    def value(x):
        return -0.5 * x @ (a @ x) / (x @ x)

    def gradient(x):
        ax, squared = a @ x, x @ x
        return -(ax - (x @ ax) / squared * x) / squared

    return {"dim": n}, value, gradient


PROBLEMS = {
    "grand-canyon": grand_canyon,
    "phase-retrieval": sums(lambda t: t**2, lambda t: 2 * t, 0.25, {}),
    "single-index": sums(
        lambda t: (t**3 - 3 * t) / np.sqrt(6), lambda t: (3 * t**2 - 3) / np.sqrt(6), 0.5, {"link": "hermite-3"}
    ),
    "matrix-completion": matrix_completion,
    "matrix-factorization": matrix_factorization,
    "deep-linear-network": deep_linear_network,
    "blind-deconvolution": blind_deconvolution,
    "tensor-decomposition": tensor_decomposition,
    "rayleigh-quotient": rayleigh_quotient,
}
# Products of dense matrices are nearly all of the work.
PRODUCTS = {"matrix-factorization", "deep-linear-network", "rayleigh-quotient", "tensor-decomposition"}
