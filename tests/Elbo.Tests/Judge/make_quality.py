"""Makes quality.json: two small tables and their similarity by SDMetrics' quality report (0.2x), written again in NumPy, for QualityTests to compare with.

    python3 make_quality.py

Column shapes: 1 - the two-sample Kolmogorov-Smirnov statistic of numbers, 1 - the total variation distance of names; missing cells are left out.
Pair trends: 1 - |difference of Pearson's correlations| / 2 of numbers over the rows that have both; else 1 - the total variation distance of the joint
shares, numbers in the bins of np.histogram_bin_edges of each table's own values, missing cells a value of their own (np.digitize puts a missing number
with the largest).
"""

import itertools
import json
import pathlib

import numpy as np

NAMES = ["age", "weight", "city", "member", "visits"]
IS_NUMBER = [True, True, False, False, True]
CITIES = ["Basel", "Chur", "Genf", "Thun"]


def table(rng, rows, shift):
    age = np.round(rng.normal(40 + shift, 12, rows), 1)
    weight = np.round(0.5 * age + rng.normal(50, 8 - shift / 2, rows), 2)
    city = rng.choice(CITIES[: 3 if shift else 4], rows, p=[0.5, 0.3, 0.2] if shift else [0.45, 0.25, 0.2, 0.1]).astype(object)
    member = np.where(rng.random(rows) < 1 / (1 + np.exp(-(age - 40) / 10)), "yes", "no").astype(object)
    visits = np.floor(rng.exponential(6 + shift, rows))
    columns = [age, weight, city, member, visits]
    weight[rng.random(rows) < 0.1] = np.nan
    city[rng.random(rows) < 0.05] = None
    return columns


def is_missing(value):
    return value is None or (isinstance(value, float) and np.isnan(value))


def ks(real, synthetic):
    real, synthetic = np.sort(real[~np.isnan(real)]), np.sort(synthetic[~np.isnan(synthetic)])
    at = np.concatenate([real, synthetic])
    difference = np.searchsorted(real, at, side="right") / len(real) - np.searchsorted(synthetic, at, side="right") / len(synthetic)
    return 1 - np.abs(difference).max()


def shares(values):
    found = {}
    for value in values:
        found[value] = found.get(value, 0) + 1 / len(values)
    return found


def total_variation(real, synthetic):
    p, q = shares(real), shares(synthetic)
    return 1 - sum(abs(p.get(key, 0) - q.get(key, 0)) for key in p.keys() | q.keys()) / 2


def correlation(x, y):
    both = ~np.isnan(x) & ~np.isnan(y)
    return np.corrcoef(x[both], y[both])[0, 1]


def codes(column, is_number):
    if not is_number:
        return list(column)
    return list(np.digitize(column, np.histogram_bin_edges(column[~np.isnan(column)])))


def csv(columns):
    text = lambda value: "" if is_missing(value) else repr(float(value)).removesuffix(".0") if isinstance(value, float) else value
    return "\n".join([",".join(NAMES)] + [",".join(text(value) for value in row) for row in zip(*columns)]) + "\n"


def main():
    rng = np.random.default_rng(5)
    real, synthetic = table(rng, 160, 0), table(rng, 130, 3)
    shapes = [
        ks(a, b) if number else total_variation([v for v in a if v is not None], [v for v in b if v is not None])
        for a, b, number in zip(real, synthetic, IS_NUMBER)
    ]
    pairs = []
    for i, j in itertools.combinations(range(len(NAMES)), 2):
        if IS_NUMBER[i] and IS_NUMBER[j]:
            pairs.append(1 - abs(correlation(real[i], real[j]) - correlation(synthetic[i], synthetic[j])) / 2)
        else:
            joint = lambda t: list(zip(codes(t[i], IS_NUMBER[i]), codes(t[j], IS_NUMBER[j])))
            pairs.append(total_variation(joint(real), joint(synthetic)))
    golden = {
        "real": csv(real), "synthetic": csv(synthetic), "shapes": shapes, "pairs": pairs,
        "overall": (np.mean(shapes) + np.mean(pairs)) / 2,
    }
    pathlib.Path(__file__).with_name("quality.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
