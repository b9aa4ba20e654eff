"""CBO against CBXpy: `pip install cbx`."""

import numpy as np
from cbx.dynamics import CBO
from cbx.scheduler import multiply, scheduler

N, D = 100, 20


def rastrigin(x):
    return 10 * D + np.sum(x * x - 10 * np.cos(2 * np.pi * x), axis=-1)


def cbo(noise):
    def make():
        x = np.random.default_rng(1).uniform(-3, 3, (1, N, D))
        dynamic = CBO(rastrigin, f_dim="3D", x=x, noise=noise, verbosity=0, track_args={"names": []})
        schedule = scheduler([multiply(name="alpha", factor=1.05)])

        def step():
            dynamic.step()
            schedule.update(dynamic)

        return step

    return make


CASES = [
    {
        "name": f"CBO on Rastrigin, {noise}, N = {N}, d = {D}",
        "peer": "CBXpy",
        "algorithm": "cbo",
        "parameters": {"particles": N, "noise": noise, "spread": "uniform"},
        "problem": "rastrigin",
        "problem_parameters": {"dim": D},
        "steps": 1000,
        "least": 5.0,
        "make": cbo(noise),
    }
    for noise in ("anisotropic", "isotropic")
]
