"""Reads weights that Elbo has written, as docs/model-files.md shows it, and compares them with a checkpoint's.

    python3 read_elbo.py MODEL.safetensors CHECKPOINT.pt
"""

import json
import struct
import sys

import torch


def load_elbo(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {name: torch.frombuffer(data, dtype=torch.float32, count=(t["data_offsets"][1] - t["data_offsets"][0]) // 4,
                                   offset=t["data_offsets"][0]).reshape(t["shape"]) for name, t in header.items()}


weights = load_elbo(sys.argv[1])
checkpoint = torch.load(sys.argv[2])["model_state_dict"]
assert weights.keys() == checkpoint.keys(), weights.keys() ^ checkpoint.keys()
print(len(weights), "tensors,", "equal" if all(torch.equal(weights[name], checkpoint[name]) for name in weights) else "different")
