"""Makes optimizers.json: ten steps of PyTorch's optimizers from the same weights and gradients, for OptimizerTests to compare Elbo with.

    python3 make_optimizers.py

Needs PyTorch and nothing else. The committed file was made with PyTorch 1.13.0 on a CPU.
"""

import json
import pathlib

import torch

LENGTHS, STEPS, RATE = (5, 38), 10, 0.01


def clip(weights, norm):
    torch.nn.utils.clip_grad_norm_(weights, norm)


RULES = {
    "adam": (lambda w: torch.optim.Adam(w, lr=RATE), None),
    "adam beta1 0.95": (lambda w: torch.optim.Adam(w, lr=RATE, betas=(0.95, 0.999)), None),
    "weight decay 0.1": (lambda w: torch.optim.AdamW(w, lr=RATE, weight_decay=0.1), None),
    "l2 0.1": (lambda w: torch.optim.Adam(w, lr=RATE, weight_decay=0.1), None),
    "adamax": (lambda w: torch.optim.Adamax(w, lr=RATE), None),
    "adamax l2 0.1": (lambda w: torch.optim.Adamax(w, lr=RATE, weight_decay=0.1), None),
    "clip 2": (lambda w: torch.optim.Adam(w, lr=RATE), 2),
    "clip 2, l2 0.1": (lambda w: torch.optim.Adam(w, lr=RATE, weight_decay=0.1), 2),
}


def main():
    generator = torch.Generator().manual_seed(1)
    draw = lambda: [torch.randn(n, generator=generator) for n in LENGTHS]
    first = draw()
    # Some steps are longer than the limit of the norm and some are not.
    gradients = [[g * (0.05 if t % 2 else 1.0) for g in draw()] for t in range(STEPS)]
    ends = {}
    for name, (make, norm) in RULES.items():
        weights = [torch.nn.Parameter(w.clone()) for w in first]
        optimizer = make(weights)
        for step in gradients:
            for weight, gradient in zip(weights, step):
                weight.grad = gradient.clone()
            if norm is not None:
                clip(weights, norm)
            optimizer.step()
        ends[name] = [w.tolist() for w in weights]
    golden = {"first": [w.tolist() for w in first], "gradients": [[g.tolist() for g in step] for step in gradients], "ends": ends}
    pathlib.Path(__file__).with_name("optimizers.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
