"""Performance, data and log-ratio profiles by optiprofiler."""

import numpy as np
from common import write
from optiprofiler.plotting import _get_extended_performances_data_profile_axes as axes
from optiprofiler.plotting import _get_log_ratio_profile_axes
from optiprofiler.profile_utils import integrate
from optiprofiler.utils import ProfileOption

rng = np.random.default_rng(10)
OPTIONS = {ProfileOption.SEMILOGX: False, ProfileOption.SCORE_WEIGHT_FUN: lambda x: 1}


def steps(curve):
    """Positions where the curve rises and its height there, without optiprofiler's points at both ends."""
    x, y = np.asarray(curve[0])[1:-1], np.asarray(curve[1])[1:-1]
    found = {}
    before = 0.0
    for position, height in zip(x, y):
        if height > before + 1e-12:
            found[position] = height
            before = height
    return {"x": list(found), "y": list(found.values())}


cases = []
for problems, solvers in [(8, 3), (20, 4), (15, 2), (6, 5)]:
    work = np.round(10 ** rng.uniform(0, 3, (problems, solvers)))
    work[rng.random(work.shape) < 0.2] = np.nan
    work[0] = work[0][0] if np.isfinite(work[0][0]) else 7
    dims = rng.integers(2, 30, problems)
    curves = {kind: [[None, None] for _ in range(solvers)] for kind in ("perf", "data", "log_ratio")}
    axes(work[:, :, None], dims, OPTIONS, curves)
    case = {"costs": np.where(np.isnan(work), np.inf, work), "dims": dims}
    case["performance"] = [steps(curves["perf"][s][-1]) for s in range(solvers)]
    case["data"] = [steps(curves["data"][s][-1]) for s in range(solvers)]
    scores = []
    for s in range(solvers):
        x, y = map(np.asarray, curves["perf"][s][-1])
        # optiprofiler's integral of the curve cut at ratio 4, over the length of the interval.
        keep = x < 4
        cut = (np.append(x[keep], 4.0), np.append(y[keep], y[keep][-1]))
        scores.append(integrate(cut, "perf", OPTIONS) / 3)
    case["scores"] = scores
    if solvers == 2:
        _, y, largest, both, _ = _get_log_ratio_profile_axes(work[:, :, None], {"log_ratio": [None, None]})
        # Failures stand at 1.1 times the largest ratio; both failing, on both sides.
        inside = np.abs(y) <= largest
        case["ratios"] = [-np.inf] * (np.sum(~inside & (y < 0)) - both) + list(y[inside]) + [np.inf] * (np.sum(~inside & (y > 0)) - both)
        case["neither"] = both
    cases.append(case)
write("profiles", "optiprofiler's profile axes, integrate and log-ratio profiles", ["numpy", "optiprofiler"], cases)
