"""One value and one gradient of every problem, ours beside straightforward NumPy, in one run.

    python problems/benches/numpy/side_by_side.py [NAME ...]

Needs numpy. Each file beside this one has a dict PROBLEMS: name -> function of n that returns (parameters, value,
gradient), or None where the problem does not exist at that size. Times are the least mean of a few batches over several
runs, in which the sides take turns; one thread.
Exit 1 if a value differs, or if ours is less than 5 times faster at n = 10 or slower at n = 100000, but for the
problems that one matrix product decides (PRODUCTS).
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import importlib.util
import json
import pathlib
import subprocess
import sys
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
SIZES = (10, 1_000, 100_000)
BATCH_SECONDS, BATCHES, RUNS = 4e-3, 5, 3
FASTER_AT_10, FASTER_AT_100000 = 5.0, 1.0
# One dense matrix product is nearly all of the work: BLAS on both sides.
PRODUCTS = set()


def suites():
    for path in sorted(HERE.glob("*.py")):
        if path.name == pathlib.Path(__file__).name:
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        PRODUCTS.update(getattr(module, "PRODUCTS", ()))
        for name, make in module.PROBLEMS.items():
            yield path.stem, name, make


def nanoseconds(call):
    calls = 1
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            call()
        if time.perf_counter() - start >= BATCH_SECONDS:
            break
        calls *= 2
    best = float("inf")
    for _ in range(BATCHES):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        best = min(best, time.perf_counter() - start)
    return best * 1e9 / calls


def ours(cases):
    # What follows a space tells problems of one family apart.
    asked = "".join(json.dumps({"name": name.split()[0], "parameters": parameters}) + "\n" for _, name, parameters, *_ in cases)
    command = ["cargo", "bench", "--quiet", "-p", "problems", "--bench", "oracles"]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, cwd=HERE)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def point(dim):
    return 0.5 + 0.1 * np.sin(np.arange(1, dim + 1))


def measured(cases):
    """Our answers, then NumPy's times at the same points."""
    answers, times = ours(cases), []
    for (_, _, _, _, value, gradient, _), answer in zip(cases, answers, strict=True):
        x = point(answer.get("dim", 1))
        asked = {"value_ns": value, "gradient_ns": gradient}
        asked = {key: oracle for key, oracle in asked.items() if oracle is not None and answer.get(key) is not None}
        times.append({key: nanoseconds(lambda: oracle(x)) for key, oracle in asked.items()})
    return answers, times


def shown(ns):
    return f"{ns / 1e6:.2f} ms" if ns >= 1e6 else f"{ns / 1e3:.1f} us" if ns >= 1e3 else f"{ns:.0f} ns"


def main(wanted):
    cases = []
    for suite, name, make in suites():
        if wanted and name.split()[0] not in wanted:
            continue
        for n in SIZES:
            made = make(n)
            if made is not None:
                cases.append((suite, name, made[0], n, made[1], made[2], getattr(make, "drawn", False)))
    runs = [measured(cases) for _ in range(RUNS)]
    answers = runs[0][0]
    failures = []
    print("| problem | n | value: ours | NumPy | times | gradient: ours | NumPy | times |")
    print("|---|---|---|---|---|---|---|---|")
    for case, (suite, name, parameters, n, value, gradient, drawn) in enumerate(cases):
        answer = answers[case]
        label = f"{name} at n = {n}"
        if "error" in answer:
            failures.append(f"{label}: {answer['error']}")
            continue
        row = [name, str(n)]
        for oracle, key in ((value, "value_ns"), (gradient, "gradient_ns")):
            if oracle is None or answer[key] is None:
                row += ["", "", ""]
                continue
            mine = min(answers[case][key] for answers, _ in runs)
            theirs = min(times[case][key] for _, times in runs)
            times = theirs / mine
            row += [shown(mine), shown(theirs), f"{times:.1f}"]
            least = {10: FASTER_AT_10, 100_000: FASTER_AT_100000}.get(n, 0.0)
            if times < least and name not in PRODUCTS:
                failures.append(f"{label}: {key[:-3]} is {times:.2f} times NumPy's speed, expected {least}")
        if value is not None and not drawn:
            expected, found = float(value(point(answer["dim"]))), float(answer["value"])
            if not abs(found - expected) <= 1e-9 * max(1.0, abs(expected)):
                failures.append(f"{label}: value {found}, NumPy has {expected}")
        print("| " + " | ".join(row) + " |", flush=True)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
