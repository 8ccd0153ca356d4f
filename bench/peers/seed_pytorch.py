#!/usr/bin/env python3
"""The seed repository's training in PyTorch, to compare `elbo train mnist --latents 10` with.

784-512-512, two linear heads, L-512-784; ReLU, sigmoid output, binary cross-entropy summed over the pixels against the image
thresholded at 0.5, plus the rate; Adam 1e-3, batch 64. Each example is read, transformed and collated by torchvision's MNIST and a
DataLoader, as the seed does it; with --in-memory, batches are taken from one tensor by a permutation.
"""
import argparse
import ctypes
import gzip
import json
import pathlib
import platform
import shutil
import tempfile
import time

import torch
import torch.nn.functional as F
import torchvision
from torch import nn

MNIST = pathlib.Path(__file__).resolve().parents[2] / "data" / "mnist"


class Vae(nn.Module):
    def __init__(self, latents):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU())
        self.mu = nn.Linear(512, latents)
        self.logvar = nn.Linear(512, latents)
        self.decoder = nn.Sequential(nn.Linear(latents, 512), nn.ReLU(), nn.Linear(512, 784), nn.Sigmoid())

    def forward(self, x):
        h = self.encoder(x)
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        return self.decoder(z), mu, logvar


def negative_elbo(output, x):
    """Nats, summed over the batch."""
    probability, mu, logvar = output
    distortion = F.binary_cross_entropy(probability, (x > 0.5).float(), reduction="sum")
    # Kingma and Welling 2014, appendix B.
    return distortion - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


def loader(folder, batch):
    """torchvision's MNIST wants the plain files in MNIST/raw/."""
    raw = pathlib.Path(folder) / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for packed in MNIST.glob("*.gz"):
        with gzip.open(packed) as source, open(raw / packed.stem, "wb") as target:
            shutil.copyfileobj(source, target)
    data = torchvision.datasets.MNIST(folder, train=True, download=False, transform=torchvision.transforms.ToTensor())
    loaded = torch.utils.data.DataLoader(data, batch_size=batch)
    return len(data), lambda: (x.view(len(x), -1) for x, _ in loaded)


def in_memory(batch):
    with gzip.open(MNIST / "train-images-idx3-ubyte.gz") as file:
        pixels = torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8)
    data = pixels.view(-1, 784).float() / 255
    return len(data), lambda: (data[indices] for indices in torch.randperm(len(data)).split(batch))


def train(count, batches, latents, epochs):
    model = Vae(latents)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1, epochs + 1):
        started, total = time.perf_counter(), 0.0
        for x in batches():
            loss = negative_elbo(model(x), x)
            optimizer.zero_grad()
            (loss / len(x)).backward()
            optimizer.step()
            total += loss.item()
        yield {"epoch": epoch, "seconds": round(time.perf_counter() - started, 3), "neg_elbo": round(total / count, 3)}


def blas():
    """What libtorch multiplies with; of OpenBLAS also the kernel that it runs on this processor, and its own threads."""
    try:
        with open("/proc/self/maps") as maps:
            paths = sorted({line.split()[-1] for line in maps if "blas" in line})
    except OSError:
        paths = []
    for path in paths:
        library = ctypes.CDLL(path)
        if hasattr(library, "openblas_get_config"):
            library.openblas_get_config.restype = library.openblas_get_corename.restype = ctypes.c_char_p
            version = " ".join(library.openblas_get_config().decode().split()[:2])
            return f"{version}, kernel {library.openblas_get_corename().decode()}, {library.openblas_get_num_threads()} threads"
    return "MKL" if torch.backends.mkl.is_available() else "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--in-memory", action="store_true", help="batches from one tensor instead of a DataLoader")
    parser.add_argument("--latents", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=0, help="threads of PyTorch (its own choice)")
    parser.add_argument("--json", action="store_true", help="one JSON document, at the end")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    facts = {
        "torch": torch.__version__, "torchvision": torchvision.__version__, "python": platform.python_version(),
        "threads": torch.get_num_threads(), "way": "in memory" if options.in_memory else "DataLoader",
        "latents": options.latents, "batch": options.batch,
    }
    with tempfile.TemporaryDirectory() as folder:
        count, batches = in_memory(options.batch) if options.in_memory else loader(folder, options.batch)
        epochs = []
        for row in train(count, batches, options.latents, options.epochs):
            epochs.append(row)
            if not options.json:
                print(f"epoch {row['epoch']}: {row['seconds']:.2f} s, train −ELBO {row['neg_elbo']:.2f} nats per example", flush=True)
    # OpenBLAS is loaded for certain once something was multiplied.
    facts["blas"] = blas()
    if options.json:
        print(json.dumps(facts | {"epochs": epochs}, indent=2))
    else:
        print(", ".join(f"{name} {value}" for name, value in facts.items()))


if __name__ == "__main__":
    main()
