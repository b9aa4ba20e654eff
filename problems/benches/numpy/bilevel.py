"""Bilevel problems: the upper value, and the lower gradient in y. Data are drawn, of the same shape."""

import numpy as np

RNG = np.random.default_rng(1)


def drawn(make):
    make.drawn = True
    return make


def levels(split, upper_value, lower_gradient):
    """Both at z = (x, y)."""
    return lambda z: upper_value(z[:split], z[split:]), lambda z: lower_gradient(z[:split], z[split:])


@drawn
def quadratic_bilevel(n):
    m = n // 2
    if m > 2000:
        return None
    a, b, target = RNG.normal(size=(m, m)), RNG.normal(size=(m, m)), RNG.normal(size=m)
    oracles = levels(
        m,
        lambda x, y: 0.5 * np.sum((y - target) ** 2) + 0.05 * (x @ x),
        lambda x, y: a @ y - b @ x,
    )
    return {"dim": m}, *oracles


def bda_counterexample(n):
    m = round(n / 3)

    def value(x, y):
        return 0.5 * np.sum((x - y[m:]) ** 2) + 0.5 * np.sum((y[:m] - 1) ** 2)

    def gradient(x, y):
        return np.concatenate([y[:m] - x, np.zeros(m)])

    return {"dim": m}, *levels(m, value, gradient)


@drawn
def multi_block_bilevel(n):
    m = 5 if n < 100 else 20
    blocks = max(1, round(n / m) - 1)
    if 3 * blocks * m * m > 100_000_000:
        return None
    a, b = RNG.normal(size=(blocks, m, m)), RNG.normal(size=(blocks, m, m))
    target = RNG.normal(size=(blocks, m))

    def value(x, y):
        return 0.5 * np.sum((y.reshape(blocks, m) - target) ** 2) / blocks + 0.05 * (x @ x)

    def gradient(x, y):
        return ((a @ y.reshape(blocks, m, 1))[:, :, 0] - b @ x).ravel() / blocks

    return {"blocks": blocks, "dim": m}, *levels(m, value, gradient)


@drawn
def sum_quadratic_bilevel(n):
    m = n // 2
    if m > 500:
        return None
    a, b, c = (RNG.normal(size=(m, m)) for _ in range(3))
    upper_a, upper_b, upper_c = (RNG.normal(size=(m, m)) for _ in range(3))
    d, e = RNG.normal(size=m), RNG.normal(size=m)

    def value(x, y):
        return 0.5 * (y @ (upper_a @ y) + x @ (upper_b @ x)) + x @ (upper_c @ y) + d @ y + e @ x

    def gradient(x, y):
        return a @ y + c.T @ x + d

    return {"dim_upper": m, "dim_lower": m}, *levels(m, value, gradient)


def smd(n):
    m = max(1, n // 4)

    def value(x, y):
        coupling = x[m:] - np.tan(y[m:])
        return x[:m] @ x[:m] + y[:m] @ y[:m] + x[m:] @ x[m:] + coupling @ coupling

    def gradient(x, y):
        tangent = np.tan(y[m:])
        return np.concatenate([2 * y[:m], -2 * (x[m:] - tangent) * (1 + tangent**2)])

    return {"function": 1, "p": m, "q": m, "r": m}, *levels(2 * m, value, gradient)


@drawn
def few_shot(n):
    d, k = (5, 1) if n < 100 else (20, 5)
    tasks, shots, queries, ridge = max(1, (n - d * k) // k), 10, 15, 0.1
    below, above = RNG.normal(size=(tasks, shots, d)), RNG.normal(size=(tasks, queries, d))
    low, high = RNG.normal(size=(tasks, shots)), RNG.normal(size=(tasks, queries))

    def parts(rows, targets, x, y):
        features = rows @ x.reshape(d, k)
        return features, (features @ y.reshape(tasks, k, 1))[:, :, 0] - targets

    def value(x, y):
        return 0.5 * np.sum(parts(above, high, x, y)[1] ** 2) / (tasks * queries)

    def gradient(x, y):
        features, r = parts(below, low, x, y)
        slopes = np.einsum("tsk,ts->tk", features, r) / shots
        return (slopes.ravel() + ridge * y) / tasks

    return {"tasks": tasks, "dim": d, "features": k}, *levels(d * k, value, gradient)


PROBLEMS = {
    "quadratic-bilevel": quadratic_bilevel,
    "bda-counterexample": bda_counterexample,
    "multi-block-bilevel": multi_block_bilevel,
    "sum-quadratic-bilevel": sum_quadratic_bilevel,
    "smd": smd,
    "few-shot": few_shot,
}
# Products of dense matrices, blocks of them too, are nearly all of the work.
PRODUCTS = {"quadratic-bilevel", "sum-quadratic-bilevel", "multi-block-bilevel", "few-shot"}
