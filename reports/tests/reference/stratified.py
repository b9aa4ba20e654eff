"""Stratified difference of means: exact permutation by enumeration, bootstrap-t with NumPy, one stratum by SciPy."""

import itertools

import numpy as np
from common import write
from scipy.stats import permutation_test, ttest_ind

rng = np.random.default_rng(2)


def difference(strata):
    return np.mean([np.mean(a) - np.mean(b) for b, a in strata])


def error(strata):
    return np.sqrt(sum(np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b) for b, a in strata)) / len(strata)


def exact(strata):
    """Share of all deals within strata whose difference is at least the observed."""
    deals = []
    for before, after in strata:
        pool = np.array(list(after) + list(before))
        found = []
        for chosen in itertools.combinations(range(len(pool)), len(after)):
            mask = np.zeros(len(pool), bool)
            mask[list(chosen)] = True
            found.append(pool[mask].mean() - pool[~mask].mean())
        deals.append(np.array(found))
    total = deals[0]
    for more in deals[1:]:
        total = np.add.outer(total, more).ravel()
    return float(np.mean(total / len(strata) >= difference(strata) - 1e-12))


def bootstrap_t(strata, samples, confidence):
    """p of a positive difference and the interval."""
    d, se = difference(strata), error(strata)
    total, variance = np.zeros(samples), np.zeros(samples)
    for before, after in strata:
        for sign, sample in ((1, np.array(after)), (-1, np.array(before))):
            again = sample[rng.integers(0, len(sample), (samples, len(sample)))]
            total += sign * again.mean(1)
            variance += again.var(1, ddof=1) / len(sample)
    t = (total / len(strata) - d) / (np.sqrt(variance) / len(strata))
    tail = (1 - confidence) / 2
    high, low = np.quantile(t, [1 - tail, tail], method="inverted_cdf")
    # Standard errors of the two quantiles for one resampling of `again` samples, by batches.
    again = 20_000
    batches = t[: samples // again * again].reshape(-1, again)
    ends = np.quantile(batches, [1 - tail, tail], axis=1, method="inverted_cdf")
    return {
        "p": float(np.mean(t >= d / se)),
        "low": d - high * se,
        "high": d - low * se,
        "again": again,
        "low_error": float(ends[0].std(ddof=1) * se),
        "high_error": float(ends[1].std(ddof=1) * se),
    }


cases = []
for sizes, shift in [([(4, 4), (5, 3)], 0.3), ([(3, 3), (3, 3), (4, 3)], 0.8), ([(6, 6)], 0.5)]:
    strata = [
        [np.round(rng.normal(0, 1, m), 3).tolist(), np.round(rng.normal(shift, 1, n), 3).tolist()] for m, n in sizes
    ]
    case = {"strata": strata, "mean": difference(strata), "standard_error": error(strata), "permutation": exact(strata)}
    if len(strata) == 1:
        before, after = strata[0]
        by_scipy = permutation_test(
            (after, before), lambda x, y: np.mean(x) - np.mean(y), alternative="greater", n_resamples=np.inf
        ).pvalue
        welch = ttest_ind(after, before, equal_var=False)
        assert abs(by_scipy - case["permutation"]) < 1e-12
        assert abs(welch.statistic - case["mean"] / case["standard_error"]) < 1e-12
    cases.append(case)
boots = []
for sizes, shift in [([(12, 8), (10, 15), (9, 9)], 0.4), ([(30, 15), (30, 15)], 0.1)]:
    strata = [
        [np.round(rng.exponential(1, m), 3).tolist(), np.round(shift + rng.exponential(2, n), 3).tolist()]
        for m, n in sizes
    ]
    boots.append({"strata": strata, "confidence": 0.95, **bootstrap_t(strata, 1_000_000, 0.95)})
write(
    "stratified",
    "all deals enumerated with NumPy, one stratum equal to scipy.stats.permutation_test and to Welch's t of "
    "scipy.stats.ttest_ind; bootstrap-t by a second program in NumPy with 10^6 samples",
    ["numpy", "scipy"],
    {"permutation": cases, "bootstrap_t": boots},
)
