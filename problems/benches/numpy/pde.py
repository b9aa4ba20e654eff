"""The problems of the suite pde, as one would write them with NumPy and SciPy.

Each function takes about how many variables and returns (parameters, value, gradient); value(x), gradient(x).
"""

import math

import numpy as np
import scipy.linalg as sl
import scipy.sparse as sp
import scipy.sparse.linalg as spl


def side(n, least=1):
    return max(least, round(math.sqrt(n)))


def laplacian(k, spacing):
    """Five-point −Δ on k × k interior points, column by column."""
    one = sp.diags([-np.ones(k - 1), 2 * np.ones(k), -np.ones(k - 1)], [-1, 0, 1])
    eye = sp.identity(k)
    return ((sp.kron(eye, one) + sp.kron(one, eye)) / spacing**2).tocsc()


def bump(k, h):
    s = np.sin(np.pi * h * np.arange(1, k + 1))
    return np.outer(s, s).ravel(order="F") / (2 * np.pi**2)


def poisson_control(n):
    k = side(n)
    h, alpha = 1 / (k + 1), 1e-6
    solve = spl.splu(laplacian(k, h)).solve
    d = bump(k, h)

    def value(f):
        r = solve(f) - d
        return 0.5 * h * h * (r @ r + alpha * (f @ f))

    def gradient(f):
        return h * h * (solve(solve(f) - d) + alpha * f)

    return {"grid": k}, value, gradient


def poisson_control_full(n):
    k = side(n / 2)
    if k > 64:
        return None
    h, alpha = 1 / (k + 1), 1e-6
    d = bump(k, h)

    def value(x):
        w, z = x[: k * k], x[k * k :]
        return 0.5 * h * h * ((w - d) @ (w - d) + alpha * (z @ z))

    def gradient(x):
        w, z = x[: k * k], x[k * k :]
        return h * h * np.concatenate([w - d, alpha * z])

    return {"grid": k}, value, gradient


def semilinear_control(n):
    k = side(n)
    h, alpha = 1 / (k + 1), 1e-3
    lap = laplacian(k, h)
    u_hat = 2 * np.pi**2 * bump(k, h)
    f_hat = lap @ u_hat + u_hat**3
    d = u_hat + alpha * (lap @ f_hat + 3 * u_hat**2 * f_hat)

    def state(f):
        u = np.zeros(k * k)
        while True:
            step = spl.spsolve(lap + sp.diags(3 * u**2), f - lap @ u - u**3)
            u += step
            if np.abs(step).max() <= 1e-9 * np.abs(u).max():
                return u

    def value(f):
        r = state(f) - d
        return 0.5 * h * h * (r @ r + alpha * (f @ f))

    def gradient(f):
        u = state(f)
        return h * h * (alpha * f + spl.spsolve(lap + sp.diags(3 * u**2), u - d))

    return {"grid": k}, value, gradient


def bratu(n):
    k = side(n)
    strength = 4 / (k + 1) ** 2
    stencil = (laplacian(k, 1)).tocsr()

    def residuals(u):
        return stencil @ u - strength * np.exp(u)

    def value(u):
        r = residuals(u)
        return 0.5 * (r @ r)

    def gradient(u):
        r = residuals(u)
        return stencil @ r - strength * np.exp(u) * r

    return {"grid": k}, value, gradient


def edges(along, across, linear):
    """Σ w (differences)² + bᵀx on a grid x[j, i]: along i, across j."""
    columns, rows = linear.shape

    def value(x):
        x = x.reshape(columns, rows)
        return (along * np.diff(x, axis=1) ** 2).sum() + (across * np.diff(x, axis=0) ** 2).sum() + (linear * x).sum()

    def gradient(x):
        x = x.reshape(columns, rows)
        g = linear.copy()
        d = 2 * along * np.diff(x, axis=1)
        g[:, 1:] += d
        g[:, :-1] -= d
        d = 2 * across * np.diff(x, axis=0)
        g[1:] += d
        g[:-1] -= d
        return g.ravel()

    return value, gradient


def inside(columns, rows):
    mask = np.zeros((columns, rows))
    mask[1:-1, 1:-1] = 1
    return mask


def obstacle(n):
    k = side(n, 3)
    mask = inside(k, k)
    along = 0.25 * (mask[:, 1:] + mask[:, :-1])
    across = 0.25 * (mask[1:] + mask[:-1])
    return ({"rows": k, "columns": k}, *edges(along, across, -mask / (k - 1) ** 2))


def torsion(n):
    q = max(2, round(math.sqrt(n) / 2))
    k = 2 * q
    mask = inside(k, k)
    along = 0.25 * (mask[:, 1:] + mask[:, :-1])
    across = 0.25 * (mask[1:] + mask[:-1])
    return ({"half": q}, *edges(along, across, -5 * mask / (k - 1) ** 2))


def journal_bearing(n):
    k, e = side(n, 3), 0.1
    ht, hy = 2 * np.pi / (k - 1), 20 / (k - 1)
    t = ht * np.arange(k)
    w = (1 + e * np.cos(t)) ** 3
    forward, backward = np.zeros(k), np.zeros(k)
    forward[:-1] = (2 * w[:-1] + w[1:]) / 6
    backward[1:] = (2 * w[1:] + w[:-1]) / 6
    along = np.repeat((0.5 * ht / hy * (forward + backward))[:, None], k - 1, axis=1)
    here = np.ones(k)
    below, above = here.copy(), here.copy()
    below[-1], above[0] = 0, 0
    across = 0.5 * hy / ht * (np.outer(forward[:-1], below) + np.outer(backward[1:], above))
    linear = -e * ht * hy * np.sin(t)[:, None] * inside(k, k)
    return ({"around": k, "along": k}, *edges(along, across, linear))


def clamped_plate(n):
    k = side(n, 2)
    if k > 256:
        return None
    quartic = 0.5 * k * k

    def differences(x):
        x = x.reshape(k, k)
        return x[1:, 1:] - x[:-1, 1:], x[1:, 1:] - x[1:, :-1]

    def value(x):
        a, b = differences(x)
        return (0.5 * (a**2 + b**2) + quartic * (a**4 + b**4)).sum() - 0.1 * x[-1]

    def gradient(x):
        a, b = differences(x)
        a, b = a + 4 * quartic * a**3, b + 4 * quartic * b**3
        g = np.zeros((k, k))
        g[1:, 1:] += a + b
        g[:-1, 1:] -= a
        g[1:, :-1] -= b
        g[-1, -1] -= 0.1
        return g.ravel()

    return {"grid": k}, value, gradient


def surface(k):
    m = k - 1

    def slopes(x):
        x = x.reshape(k, k)
        a, b = x[:-1, :-1] - x[1:, 1:], x[:-1, 1:] - x[1:, :-1]
        return a, b, np.sqrt(1 + 0.5 * m * m * (a * a + b * b))

    def value(x):
        return slopes(x)[2].sum() / m**2

    def gradient(x):
        a, b, s = slopes(x)
        a, b = 0.5 * a / s, 0.5 * b / s
        g = np.zeros((k, k))
        g[:-1, :-1] += a
        g[1:, 1:] -= a
        g[:-1, 1:] += b
        g[1:, :-1] -= b
        return g.ravel()

    return value, gradient


def minimal_surface(n):
    k = side(n, 3)
    if k > 256:
        return None
    return ({"grid": k}, *surface(k))


def free_surface(n):
    k = side(n, 3)
    area, slope = surface(k)

    def value(x):
        return area(x) + (x.sum() / k**2) ** 2

    def gradient(x):
        return slope(x) + 2 * x.sum() / k**4

    return {"grid": k}, value, gradient


def hager(n):
    steps = max(2, n // 2)

    def value(x):
        u = x[steps + 1 :]
        return 0.5 * x[steps] ** 2 + 0.5 * (u @ u) / steps

    def gradient(x):
        g = np.zeros(len(x))
        g[steps] = x[steps]
        g[steps + 1 :] = x[steps + 1 :] / steps
        return g

    return {"steps": steps}, value, gradient


def diffusion(n):
    k = side(n, 2)
    h, beta = 1 / (k + 1), 1e-8
    index = np.arange(k * k).reshape(k, k)
    ends = np.concatenate(
        [
            np.stack([index[:, :-1].ravel(), index[:, 1:].ravel()]),
            np.stack([index[:-1].ravel(), index[1:].ravel()]),
        ],
        axis=1,
    )
    p, q = ends
    sides = np.zeros((k, k))
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        sides[edge] += 1
    sides = sides.ravel()
    difference = sp.csr_matrix(
        (np.tile([1.0, -1.0], len(p)), (np.repeat(np.arange(len(p)), 2), ends.T.ravel())), shape=(len(p), k * k)
    )

    def factor(m):
        kappa = np.exp(0.5 * (m[p] + m[q])) / h**2
        border = sides * np.exp(m) / h**2
        return kappa, border, spl.splu((difference.T @ sp.diags(kappa) @ difference + sp.diags(border)).tocsc()).solve

    c = (np.arange(1, k + 1) * h - 0.5) ** 2
    truth = np.where(np.sqrt(c[:, None] + c[None, :]) > 0.2, math.log(9), math.log(2)).ravel()
    data = factor(truth)[2](np.ones(k * k))
    data += 0.01 * data.max() * np.random.default_rng(1).standard_normal(k * k)

    def regularization(m):
        d = difference @ m
        return 0.5 * beta * (d @ d + h * h * (m @ m))

    def value(m):
        r = factor(m)[2](np.ones(k * k)) - data
        return 0.5 * h * h * (r @ r) + regularization(m)

    def gradient(m):
        kappa, border, solve = factor(m)
        u = solve(np.ones(k * k))
        adjoint = solve(-h * h * (u - data))
        half = 0.5 * kappa * (difference @ u) * (difference @ adjoint)
        g = np.abs(difference).T @ half + border * u * adjoint
        return g + beta * (difference.T @ (difference @ m) + h * h * m)

    return {"grid": k}, value, gradient


diffusion.drawn = True


def burgers(n):
    steps = max(2, min(100, n // 50))
    points = max(2, n // steps)
    h, tau, nu, alpha = 1 / (points + 1), 1 / steps, 0.01, 0.05
    first = (2 * np.arange(1, points + 1) <= points + 1).astype(float)
    diffusion = nu / h**2

    def bands(u):
        """The linearised equation as rows of diagonals."""
        a = np.zeros((3, points))
        a[0, 1:] = u[1:] / (2 * h) - diffusion
        a[1] = 1 / tau + 2 * diffusion
        a[2, :-1] = -u[:-1] / (2 * h) - diffusion
        return a

    def states(f):
        u, all_states = first, []
        for force in f.reshape(steps, points):
            before = u
            for _ in range(50):
                around = np.pad(u, 1)
                left, right = around[:-2], around[2:]
                r = (
                    force
                    - (u - before) / tau
                    - (right**2 - left**2) / (4 * h)
                    + diffusion * (right - 2 * u + left)
                )
                change = sl.solve_banded((1, 1), bands(u), r, check_finite=False)
                u = u + change
                if np.max(np.abs(change)) <= 1e-9 * (1 + np.max(np.abs(u))):
                    break
            all_states.append(u)
        return all_states

    def value(f):
        return 0.5 * h * tau * (np.sum((np.stack(states(f)) - first) ** 2) + alpha * (f @ f))

    def gradient(f):
        adjoint, all_adjoints = np.zeros(points), []
        for u in reversed(states(f)):
            a = bands(u)
            transposed = np.zeros_like(a)
            transposed[0, 1:], transposed[1], transposed[2, :-1] = a[2, :-1], a[1], a[0, 1:]
            adjoint = sl.solve_banded((1, 1), transposed, adjoint / tau + u - first, check_finite=False)
            all_adjoints.append(adjoint)
        return h * tau * (alpha * f + np.concatenate(all_adjoints[::-1]))

    return {"points": points, "steps": steps}, value, gradient


PROBLEMS = {
    "burgers-control": burgers,
    "poisson-control": poisson_control,
    "poisson-control-box": poisson_control,
    "poisson-control-full": poisson_control_full,
    "semilinear-control": semilinear_control,
    "diffusion-identification": diffusion,
    "bratu": bratu,
    "obstacle": obstacle,
    "elastic-plastic-torsion": torsion,
    "journal-bearing": journal_bearing,
    "clamped-plate": clamped_plate,
    "minimal-surface": minimal_surface,
    "free-minimal-surface": free_surface,
    "hager1": hager,
}
