"""Reproduces the stored updates with NumPy alone.

    python check_numpy.py

This is the optimizer straight from its equations, for reading and for checking; it needs nothing but NumPy.
For one coordinate with the gradient g, shared weights, and a state (h, c) of its own in each layer:

    x = features of g                             (see `features`)
    z = W_ih x + b_ih + W_hh h + b_hh             rows in the order i, f, g, o
    c <- sigmoid(f) * c + sigmoid(i) * tanh(g)
    h <- sigmoid(o) * tanh(c),   x = h for the next layer
    update = outputScale * (w h + b)              or outputScale * tanh(w h + b)

The update is added to the parameter. Everything starts at zero and is float32.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DECAY = np.float32(0.95)


def read_safetensors(path):
    """Returns the tensors by name and the metadata: 8 bytes of length, a JSON header, then the numbers."""
    data = Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
    return tensors, metadata


def sigmoid(z):
    return np.float32(0.5) * (np.tanh(np.float32(0.5) * z) + np.float32(1))


def features(settings, gradient, moments):
    """The features [n, F] of the gradients [n], and what `rnnprop` remembers of them."""
    kind = settings["preprocess"]
    if kind == "none":
        return gradient[:, None], moments
    if kind == "log-sign":
        p = float(settings["p"])
        magnitude = np.log(np.maximum(np.abs(gradient), np.float32(math.exp(-p)))) / np.float32(p)
        direction = np.clip(np.float32(math.exp(p)) * gradient, -1, 1)
        return np.stack([magnitude, direction], axis=1).astype(np.float32), moments
    average = [
        DECAY * before + (np.float32(1) - DECAY) * now
        for before, now in zip(moments, (gradient, gradient**2, np.ones_like(gradient)))
    ]
    mean, square, weight = average
    size = np.sqrt(np.maximum(square / weight, np.float32(1e-36))) + np.float32(1e-8)
    return np.stack([mean / weight / size, gradient / size], axis=1), average


def initial_state(settings, n):
    layers, units = int(settings["layers"]), int(settings["hiddenUnits"])
    zeros = [(np.zeros((n, units), np.float32), np.zeros((n, units), np.float32)) for _ in range(layers)]
    return zeros, [np.zeros(n, np.float32) for _ in range(3)]


def step(settings, tensors, gradient, state):
    """One step for n coordinates: gradient [n] -> update [n], next state."""
    cells, moments = state
    x, moments = features(settings, gradient.astype(np.float32), moments)
    following = []
    for layer, (h, c) in enumerate(cells):
        part = {name: tensors[f"cells.{layer}.{name}"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        z = x @ part["weight_ih"].T + part["bias_ih"] + h @ part["weight_hh"].T + part["bias_hh"]
        i, f, g, o = np.split(z, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        following.append((h, c))
        x = h
    output = (x @ tensors["output.weight"].T + tensors["output.bias"])[:, 0]
    if settings.get("output", "linear") == "tanh":
        output = np.tanh(output)
    return np.float32(settings["outputScale"]) * output, (following, moments)


def main():
    tensors, settings = read_safetensors(HERE / "optimizer.safetensors")
    stored = json.loads((HERE / "updates.json").read_text())
    gradients = np.array(stored["gradients"], np.float32)
    expected = np.array(stored["updates"], np.float32)
    state = initial_state(settings, gradients.shape[1])
    updates = []
    for gradient in gradients:
        update, state = step(settings, tensors, gradient, state)
        updates.append(update)
    worst = np.abs(np.array(updates) - expected).max() / (np.abs(expected).max() or 1.0)
    print(f"NumPy: {expected.size} updates, largest deviation {worst:.1e} (allowed {stored['tolerance']:.0e})")
    return 0 if worst <= stored["tolerance"] else 1


if __name__ == "__main__":
    sys.exit(main())
