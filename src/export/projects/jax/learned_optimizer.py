"""A learned optimizer as an optax `GradientTransformation`.

    settings, weights = load("optimizer.safetensors")
    optimizer = learned_optimizer(settings, weights)
    state = optimizer.init(params)
    updates, state = optimizer.update(gradients, state)
    params = optax.apply_updates(params, updates)

A small LSTM reads the gradient of each coordinate and writes its update; all coordinates share its weights and have a
state each (Andrychowicz et al., "Learning to learn by gradient descent by gradient descent", 2016). `update` is pure and
may be jitted; all leaves of the pytree go through the LSTM at once.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.flatten_util import ravel_pytree

MOMENT_DECAY = 0.95


class Settings(NamedTuple):
    """What the weights alone do not say."""

    layers: int
    hidden_units: int
    preprocess: str
    """ "none" (the gradient itself), "log-sign" (Appendix A of the paper) or "rnnprop" (Lv et al., 2017)."""
    p: float
    """Appendix A's p: gradients below exp(-p) are passed linearly."""
    output_scale: float
    output: str
    """ "linear" or "tanh"."""


class LSTMState(NamedTuple):
    """Of n coordinates: h and c of each layer [layers, n, units], and the moments of "rnnprop" [3, n]."""

    hidden: jax.Array
    cell: jax.Array
    moments: jax.Array


def load(path: str | Path) -> tuple[Settings, dict[str, jax.Array]]:
    """The settings and the float32 weights of an optimizer file.

    A safetensors file is 8 bytes of length, a JSON header, then the numbers.
    """
    data = Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__")
    weights = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        weights[name] = jnp.asarray(np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"]))
    settings = Settings(
        layers=int(metadata["layers"]),
        hidden_units=int(metadata["hiddenUnits"]),
        preprocess=metadata["preprocess"],
        p=float(metadata.get("p", 10)),
        output_scale=float(metadata["outputScale"]),
        output=metadata.get("output", "linear"),
    )
    return settings, weights


def initial_state(settings: Settings, n: int) -> LSTMState:
    zeros = jnp.zeros((settings.layers, n, settings.hidden_units), jnp.float32)
    moments = 3 if settings.preprocess == "rnnprop" else 0
    return LSTMState(hidden=zeros, cell=zeros, moments=jnp.zeros((moments, n), jnp.float32))


def lstm_step(
    settings: Settings, weights: dict[str, jax.Array], gradient: jax.Array, state: LSTMState
) -> tuple[jax.Array, LSTMState]:
    """Gradients [n] to updates [n], each coordinate by itself. Gates are in the order i, f, g, o.

    z = W_ih x + b_ih + W_hh h + b_hh,   c <- sigmoid(f) c + sigmoid(i) tanh(g),   h <- sigmoid(o) tanh(c)
    """
    x, moments = _features(settings, gradient, state.moments)
    hidden, cell = [], []
    for layer, (h, c) in enumerate(zip(state.hidden, state.cell)):
        part = {name: weights[f"cells.{layer}.{name}"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        z = _product(x, part["weight_ih"]) + part["bias_ih"] + _product(h, part["weight_hh"]) + part["bias_hh"]
        i, f, g, o = jnp.split(z, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        x = jax.nn.sigmoid(o) * jnp.tanh(c)
        hidden.append(x)
        cell.append(c)
    output = (_product(x, weights["output.weight"]) + weights["output.bias"])[:, 0]
    if settings.output == "tanh":
        output = jnp.tanh(output)
    return settings.output_scale * output, LSTMState(jnp.stack(hidden), jnp.stack(cell), moments)


def _product(x: jax.Array, weight: jax.Array) -> jax.Array:
    """x [n, inputs] times the weights' transpose, in full float32 on every device."""
    return jnp.matmul(x, weight.T, precision=jax.lax.Precision.HIGHEST)


def _features(settings: Settings, gradient: jax.Array, moments: jax.Array) -> tuple[jax.Array, jax.Array]:
    """What the LSTM reads of each gradient, [n, 1] or [n, 2], and the next moments."""
    if settings.preprocess == "none":
        return gradient[:, None], moments
    if settings.preprocess == "log-sign":
        # (log|g| / p, sgn g) where |g| >= exp(-p), else (-1, exp(p) g): the same without a branch.
        magnitude = jnp.log(jnp.maximum(jnp.abs(gradient), math.exp(-settings.p))) / settings.p
        direction = jnp.clip(gradient * math.exp(settings.p), -1, 1)
        return jnp.stack([magnitude, direction], axis=1), moments
    now = jnp.stack([gradient, jnp.square(gradient), jnp.ones_like(gradient)])
    moments = MOMENT_DECAY * moments + (1 - MOMENT_DECAY) * now
    mean, square, weight = moments
    size = jnp.sqrt(jnp.maximum(square / weight, 1e-36)) + 1e-8
    return jnp.stack([mean / weight / size, gradient / size], axis=1), moments


def learned_optimizer(settings: Settings, weights: dict[str, jax.Array]) -> optax.GradientTransformation:
    """The rule as an optax transformation. Its updates are complete: no learning rate, no minus sign.

    The state of n parameters is 2 * layers * units * n numbers: 80 for each with 2 layers of 20 units. Gradients are
    taken as float32; updates have each parameter's own dtype.
    """

    def init(params: optax.Params) -> LSTMState:
        return initial_state(settings, ravel_pytree(params)[0].size)

    def update(
        updates: optax.Updates, state: LSTMState, params: optax.Params | None = None
    ) -> tuple[optax.Updates, LSTMState]:
        del params
        gradient, unravel = ravel_pytree(updates)
        update, state = lstm_step(settings, weights, gradient.astype(jnp.float32), state)
        return unravel(update.astype(gradient.dtype)), state

    return optax.GradientTransformation(init, update)
