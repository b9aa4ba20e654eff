"""Friedman's test and the studentized range by SciPy, Nemenyi's p-values by scikit-posthocs, diagrams by search."""

import numpy as np
import scikit_posthocs
from common import write
from scipy.stats import f, friedmanchisquare, rankdata, studentized_range

rng = np.random.default_rng(4)


def cliques(ranks, difference):
    """Largest sets of neighbours in the order of ranks, none of which differ by more than `difference`."""
    order = np.argsort(ranks, kind="stable")
    k = len(order)
    fits = [(i, j) for i in range(k) for j in range(i + 2, k + 1) if np.ptp(ranks[order[i:j]]) <= difference]
    return [(i, j) for i, j in fits if not any((a, b) != (i, j) and a <= i and b >= j for a, b in fits)]


cases = []
for n, k, rounding, spread in [(14, 4, 3, 0.6), (30, 6, 2, 0.4), (10, 3, 0, 0.3), (40, 9, 4, 0.25), (12, 2, 4, 0.8)]:
    rows = np.round(rng.normal(0, 1, (n, k)) + spread * np.arange(k), rounding)
    ranks = rankdata(rows, axis=1)
    mean = ranks.mean(0)
    case = {"rows": rows, "mean_ranks": mean, "alpha": 0.05}
    if k > 2:  # SciPy wants three.
        chi, p = friedmanchisquare(*rows.T)
    else:
        ties = sum((c**3 - c) for row in rows for c in np.unique(row, return_counts=True)[1])
        total = ranks.sum(0)
        chi = (12 / (n * k * (k + 1)) * (total**2).sum() - 3 * n * (k + 1)) / (1 - ties / (n * k * (k * k - 1)))
        from scipy.stats import chi2

        p = chi2.sf(chi, k - 1)
    case["chi_squared"], case["p"] = chi, p
    case["f"] = (n - 1) * chi / (n * (k - 1) - chi)
    case["f_p"] = f.sf(case["f"], k - 1, (k - 1) * (n - 1))
    case["nemenyi"] = scikit_posthocs.posthoc_nemenyi_friedman(rows).to_numpy()
    case["difference"] = studentized_range.ppf(0.95, k, np.inf) / np.sqrt(2) * np.sqrt(k * (k + 1) / (6 * n))
    case["groups"] = cliques(mean, case["difference"])
    cases.append(case)

# Demšar 2006, Table 5(a): q for the two-tailed Nemenyi test; §3.2.2's example: 14 data sets, 4 classifiers.
published = {
    "q_05": [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164],
    "q_10": [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920],
}
write(
    "friedman",
    "scipy.stats.friedmanchisquare, studentized_range; scikit_posthocs.posthoc_nemenyi_friedman; "
    "published: Demsar, JMLR 2006, Table 5(a)",
    ["numpy", "scipy", "scikit-posthocs"],
    {"tests": cases, "published": published},
)
