"""The saddle-escape suite in plain NumPy."""

import numpy as np


def strict_saddle(n):
    def value(x):
        return 0.5 * x[:-1] @ x[:-1] - 0.5 * x[-1] ** 2 + 0.25 * x[-1] ** 4

    def gradient(x):
        g = x.copy()
        g[-1] = x[-1] ** 3 - x[-1]
        return g

    return {"dim": n}, value, gradient


def octopus(n):
    l, gamma, tau = np.e, 1.0, np.e
    nu = tau**2 * (37 * l + 13 * gamma) / 6
    cubic, quartic = (10 * gamma - 14 * l) / (3 * tau), (5 * l - 3 * gamma) / (2 * tau**2)

    def parts(x):
        a = np.abs(x)
        t = np.clip(a / tau - 1, 0, 1)
        inner = -gamma * a**2 + cubic * (tau * t) ** 3 + quartic * (tau * t) ** 4
        phi = np.where(a < 2 * tau, inner, l * (a - 4 * tau) ** 2 - nu)
        gate = t**3 * (10 - 15 * t + 6 * t**2)
        return a, t, phi, gate

    def value(x):
        _, _, phi, gate = parts(x)
        w = np.concatenate(([1.0], np.cumprod(gate[:-1])))
        return np.sum(w * phi + (1 - w) * l * x**2)

    def gradient(x):
        a, t, phi, gate = parts(x)
        sign = np.sign(x)
        inner = -2 * gamma * a + 3 * cubic * (tau * t) ** 2 + 4 * quartic * (tau * t) ** 3
        slope = np.where(a < 2 * tau, inner, 2 * l * (a - 4 * tau)) * sign
        gate_slope = 30 * t**2 * (1 - t) ** 2 / tau * sign
        w = np.concatenate(([1.0], np.cumprod(gate[:-1])))
        below = np.zeros(n)
        for k in range(min(n, np.count_nonzero(w)) - 2, -1, -1):
            below[k] = phi[k + 1] - l * x[k + 1] ** 2 + gate[k + 1] * below[k + 1]
        return 2 * l * x + w * (slope - 2 * l * x + gate_slope * below)

    return {"dim": n}, value, gradient


def monkey_saddle(n):
    def value(x):
        r2 = x[0] ** 2 + x[1] ** 2
        return x[0] ** 3 - 3 * x[0] * x[1] ** 2 + 0.25 * r2**2 + 0.5 * x[2:] @ x[2:]

    def gradient(x):
        g = x.copy()
        r2 = x[0] ** 2 + x[1] ** 2
        g[0] = 3 * (x[0] ** 2 - x[1] ** 2) + r2 * x[0]
        g[1] = -6 * x[0] * x[1] + r2 * x[1]
        return g

    return {"dim": n}, value, gradient


def degenerate_saddle(n):
    def value(x):
        return x[0] ** 2 * x[1] + x[1] ** 2 + x[0] ** 6 / 6 + 0.5 * x[2:] @ x[2:]

    def gradient(x):
        g = x.copy()
        g[0] = 2 * x[0] * x[1] + x[0] ** 5
        g[1] = x[0] ** 2 + 2 * x[1]
        return g

    return {"dim": n}, value, gradient


def cubic_saddle(n):
    rho = 0.1
    eigenvalues = np.concatenate(([-0.1], np.arange(1, n) / (n - 1)))

    def value(x):
        return 0.5 * x @ (eigenvalues * x) + rho / 3 * np.linalg.norm(x) ** 3

    def gradient(x):
        return (eigenvalues + rho * np.linalg.norm(x)) * x

    return {"dim": n}, value, gradient


def spurious_sensing(n):
    if n > 10_000:
        return None
    delta = 0.5

    def value(x):
        return (x @ x) ** 2 - 2 * x[0] ** 2 + 1 + 4 * delta * x[0] ** 2 * x[1] ** 2 - 2 * delta * x[1] ** 2

    def gradient(x):
        g = 4 * (x @ x) * x
        g[0] += x[0] * (8 * delta * x[1] ** 2 - 4)
        g[1] += x[1] * (8 * delta * x[0] ** 2 - 4 * delta)
        return g

    return {"dim": n}, value, gradient


PROBLEMS = {
    "strict-saddle": strict_saddle,
    "octopus": octopus,
    "monkey-saddle": monkey_saddle,
    "degenerate-saddle": degenerate_saddle,
    "cubic-saddle": cubic_saddle,
    "spurious-sensing": spurious_sensing,
}
