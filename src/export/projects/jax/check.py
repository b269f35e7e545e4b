"""Reproduces the stored updates with JAX: step by step on a pytree, and jitted.

    python check.py
"""

import json
import sys
from pathlib import Path

import jax
import jax.numpy as jnp

from learned_optimizer import learned_optimizer, load

HERE = Path(__file__).resolve().parent


def main() -> int:
    stored = json.loads((HERE / "updates.json").read_text())
    gradients = jnp.asarray(stored["gradients"], jnp.float32)
    expected = jnp.asarray(stored["updates"], jnp.float32)
    optimizer = learned_optimizer(*load(HERE / "optimizer.safetensors"))

    cut = gradients.shape[1] // 2
    passed = True
    for name, update in (("as it is", optimizer.update), ("jitted", jax.jit(optimizer.update))):
        state = optimizer.init({"a": jnp.zeros(cut), "b": [jnp.zeros((1, gradients.shape[1] - cut))]})
        rows = []
        for gradient in gradients:
            tree, state = update({"a": gradient[:cut], "b": [gradient[None, cut:]]}, state)
            rows.append(jnp.concatenate([tree["a"], tree["b"][0][0]]))
        worst = float(jnp.abs(jnp.stack(rows) - expected).max()) / (float(jnp.abs(expected).max()) or 1.0)
        passed = passed and worst <= stored["tolerance"]
        print(
            f"JAX {jax.__version__}, {name}: {expected.size} updates, "
            f"largest deviation {worst:.1e} (allowed {stored['tolerance']:.0e})"
        )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
