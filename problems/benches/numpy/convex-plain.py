"""The convex problems without data sets."""

import numpy as np


def quadratic(n):
    i = np.arange(n)
    eigenvalues = 0.01 ** (1 - i / (n - 1))
    solution = np.random.default_rng(1).standard_normal(n)

    def value(x):
        d = x - solution
        return 0.5 * np.dot(d, eigenvalues * d)

    def gradient(x):
        return eigenvalues * (x - solution)

    return {"dim": n, "rotated": False}, value, gradient


def nesterov_worst_case(n):
    def value(x):
        d = np.diff(x)
        return 0.25 * (0.5 * (x[0] ** 2 + np.dot(d, d) + x[-1] ** 2) - x[0])

    def gradient(x):
        g = 2 * x
        g[1:] -= x[:-1]
        g[:-1] -= x[1:]
        g[0] -= 1
        return 0.25 * g

    return {"dim": n}, value, gradient


def nesterov_max(n):
    def value(x):
        return np.max(x) + 0.05 * np.dot(x, x)

    return {"dim": n}, value, None


def huber(n):
    delta = 0.3

    def value(x):
        a = np.abs(x)
        m = np.minimum(a, delta)
        return np.sum(m * (a - 0.5 * m))

    def gradient(x):
        return np.clip(x, -delta, delta)

    return {"dim": n, "of": "coordinates", "delta": delta}, value, gradient


def log_sum_exp(n):
    m = 20
    rng = np.random.default_rng(1)
    a, b = rng.uniform(-1, 1, (m, n)), rng.uniform(-1, 1, m)

    def value(x):
        z = a @ x - b
        top = z.max()
        return top + np.log(np.sum(np.exp(z - top)))

    def gradient(x):
        z = a @ x - b
        p = np.exp(z - z.max())
        return (p / p.sum()) @ a

    return {"dim": n, "terms": m}, value, gradient


def least_squares_on_set(n):
    if n > 1000:
        return None
    rows = 2 * n
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((rows, n)), rng.standard_normal(rows)

    def value(x):
        r = a @ x - b
        return 0.5 * np.dot(r, r) / rows

    def gradient(x):
        return a.T @ (a @ x - b) / rows

    return {"dim": n, "samples": rows, "nonzeros": 5}, value, gradient


def portfolio(n):
    if n > 10:
        return None
    periods = 200
    returns = 1 + 0.1 * np.random.default_rng(1).standard_normal((periods, n))

    def value(x):
        return -np.mean(np.log(returns @ x))

    def gradient(x):
        return -(returns.T @ (1 / (returns @ x))) / periods

    return {"assets": n, "periods": periods}, value, gradient


def tv_denoising_1d(n):
    y = np.random.default_rng(1).standard_normal(n + 1)

    def signal(u):
        x = y.copy()
        x[:-1] += u
        x[1:] -= u
        return x

    def value(u):
        x = signal(u)
        return 0.5 * np.dot(x, x)

    def gradient(u):
        return -np.diff(signal(u))

    return {"samples": n + 1, "pieces": 4}, value, gradient


def tv_denoising_2d(n):
    if n > 1000:
        return None
    side = max(2, round((n / 2) ** 0.5))
    y = np.random.default_rng(1).standard_normal((side, side))

    def image(u):
        down, along = u.reshape(2, side, side)
        x = y.copy()
        x[:, :-1] += down[:, :-1]
        x[:, 1:] -= down[:, :-1]
        x[:-1] += along[:-1]
        x[1:] -= along[:-1]
        return x

    def value(u):
        return 0.5 * np.sum(image(u) ** 2)

    def gradient(u):
        x = image(u)
        g = np.zeros((2, side, side))
        g[0, :, :-1] = x[:, :-1] - x[:, 1:]
        g[1, :-1] = x[:-1] - x[1:]
        return g.ravel()

    return {"rows": side, "columns": side}, value, gradient


def entropic_transport(n):
    if n > 1000:
        return None
    m, epsilon = n // 2, 0.1
    c = np.random.default_rng(1).uniform(size=(m, m))
    a = np.full(m, 1 / m)

    def plan(z):
        return np.exp((z[:m, None] + z[None, m:] - c) / epsilon)

    def value(z):
        return epsilon * plan(z).sum() - np.dot(a, z[:m]) - np.dot(a, z[m:])

    def gradient(z):
        p = plan(z)
        return np.concatenate([p.sum(axis=1) - a, p.sum(axis=0) - a])

    return {"rows": m, "columns": m, "epsilon": epsilon}, value, gradient


def nuclear_completion(n):
    if n > 1000:
        return None
    rows = max(2, round(n**0.5))
    columns = max(2, n // rows)
    rng = np.random.default_rng(1)
    mask = rng.uniform(size=rows * columns) < 0.5
    entries = np.where(mask, rng.standard_normal(rows * columns), 0.0)

    def value(x):
        d = (x - entries)[mask]
        return 0.5 * np.dot(d, d)

    def gradient(x):
        return mask * (x - entries)

    return {"rows": rows, "columns": columns}, value, gradient


for drawn in (
    quadratic,
    log_sum_exp,
    least_squares_on_set,
    portfolio,
    tv_denoising_1d,
    tv_denoising_2d,
    entropic_transport,
    nuclear_completion,
):
    drawn.drawn = True

PRODUCTS = {"log-sum-exp", "least-squares-on-set", "portfolio"}

PROBLEMS = {
    "quadratic": quadratic,
    "nesterov-worst-case": nesterov_worst_case,
    "nesterov-max": nesterov_max,
    "huber": huber,
    "log-sum-exp": log_sum_exp,
    "least-squares-on-set": least_squares_on_set,
    "portfolio": portfolio,
    "tv-denoising-1d": tv_denoising_1d,
    "tv-denoising-2d": tv_denoising_2d,
    "entropic-transport": entropic_transport,
    "nuclear-completion": nuclear_completion,
}
