"""F2SA against the community benchmark's solver, its own code: `pip install jax benchopt joblib` and a checkout of
benchopt/benchmark_bilevel, whose folder the environment variable BENCHMARK_BILEVEL names.

Its data set `simulated` at its defaults: 100 + 100 variables, 1024 samples on both levels. It is compiled before it is
timed, and computes in single precision.
"""

import os
import sys

if "BENCHMARK_BILEVEL" not in os.environ:
    raise ImportError("BENCHMARK_BILEVEL names no checkout of benchopt/benchmark_bilevel")
sys.path.insert(0, os.environ["BENCHMARK_BILEVEL"])

import jax
import jax.numpy as jnp
from datasets.simulated import Dataset
from solvers.f2sa import Solver

EPOCH, DIM = 128, 100


def epochs():
    data = Dataset.get_instance(oracle="quadratic").get_data()
    solver = Solver.get_instance(
        step_size=0.01, outer_ratio=1.0, batch_size=64, lmbda0=1.0, delta_lmbda=0.1, n_inner_steps=10,
        eval_freq=EPOCH, random_state=1,
    )
    solver.run_once = lambda _: None
    inner, outer = data["pb_inner"], data["pb_outer"]
    solver.set_objective(inner[0], outer[0], inner[1], outer[1], jnp.zeros(DIM), jnp.full(DIM, -2.0))

    def make():
        carry = [solver.init()]

        def step():
            carry[0] = jax.block_until_ready(solver.one_epoch(carry[0], EPOCH))

        return step

    return make


CASES = [
    {
        "name": "F2SA on sums of quadratics, d = 100 + 100, batch 64",
        "peer": "benchmark_bilevel",
        "algorithm": "f2sa",
        "parameters": {
            "rule": "separate", "gamma": 0.01, "xi": 1.0, "penalty": 1.0, "penalty_growth": 0.1, "offset": 1,
            "alpha_exponent": 5 / 7, "gamma_exponent": 4 / 7, "inner_steps": 10, "batch": 64,
        },
        "problem": "sum-quadratic-bilevel",
        "problem_parameters": {"dim_upper": DIM, "dim_lower": DIM},
        "steps": 2 * EPOCH,
        "per": EPOCH,
        "least": 5.0,
        "make": epochs(),
    }
]
