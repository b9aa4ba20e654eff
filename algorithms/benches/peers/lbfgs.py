"""L-BFGS against SciPy's L-BFGS-B and argmin: `pip install scipy`; argmin is one of our own entries."""

from scipy.optimize import minimize, rosen, rosen_der

import numpy as np

STEPS = 30


def scipy_steps(dim):
    x = np.tile([-1.2, 1.0], dim // 2)
    options = {"maxiter": STEPS, "maxcor": 10, "maxfun": 10 * STEPS, "ftol": 0.0, "gtol": 0.0}

    def make():
        def step():
            done = minimize(lambda x: (rosen(x), rosen_der(x)), x, jac=True, method="L-BFGS-B", options=options)
            assert done.nit == STEPS, done.message

        return step

    return make


def case(dim, least, **peer):
    return {
        "name": f"L-BFGS on Rosenbrock's chain, n = {dim}",
        "algorithm": "lbfgs",
        "parameters": {},
        "problem": "rosenbrock",
        "problem_parameters": {"dim": dim},
        "steps": STEPS,
        "per": STEPS,
        "least": least,
        **peer,
    }


CASES = [case(dim, least, peer="SciPy", make=scipy_steps(dim)) for dim, least in ((100, 5.0), (100_000, 1.0))] + [
    case(dim, 1.0, peer="argmin", rival="argmin-lbfgs") for dim in (100, 100_000)
]
