"""CMA-ES against pycma: `pip install cma`."""

import cma
import numpy as np


def sphere(x):
    return float(np.dot(x, x))


def generations(dim):
    def make():
        options = {"verbose": -9, "seed": 1, "verb_log": 0, "signals_filename": None}
        strategy = cma.CMAEvolutionStrategy(np.full(dim, 2.0), 0.5, options)

        def step():
            points = strategy.ask()
            strategy.tell(points, [sphere(x) for x in points])

        return step

    return make


CASES = [
    {
        "name": f"CMA-ES on the sphere, d = {dim}",
        "peer": "pycma",
        "algorithm": "cma-es",
        "parameters": {},
        "problem": "bbob",
        "problem_parameters": {"function": 1, "dim": dim},
        "steps": 200,
        "least": 5.0,
        "make": generations(dim),
    }
    for dim in (10, 40)
]
