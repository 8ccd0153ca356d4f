"""Prints references.json: values of priors, −log p(x), imputation, table densities and AUROC, written from the papers' formulas.

    python3 make_references.py > references.json

Plain Python in double precision, nothing of Elbo's and no library: sums are sums, integrals are the trapezoidal rule on a grid, and
every expectation over four binary pixels is an enumeration of the sixteen images. The tests compare Elbo with the committed file, and
the file with what this program prints.
"""

import itertools
import json
import math
import random

RANDOM = random.Random(20)
LOG_TWO_PI = math.log(2 * math.pi)


def numbers(count, spread=1.0):
    """Numbers that a float holds exactly."""
    return [round(RANDOM.gauss(0, spread) * 256) / 256 for _ in range(count)]


def log_sum(logs):
    most = max(logs)
    return most + math.log(sum(math.exp(log - most) for log in logs))


def log_normal(x, mean, log_variance):
    return -0.5 * (LOG_TWO_PI + log_variance + (x - mean) ** 2 / math.exp(log_variance))


def linear(weight, bias, x):
    width = len(x)
    return [b + sum(w * v for w, v in zip(weight[i * width : (i + 1) * width], x)) for i, b in enumerate(bias)]


def mixture():
    """log Σ softmax(logits)_k N(z; mean_k, exp(logvar_k))."""
    components, latents, points = 3, 2, 5
    mean, logvar, logits = numbers(components * latents, 2), numbers(components * latents), numbers(components)
    z = numbers(points * latents, 2)

    def log_density(at):
        weights = [log - log_sum(logits) for log in logits]
        return log_sum([
            weights[k] + sum(log_normal(at[d], mean[k * latents + d], logvar[k * latents + d]) for d in range(latents))
            for k in range(components)
        ])

    logs = [log_density(z[i * latents : (i + 1) * latents]) for i in range(points)]
    return {"mean": mean, "logvar": logvar, "logits": logits, "z": z, "logs": logs}


def vamp():
    """log 1/K Σ q(z given u_k), with a linear encoder and pseudo-inputs clamped to [0, 1] (Tomczak and Welling 2018, eq. 9)."""
    components, inputs, points = 4, 3, 6
    pseudo = numbers(components * inputs, 1)
    w, b, v, c = numbers(inputs, 2), numbers(1), numbers(inputs), numbers(1)
    z = numbers(points, 2)

    def posterior(k):
        u = [min(1, max(0, value)) for value in pseudo[k * inputs : (k + 1) * inputs]]
        return linear(w, b, u)[0], linear(v, c, u)[0]

    logs = [log_sum([log_normal(at, *posterior(k)) for k in range(components)]) - math.log(components) for at in z]
    return {"pseudo": pseudo, "mu": w + b, "logvar": v + c, "z": z, "logs": logs}


def hierarchical():
    """log p(z given z2) + log p(z2) − log q(z2 given z), z2 = mean + exp(½ logvar)·noise; one tanh layer up and down."""
    latents, top, hidden, points = 2, 1, 3, 5
    shapes = {
        "encoder.fc1.weight": hidden * latents, "encoder.fc1.bias": hidden,
        "posterior.mu.weight": top * hidden, "posterior.mu.bias": top,
        "posterior.logvar.weight": top * hidden, "posterior.logvar.bias": top,
        "decoder.fc1.weight": hidden * top, "decoder.fc1.bias": hidden,
        "conditional.mu.weight": latents * hidden, "conditional.mu.bias": latents,
        "conditional.logvar.weight": latents * hidden, "conditional.logvar.bias": latents,
    }
    weights = {name: numbers(count, 0.7) for name, count in shapes.items()}

    def layer(name, x):
        return linear(weights[name + ".weight"], weights[name + ".bias"], x)

    def log_weight(z, noise):
        up = [math.tanh(h) for h in layer("encoder.fc1", z)]
        mean, logvar = layer("posterior.mu", up)[0], layer("posterior.logvar", up)[0]
        z2 = mean + math.exp(0.5 * logvar) * noise
        down = [math.tanh(h) for h in layer("decoder.fc1", [z2])]
        below = sum(log_normal(*at) for at in zip(z, layer("conditional.mu", down), layer("conditional.logvar", down)))
        return below + log_normal(z2, 0, 0) - log_normal(z2, mean, logvar)

    z, noise = numbers(points * latents, 1.5), numbers(points)
    logs = [log_weight(z[i * latents : (i + 1) * latents], noise[i]) for i in range(points)]
    return {"weights": weights, "z": z, "noise": noise, "logs": logs}


def binary_pixels():
    """A Bernoulli VAE of four pixels and one latent: −log p(x) of every image, and E[missing pixels given the others]."""
    pixels, hidden = 4, 3
    shapes = {
        "encoder.fc1.weight": hidden * pixels, "encoder.fc1.bias": hidden,
        "latent_z.mu.weight": hidden, "latent_z.mu.bias": 1,
        "latent_z.logvar.weight": hidden, "latent_z.logvar.bias": 1,
        "decoder.fc1.weight": hidden, "decoder.fc1.bias": hidden,
        "decoder.fc2.weight": pixels * hidden, "decoder.fc2.bias": pixels,
    }
    weights = {name: numbers(count, 1.0 if name.startswith("decoder") else 0.4) for name, count in shapes.items()}
    images = list(itertools.product([0, 1], repeat=pixels))
    step, edge = 1 / 256, 9
    joint = dict.fromkeys(images, 0.0)
    for i in range(2 * edge * 256 + 1):
        z = i * step - edge
        h = [math.tanh(v) for v in linear(weights["decoder.fc1.weight"], weights["decoder.fc1.bias"], [z])]
        on = [1 / (1 + math.exp(-v)) for v in linear(weights["decoder.fc2.weight"], weights["decoder.fc2.bias"], h)]
        density = step * math.exp(log_normal(z, 0, 0))
        for x in images:
            joint[x] += density * math.prod(p if bit else 1 - p for p, bit in zip(on, x))
    assert abs(sum(joint.values()) - 1) < 1e-12
    missing = [1, 3]
    expected = []
    for seen in itertools.product([0, 1], repeat=2):
        like = {x: p for x, p in joint.items() if (x[0], x[2]) == seen}
        total = sum(like.values())
        expected.append([sum(p for x, p in like.items() if x[m]) / total for m in missing])
    return {
        "weights": weights,
        "nll": [-math.log(joint[x]) for x in images],
        "missing": missing,
        "expected": [value for pair in expected for value in pair],
    }


def table():
    """Densities in a file's own units: normal, log-normal, negative binomial, Bernoulli and categorical cells."""
    def within(value, low, high):
        below = high - math.log1p(math.exp(high - value))
        return low + math.log1p(math.exp(below - low))

    def density(column, value, out):
        kind, center, scale = column
        if kind == "real":
            return log_normal(value, center + scale * out[0], within(out[1], -12, 6) + 2 * math.log(scale))
        if kind == "positive":
            return log_normal(math.log(value), center + scale * out[0], within(out[1], -12, 6) + 2 * math.log(scale)) - math.log(value)
        if kind == "count":
            mean, r = math.exp(within(center + scale * out[0], -10, 15)), math.exp(within(out[1], -5, 10))
            p = r / (r + mean)
            # The product form of Γ(k + r) / (Γ(r) k!), one factor at a time.
            rising = sum(math.log((r + j) / (j + 1)) for j in range(value))
            return rising + r * math.log(p) + value * math.log(1 - p)
        if kind == "binary":
            return -math.log1p(math.exp(-out[0] if value else out[0]))
        return out[value] - log_sum(out)

    columns = [("real", 172.5, 9.25), ("positive", 10.5, 0.75), ("count", 1.25, 0.5), ("binary", 0, 1), ("categorical", 0, 1)]
    cells = [[180.25, 25000.0, 7, 1, 2], [150.0, 125.5, 0, 0, 0]]
    outputs = [numbers(2 + 2 + 2 + 1 + 3) for _ in cells]
    places = [(0, 2), (2, 4), (4, 6), (6, 7), (7, 10)]
    logs = [density(column, value, out[a:b]) for row, out in zip(cells, outputs) for column, value, (a, b) in zip(columns, row, places)]
    return {
        "kinds": [kind for kind, _, _ in columns],
        "centers": [center for _, center, _ in columns],
        "scales": [scale for _, _, scale in columns],
        "cells": [value for row in cells for value in row],
        "outputs": [value for row in outputs for value in row],
        "logs": logs,
    }


def auroc():
    """The share of pairs that are ordered rightly, ties counted half."""
    normal = [round(RANDOM.gauss(0, 1) * 4) / 4 for _ in range(60)]
    anomalous = [round(RANDOM.gauss(0.8, 1) * 4) / 4 for _ in range(25)]
    pairs = [1.0 if a > n else 0.5 if a == n else 0.0 for a in anomalous for n in normal]
    return {"normal": normal, "anomalous": anomalous, "area": sum(pairs) / len(pairs)}


if __name__ == "__main__":
    print(json.dumps({
        "mixture": mixture(), "vamp": vamp(), "hierarchical": hierarchical(),
        "binary_pixels": binary_pixels(), "table": table(), "auroc": auroc(),
    }, indent=1))
