"""Signed-rank and rank-sum tests by SciPy, exact tests with ties by enumeration, effect sizes by counting pairs."""

import itertools

import numpy as np
from cocopp.toolsstats import ranksumtest
from common import write
from scipy.stats import mannwhitneyu, norm, rankdata, wilcoxon

rng = np.random.default_rng(3)
SIDES = ["two-sided", "less", "greater"]


def tails(null, observed):
    """p-values of a list of equally likely sums."""
    less, greater = np.mean(null <= observed + 1e-9), np.mean(null >= observed - 1e-9)
    return dict(zip(SIDES, [min(1.0, 2 * min(less, greater)), less, greater]))


def signs(d, zeros):
    """All signs of the ranks, zeros dropped before or after ranking."""
    d = np.array(d)
    if zeros == "dropped":
        d = d[d != 0]
    ranks = rankdata(np.abs(d))
    ranks, d = ranks[d != 0], d[d != 0]
    null = np.array(list(itertools.product([0, 1], repeat=len(ranks)))) @ ranks if len(d) else np.zeros(1)
    return tails(null, ranks[d > 0].sum())


signed = []
samples = [
    np.round(rng.normal(0.4, 1, 12), 3),
    np.round(rng.normal(0.2, 1, 25), 4),
    np.round(rng.normal(0.3, 1, 50), 5),
    np.round(rng.normal(0.3, 1, 14), 0),
    np.array([0.0, 0.0, 1.0, -1.0, 2.0, 2.0, 3.0, np.inf, -np.inf, np.inf]),
    np.array([0.0, 0.0, 0.0]),
    np.array([1.5]),
    np.round(rng.normal(0.1, 1, 80), 1),
]
for d in samples:
    nonzero = np.sum(d != 0)
    distinct = len(set(np.abs(d))) == len(d) and nonzero == len(d)
    for zeros, rule in [("dropped", "wilcox"), ("ranked", "pratt")]:
        case = {"d": d, "zeros": zeros, "exact": None, "normal": None}
        if distinct and nonzero <= 50:
            case["exact"] = {s: wilcoxon(d, zero_method=rule, method="exact", alternative=s).pvalue for s in SIDES}
        elif nonzero <= 14:
            case["exact"] = signs(d, zeros)
        if nonzero and np.isfinite(d).all():
            found = {
                s: wilcoxon(d, zero_method=rule, method="asymptotic", correction=True, alternative=s).pvalue
                for s in SIDES
            }
            case["normal"] = found
        signed.append(case)


def subsets(x, y):
    """All deals of the midranks."""
    ranks = rankdata(np.concatenate([x, y]))
    null = [sum(deal) for deal in itertools.combinations(ranks, len(x))]
    return tails(np.array(null), ranks[: len(x)].sum())


unpaired = []
pairs = [
    (np.round(rng.normal(0, 1, 8), 3), np.round(rng.normal(0.7, 1, 10), 3)),
    (np.round(rng.normal(0, 1, 15), 4), np.round(rng.normal(0.5, 1, 15), 4)),
    (np.round(rng.normal(0, 1, 7), 0), np.round(rng.normal(0.5, 1, 9), 0)),
    (np.array([1.0, 2.0, np.inf, np.inf, 5.0]), np.array([np.inf, 7.0, 5.0, 6.0])),
    (np.array([2.0, 2.0, 2.0]), np.array([2.0, 2.0])),
    (np.array([1.0]), np.array([2.0, 3.0])),
    (np.round(rng.normal(0, 1, 60), 1), np.round(rng.normal(0.3, 1, 45), 1)),
]
for x, y in pairs:
    both = np.concatenate([x, y])
    distinct = len(set(both)) == len(both)
    greater, equal = np.sum(x[:, None] > y), np.sum(x[:, None] == y)
    case = {"x": x, "y": y, "u": greater + equal / 2, "a": (greater + equal / 2) / (len(x) * len(y))}
    case["delta"] = (greater - np.sum(x[:, None] < y)) / (len(x) * len(y))
    case["exact"] = case["normal"] = None
    if distinct and len(both) <= 40:
        case["exact"] = {s: mannwhitneyu(x, y, method="exact", alternative=s).pvalue for s in SIDES}
    elif len(both) <= 16:
        case["exact"] = subsets(x, y)
    if len(set(both)) > 1:
        case["normal"] = {s: mannwhitneyu(x, y, method="asymptotic", alternative=s).pvalue for s in SIDES}
        # COCO's test corrects neither for ties nor for continuity: the statistic is compared.
        z = ranksumtest(x, y)[0]
        n, m = len(x), len(y)
        assert abs(z * np.sqrt(n * m * (n + m + 1) / 12) + n * m / 2 - case["u"]) < 1e-9
    unpaired.append(case)

ranks = [{"values": v, "ranks": rankdata(v)} for v in ([3, 1, 2], [0.0, -0.0, 5, 5, 5, 1], [np.inf, 1, np.inf])]
assert abs(norm.sf(1.96) - 0.0249978951) < 1e-9
write(
    "ranks",
    "scipy.stats.wilcoxon, mannwhitneyu, rankdata; exact tests with ties or zeros by enumeration; "
    "U also from cocopp.toolsstats.ranksumtest; A and delta by counting pairs",
    ["numpy", "scipy", "cocopp"],
    {"signed": signed, "unpaired": unpaired, "ranks": ranks},
)
