"""Makes a checkpoint as the seed repository saves it, and what PyTorch computes with it.

    python3 make_checkpoint.py FOLDER [INPUTS HIDDEN LATENTS]

writes FOLDER/seed-checkpoint.pt, its bare state dict as FOLDER/seed-state-dict.pth, and FOLDER/seed-checkpoint.safetensors: images as grey
values 0 … 255, the posterior's mean and log-variance, the reconstructions from the mean. Needs PyTorch and nothing else. The committed
files were made with PyTorch 1.13.0 and the sizes 12 4 2.
"""

import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

from make_golden import write

BATCH = 8


class Encoder(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.fc1 = nn.Linear(inputs, hidden)
        self.fc2 = nn.Linear(hidden, hidden)

    def forward(self, x):
        return F.relu(self.fc2(F.relu(self.fc1(x))))


class LatentZ(nn.Module):
    def __init__(self, hidden, latents):
        super().__init__()
        self.mu = nn.Linear(hidden, latents)
        self.logvar = nn.Linear(hidden, latents)

    def forward(self, h):
        mu, logvar = self.mu(h), self.logvar(h)
        return mu, logvar, mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


class Decoder(nn.Module):
    def __init__(self, inputs, hidden, latents):
        super().__init__()
        self.fc1 = nn.Linear(latents, hidden)
        self.fc2 = nn.Linear(hidden, inputs)

    def forward(self, z):
        return torch.sigmoid(self.fc2(F.relu(self.fc1(z))))


class Vae(nn.Module):
    def __init__(self, inputs, hidden, latents):
        super().__init__()
        self.encoder = Encoder(inputs, hidden)
        self.latent_z = LatentZ(hidden, latents)
        self.decoder = Decoder(inputs, hidden, latents)


def main():
    folder = pathlib.Path(sys.argv[1])
    inputs, hidden, latents = map(int, sys.argv[2:5] or (12, 4, 2))
    torch.manual_seed(20140501)
    torch.set_num_threads(1)
    images = torch.randint(0, 256, (BATCH, inputs)).float()
    x = images / 255

    # A few steps, so that the optimizer has moments to save, too.
    model = Vae(inputs, hidden, latents)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(3):
        mu, logvar, z = model.latent_z(model.encoder(x))
        distortion = F.binary_cross_entropy(model.decoder(z), (x > 0.5).float(), reduction="sum")
        rate = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum()
        optimizer.zero_grad()
        (distortion + rate).backward()
        optimizer.step()

    torch.save({
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "model": {"input_size": inputs, "hidden_size": hidden, "latent_size": latents},
    }, folder / "seed-checkpoint.pt")
    torch.save(model.state_dict(), folder / "seed-state-dict.pth")
    with torch.no_grad():
        mu, logvar, _ = model.latent_z(model.encoder(x))
        write(folder / "seed-checkpoint.safetensors", {
            "images": images, "mu": mu, "logvar": logvar, "reconstructions": model.decoder(mu),
        })


if __name__ == "__main__":
    main()
