"""Sample sizes by statsmodels."""

import numpy as np
from common import write
from statsmodels.stats.power import normal_sample_size_one_tail

cases = []
for sd in (0.05, 0.11, 0.5, 1.3):
    for factor in (1.2, 2.0):
        for alpha, power in ((0.05, 0.95), (0.01, 0.8)):
            n = normal_sample_size_one_tail(np.log(factor), power, alpha, std_null=sd * np.sqrt(2))
            cases.append({"sd": sd, "factor": factor, "alpha": alpha, "power": power, "runs": n})
write("power", "statsmodels.stats.power.normal_sample_size_one_tail", ["numpy", "statsmodels"], cases)
