"""The imputation benchmark of MIWAE (Mattei and Frellsen 2019, section 5.3) for a table of numbers without names.

    python3 imputation_mse.py gaps TABLE.csv SEED > gaps.csv            # standardized, half of the cells removed, every row twice
    elbo train gaps.csv --out runs/gaps ... && elbo impute runs/gaps gaps.csv --out filled.csv
    python3 imputation_mse.py score TABLE.csv SEED filled.csv           # mean squared error over the removed cells

TABLE.csv has a line of other things first and numbers in its first 30 columns, as scikit-learn's breast_cancer.csv (Debian:
python3-sklearn, sklearn/datasets/data). Elbo holds a tenth of the rows of a file out; with every row twice, about one row in a hundred
is held out with both copies, and the model has seen the others' known cells, as MIWAE has.
"""
import csv
import random
import sys

WIDTH = 30


def standardized(path):
    rows = [[float(cell) for cell in row[:WIDTH]] for row in list(csv.reader(open(path)))[1:]]
    for column in range(WIDTH):
        values = [row[column] for row in rows]
        mean = sum(values) / len(values)
        deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
        for row in rows:
            row[column] = (row[column] - mean) / deviation
    return rows


def removed(seed, rows):
    cells = rows * WIDTH
    return set(random.Random(seed).sample(range(cells), cells // 2))


def main():
    verb, path, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rows = standardized(path)
    gone = removed(seed, len(rows))
    if verb == "gaps":
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(f"x{column}" for column in range(WIDTH))
        for _ in range(2):
            for i, row in enumerate(rows):
                out.writerow("" if i * WIDTH + j in gone else f"{value:.6f}" for j, value in enumerate(row))
        return
    filled = list(csv.DictReader(open(sys.argv[4])))
    errors = [(float(filled[cell // WIDTH][f"x{cell % WIDTH}"]) - rows[cell // WIDTH][cell % WIDTH]) ** 2 for cell in gone]
    mean = [rows[cell // WIDTH][cell % WIDTH] ** 2 for cell in gone]
    print(f"MSE {sum(errors) / len(errors):.4f}, of filling in means {sum(mean) / len(mean):.4f}")


if __name__ == "__main__":
    main()
