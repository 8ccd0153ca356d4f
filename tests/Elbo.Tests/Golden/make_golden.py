"""Makes seed-vae.safetensors: what plain PyTorch computes, for the tests of this folder to compare Elbo with.

    python3 make_golden.py

Needs PyTorch and nothing else. The committed file was made with PyTorch 1.13.0 on a CPU; other versions differ in the last bits.
"""

import json
import pathlib
import struct

import torch
from torch import nn
from torch.nn import functional as F

INPUTS, HIDDEN, LATENTS, BATCH, STEPS = 30, 16, 4, 8, 10

ACTIVATIONS = {
    "relu": F.relu,
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "silu": F.silu,
    "elu": F.elu,
    "softplus": F.softplus,
}


class Encoder(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.fc1 = nn.Linear(INPUTS, HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, HIDDEN)
        self.activation = activation

    def forward(self, x):
        return self.activation(self.fc2(self.activation(self.fc1(x))))


class LatentZ(nn.Module):
    def __init__(self):
        super().__init__()
        self.mu = nn.Linear(HIDDEN, LATENTS)
        self.logvar = nn.Linear(HIDDEN, LATENTS)

    def forward(self, h, eps):
        mu, logvar = self.mu(h), self.logvar(h)
        return mu, logvar, mu + torch.exp(0.5 * logvar) * eps


class Decoder(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.fc1 = nn.Linear(LATENTS, HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, INPUTS)
        self.activation = activation

    def forward(self, z):
        return self.fc2(self.activation(self.fc1(z)))


class SeedVae(nn.Module):
    def __init__(self, activation=F.relu):
        super().__init__()
        self.encoder = Encoder(activation)
        self.latent_z = LatentZ()
        self.decoder = Decoder(activation)

    def forward(self, x, eps):
        mu, logvar, z = self.latent_z(self.encoder(x), eps)
        return mu, logvar, z, self.decoder(z)


def terms(output, target):
    """Distortion and rate of each example, nats."""
    mu, logvar, _, logits = output
    distortion = F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1)
    rate = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(1)
    return distortion, rate


def gradients(model, prefix):
    return {prefix + name: parameter.grad.clone() for name, parameter in model.named_parameters()}


def one_step(prefix, weights, x, target, eps, activation=F.relu, beta=1.0, mean=False):
    """Outputs, loss and gradients of one batch; nothing is updated."""
    model = SeedVae(activation)
    model.load_state_dict(weights)
    output = model(x, eps)
    distortion, rate = terms(output, target)
    loss = ((distortion / INPUTS if mean else distortion) + beta * rate).mean()
    loss.backward()
    names = ("mu", "logvar", "z", "logits")
    return {
        **{prefix + name: value for name, value in zip(names, output)},
        prefix + "distortion": distortion,
        prefix + "rate": rate,
        prefix + "loss": loss,
        **gradients(model, prefix + "grad."),
    }


def training(weights, x, target, eps):
    """Ten updates with Adam: the loss of each, the weights after them and Adam's moments."""
    model = SeedVae()
    model.load_state_dict(weights)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for step in range(STEPS):
        distortion, rate = terms(model(x, eps[step]), target)
        loss = (distortion + rate).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.detach())
    result = {"training.losses": torch.stack(losses)}
    for name, parameter in model.named_parameters():
        result["training.weight." + name] = parameter
        result["training.exp_avg." + name] = adam.state[parameter]["exp_avg"]
        result["training.exp_avg_sq." + name] = adam.state[parameter]["exp_avg_sq"]
    return result


def bernoulli():
    """Cross-entropy from logits in double precision, one value a row: extreme, moderate and zero logits."""
    logits = torch.tensor([-200, -100, -88, -20, -1, -1e-3, 0, 1e-3, 1, 20, 88, 100, 200], dtype=torch.float32)
    targets = torch.tensor([0, 0.25, 0.5, 1], dtype=torch.float32)
    grid = torch.cartesian_prod(logits, targets)
    exact = F.binary_cross_entropy_with_logits(grid[:, :1].double(), grid[:, 1:].double(), reduction="none")
    return {"bernoulli.logits": grid[:, :1], "bernoulli.targets": grid[:, 1:], "bernoulli.distortion": exact[:, 0]}


def write(path, tensors):
    """The safetensors format: 8 bytes of header length, the header as JSON, the bytes of all tensors."""
    kinds = {torch.float32: "F32", torch.float64: "F64"}
    header, data = {"__metadata__": {"torch": torch.__version__}}, b""
    for name, tensor in sorted(tensors.items(), key=lambda item: (item[1].dtype != torch.float64, item[0])):
        values = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    torch.manual_seed(20140501)
    torch.set_num_threads(1)
    weights = SeedVae().state_dict()
    x = torch.randint(0, 256, (BATCH, INPUTS)).float() / 255
    target = (x > 0.5).float()
    eps = torch.randn(STEPS, BATCH, LATENTS)
    batch = (weights, x, target, eps[0])

    tensors = {"input": x, "target": target, "eps": eps}
    tensors.update({"initial." + name: value for name, value in weights.items()})
    for name, activation in ACTIVATIONS.items():
        tensors.update(one_step(name + ".", *batch, activation=activation))
    tensors.update(one_step("mean.", *batch, mean=True))
    tensors.update(one_step("beta4.", *batch, beta=4.0))
    tensors.update(training(weights, x, target, eps))
    tensors.update(bernoulli())
    write(pathlib.Path(__file__).with_name("seed-vae.safetensors"), tensors)


if __name__ == "__main__":
    main()
