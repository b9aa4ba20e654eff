"""One step of our algorithms beside the same step of other packages, in one run, one thread each.

    python algorithms/benches/side_by_side.py [PEER ...]

Each file in `peers` has a list CASES of dicts: `name`; `peer`, the package; ours as `algorithm`, `parameters`, `problem`,
`problem_parameters`, `steps`; `least`, how many times faster ours has to be; and `make`, which returns a function that
does the peer's next step, or with `"per"` so many at once; or instead of it `rival`, an entry of ours that wraps another
package. A peer that is not installed is skipped, and said so. Times are the least mean of a few runs. Exit 1 if ours is
not fast enough.
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

HERE = pathlib.Path(__file__).resolve().parent
RUNS = 5


def cases(wanted):
    for path in sorted((HERE / "peers").glob("*.py")):
        if wanted and path.stem not in wanted:
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except ImportError as error:
            print(f"{path.stem} skipped: {error}", file=sys.stderr)
            continue
        yield from module.CASES


def ours(all_cases):
    keys = ("algorithm", "parameters", "problem", "problem_parameters", "steps")
    asked = "".join(json.dumps({key: case[key] for key in keys}) + "\n" for case in all_cases)
    command = ["cargo", "bench", "--quiet", "-p", "algorithms", "--bench", "steps"]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, cwd=HERE)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def theirs(case):
    if "rival" in case:
        [answer] = ours([{**case, "algorithm": case["rival"], "parameters": {}}])
        return answer["ns"]
    best, per = float("inf"), case.get("per", 1)
    for _ in range(RUNS):
        step = case["make"]()
        step()
        calls = max(1, case["steps"] // per)
        start = time.perf_counter()
        for _ in range(calls):
            step()
        best = min(best, (time.perf_counter() - start) * 1e9 / (calls * per))
    return best


def shown(ns):
    return f"{ns / 1e6:.2f} ms" if ns >= 1e6 else f"{ns / 1e3:.1f} us"


def main(wanted):
    all_cases, failures = list(cases(wanted)), []
    print("| step | ours | peer | | times |")
    print("|---|---|---|---|---|")
    for case, answer in zip(all_cases, ours(all_cases), strict=True):
        if "error" in answer:
            failures.append(f"{case['name']}: {answer['error']}")
            continue
        mine, other = answer["ns"], theirs(case)
        times = other / mine
        print(f"| {case['name']} | {shown(mine)} | {case['peer']} | {shown(other)} | {times:.1f} |", flush=True)
        if times < case["least"]:
            failures.append(f"{case['name']}: {times:.2f} times as fast as {case['peer']}, expected {case['least']}")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
