"""Records run lengths of pycma on BBOB for tests/all/cma.rs, in pycma.json.

    python algorithms/tests/reference/pycma.py FUNCTION:DIM:RESTARTS:RUNS:BUDGET ...

Needs `pip install cma ioh`. Run r is on instance 1 + r mod 15, with sigma0 = 2, a start uniform in [-4, 4]^n at every
restart, RESTARTS ipop or bipop. Rows of other functions stay as they are.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import json
import pathlib
import sys
import warnings

import cma
import ioh
import numpy as np

FILE = pathlib.Path(__file__).with_name("pycma.json")
TARGETS = {"1e-1": 1e-1, "1e-8": 1e-8}


class Over(Exception):
    pass


def run(function, dim, restarts, r, budget):
    problem = ioh.get_problem(function, 1 + r % 15, dim, ioh.ProblemClass.BBOB)
    hits, evaluations = {}, 0

    def f(x):
        nonlocal evaluations
        value = problem(x)
        evaluations += 1
        for name, target in TARGETS.items():
            if value - problem.optimum.y <= target:
                hits.setdefault(name, evaluations)
        if len(hits) == len(TARGETS) or evaluations >= budget:
            raise Over
        return value

    starts = np.random.default_rng(7919 * (r + 1) + 31 * function + dim)
    options = {"seed": 1 + 1000 * r + 40 * function + dim, "verbose": -9, "verb_log": 0, "verb_disp": 0}
    try:
        cma.fmin2(f, lambda: starts.uniform(-4, 4, dim), 2.0, options, restarts=99, bipop=restarts == "bipop")
    except Over:
        pass
    return hits


def main(jobs):
    warnings.simplefilter("ignore")
    rows = {}
    if FILE.exists():
        rows = {(row["function"], row["dim"], row["restarts"]): row for row in json.loads(FILE.read_text())}
    for job in jobs:
        function, dim, restarts, runs, budget = job.split(":")
        function, dim, runs, budget = int(function), int(dim), int(runs), int(float(budget))
        hits = [run(function, dim, restarts, r, budget) for r in range(runs)]
        row = {"function": function, "dim": dim, "restarts": restarts, "budget": budget, "runs": runs}
        row.update({name: sorted(hit[name] for hit in hits if name in hit) for name in TARGETS})
        rows[function, dim, restarts] = row
        text = ",\n".join(json.dumps(rows[key], separators=(",", ":")) for key in sorted(rows))
        FILE.write_text(f"[\n{text}\n]\n")


if __name__ == "__main__":
    main(sys.argv[1:])
