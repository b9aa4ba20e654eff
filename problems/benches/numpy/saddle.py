"""The saddle suite in NumPy: φ and F = (∂φ/∂x, −∂φ/∂y)."""

import numpy as np

# A matrix product on both sides.
PRODUCTS = {
    "bilinear",
    "constrained-bilinear",
    "matrix-game",
    "quartic-saddle",
    "quadratic-saddle-sum",
    "robust-least-squares",
    "robust-logistic",
}

RNG = np.random.default_rng(0)
# Dense data up to here.
DENSE = 2_000


def drawn(make):
    make.drawn = True
    return make


def bilinear_oracles(a, b, c, h=None):
    n = len(b)

    def value(z):
        x, y = z[:n], z[n:]
        return x @ (a @ y + b) + y @ c + (0.5 * x @ (h @ x) if h is not None else 0.0)

    def gradient(z):
        x, y = z[:n], z[n:]
        return np.concatenate([a @ y + b + (h @ x if h is not None else 0.0), -(a.T @ x) - c])

    return value, gradient


def bilinear(n):
    if n > DENSE:
        return None
    n //= 2
    k = np.fliplr(np.eye(n)) / 4
    for i in range(n - 1):
        k[i, n - 2 - i] = -1 / 4
    b = np.zeros(n)
    b[-1] = -1 / 4
    return {"kind": "ouyang-xu", "dim": n}, *bilinear_oracles(-k.T, b, np.full(n, 0.25), 2 * k.T @ k)


@drawn
def constrained_bilinear(n):
    if n > DENSE:
        return None
    n //= 2
    a, b, c = RNG.normal(size=(n, n)), RNG.normal(size=n), RNG.normal(size=n)
    return {"dim": n}, *bilinear_oracles(a, b, c)


def matrix_game(n):
    if n > DENSE:
        return None
    n //= 2
    i, j = np.indices((n, n)) + 1
    a = (i + j - 1) / (2 * n - 1)
    zero = np.zeros(n)
    return {"kind": "ramp", "rows": n, "columns": n}, *bilinear_oracles(a, zero, zero)


def colonel_blotto(n):
    """Both sides about n / 2 ways to deploy on three fields."""
    if n > DENSE:
        return None
    soldiers = max(2, round(np.sqrt(n)) - 1)
    moves = np.array([(i, j, soldiers - i - j) for i in range(soldiers + 1) for j in range(soldiers + 1 - i)])
    if len(moves) > 2000:
        return None
    a = np.sign(moves[None, :, :] - moves[:, None, :]).sum(axis=2).astype(float)
    zero = np.zeros(len(moves))
    parameters = {"soldiers": soldiers, "enemies": soldiers, "fields": 3}
    return parameters, *bilinear_oracles(a, zero, zero)


@drawn
def quadratic_saddle(n):
    n //= 2
    h, g = np.geomspace(0.01, 1, n), np.geomspace(0.01, 1, n)
    a = np.arange(1, n + 1) / n
    b, c = RNG.normal(size=n), RNG.normal(size=n)

    def value(z):
        x, y = z[:n], z[n:]
        return 0.5 * np.sum(h * x * x) + np.sum(a * x * y) - 0.5 * np.sum(g * y * y) + b @ x + c @ y

    def gradient(z):
        x, y = z[:n], z[n:]
        return np.concatenate([h * x + a * y + b, g * y - a * x - c])

    return {"dim": n, "rotated": False}, value, gradient


@drawn
def quadratic_saddle_sum(n):
    if n > DENSE:
        return None
    m, q = RNG.normal(size=(n, n)), RNG.normal(size=n)
    sign = np.where(np.arange(n) < n // 2, 0.5, -0.5)
    parameters = {"dim": n // 2, "samples": 10}
    return parameters, lambda z: (sign * z) @ (m @ z + 2 * q), lambda z: m @ z + q


@drawn
def quartic_saddle(n):
    if n > DENSE:
        return None
    n //= 2
    a1, a2, b1, b2, c = (RNG.normal(size=(n, n)) for _ in range(5))

    def value(z):
        x, y = z[:n], z[n:]
        own = 2 * x @ (a1 @ x) + (x @ (a2 @ x)) ** 2 - 2 * y @ (b1 @ y) - (y @ (b2 @ y)) ** 2
        return own + 4 * x @ (c @ y)

    def gradient(z):
        x, y = z[:n], z[n:]
        ax, by = a2 @ x, b2 @ y
        fx = 4 * (a1 @ x) + 4 * (x @ ax) * ax + 4 * (c @ y)
        return np.concatenate([fx, 4 * (b1 @ y) + 4 * (y @ by) * by - 4 * (c.T @ x)])

    return {"dim": n, "quartic": 1.0}, value, gradient


@drawn
def robust_least_squares(n):
    if n > DENSE:
        return None
    k = max(n // 6, 1)
    m = n - k
    a, b = RNG.normal(size=(m, k)) / np.sqrt(m), RNG.normal(size=m)

    def value(z):
        x, y = z[:k], z[k:]
        return 0.5 * np.sum((a @ x - y) ** 2) - np.sum((y - b) ** 2)

    def gradient(z):
        x, y = z[:k], z[k:]
        fit = a @ x
        return np.concatenate([a.T @ (fit - y), fit + y - 2 * b])

    return {"rows": m, "dim": k}, value, gradient


@drawn
def robust_logistic(n):
    if n > DENSE:
        return None
    d = max(n // 5, 1)
    m = n - d
    a, b = RNG.normal(size=(m, d)), np.sign(RNG.normal(size=m))

    def value(z):
        w, p = z[:d], z[d:]
        loss = np.logaddexp(0, -b * (a @ w))
        return p @ loss + 0.005 * w @ w - 0.5 / m * np.sum((m * p - 1) ** 2)

    def gradient(z):
        w, p = z[:d], z[d:]
        t = -b * (a @ w)
        return np.concatenate([a.T @ (-p * b / (1 + np.exp(-t))) + 0.01 * w, m * p - 1 - np.logaddexp(0, t)])

    return {"samples": m, "dim": d}, value, gradient


@drawn
def constrained_mdp(n):
    if n > DENSE:
        return None
    states = max(n // 4, 2)
    pairs, last = 3 * states, states - 1
    branching = min(3, states)
    after = RNG.integers(0, states, size=(pairs, branching))
    flow = 0.9 * RNG.dirichlet(np.ones(branching), size=pairs)
    rewards, costs = RNG.random(pairs), RNG.random(pairs)
    origin = np.arange(pairs) // 3

    def forces(y):
        values = np.append(y[:last], 0.0)
        return y[last] * costs - rewards + values[origin] - np.sum(flow * values[after], axis=1)

    def gradient(z):
        d, y = z[:pairs], z[pairs:]
        moved = np.bincount(after.ravel(), (flow * d[:, None]).ravel(), states)
        out = moved - np.bincount(origin, d, states)
        out[0] += 0.1
        out[last] = 0.5 - costs @ d
        return np.concatenate([forces(y), out])

    def value(z):
        return z[:pairs] @ forces(z[pairs:]) - 0.1 * z[pairs] - 0.5 * z[pairs + last]

    return {"states": states, "branching": branching}, value, gradient


def kernel_gan(n):
    m = n // 5
    centres = -0.5 + np.arange(4 * m + 1) / 4
    data = np.arange(m)
    reach = 18
    offsets = np.arange(-reach, reach + 1)

    def bumps(s):
        k = np.rint((s + 0.5) * 4).astype(int)[:, None] + offsets
        inside = (k >= 0) & (k <= 4 * m)
        k = np.clip(k, 0, 4 * m)
        off = s[:, None] - centres[k]
        return k, inside * np.exp(-2 * off**2), 4 * off

    def value(z):
        theta, w = z[:m], z[m:]
        (ki, real, _), (kj, fake, _) = bumps(data), bumps(theta)
        return (np.sum(w[ki] * real) - np.sum(w[kj] * fake)) / m - 0.05 * w @ w

    def gradient(z):
        theta, w = z[:m], z[m:]
        (ki, real, _), (kj, fake, slope) = bumps(data), bumps(theta)
        u = np.bincount(kj.ravel(), fake.ravel(), len(w)) - np.bincount(ki.ravel(), real.ravel(), len(w))
        return np.concatenate([np.sum(w[kj] * fake * slope, axis=1) / m, u / m + 0.1 * w])

    return {"points": m}, value, gradient


def planar(parameters, value, gradient):
    return lambda n: (parameters, value, gradient) if n == 10 else None


def forsaken(z):
    x, y = z
    phi = lambda s: s**2 / 4 - s**4 / 2 + s**6 / 6
    return x * (y - 0.45) + phi(x) - phi(y)


def forsaken_operator(z):
    x, y = z
    slope = lambda s: s / 2 - 2 * s**3 + s**5
    return np.array([y - 0.45 + slope(x), slope(y) - x])


def polar_operator(z):
    x, y = z
    s = x * x + y * y
    psi = (s - 1) * (16 * s - 9) / 16
    return np.array([x * psi - y, y * psi + x])


def dirac(z):
    return -np.log(1 + np.exp(-z[0] * z[1])) - np.log(2)


def dirac_operator(z):
    slope = 1 / (1 + np.exp(z[0] * z[1]))
    return np.array([slope * z[1], -slope * z[0]])


PROBLEMS = {
    "bilinear": bilinear,
    "constrained-bilinear": constrained_bilinear,
    "matrix-game": matrix_game,
    "colonel-blotto": colonel_blotto,
    "quadratic-saddle": quadratic_saddle,
    "quadratic-saddle-sum": quadratic_saddle_sum,
    "quartic-saddle": quartic_saddle,
    "robust-least-squares": robust_least_squares,
    "robust-logistic": robust_logistic,
    "constrained-mdp": constrained_mdp,
    "kernel-gan": kernel_gan,
    "forsaken": planar({}, forsaken, forsaken_operator),
    "polar-game": planar({}, None, polar_operator),
    "dirac-gan": planar({}, dirac, dirac_operator),
    "two-timescale": planar(
        {},
        lambda z: -z[0] ** 2 / 2 + z[0] * z[1] - z[1] ** 2 / 4,
        lambda z: np.array([z[1] - z[0], 0.5 * z[1] - z[0]]),
    ),
    "follow-the-ridge": planar(
        {},
        lambda z: -3 * z[0] ** 2 - z[1] ** 2 + 4 * z[0] * z[1],
        lambda z: np.array([4 * z[1] - 6 * z[0], 2 * z[1] - 4 * z[0]]),
    ),
    "rotation": planar(
        {},
        lambda z: -(z[0] ** 2 - z[1] ** 2) / 8 + z[0] * z[1],
        lambda z: np.array([z[1] - z[0] / 4, -z[1] / 4 - z[0]]),
    ),
}
