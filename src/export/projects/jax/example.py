"""Trains a small network on two interleaved spirals, by the learned optimizer and by Adam.

    python example.py
"""

from pathlib import Path

import jax
import jax.numpy as jnp
import optax

from learned_optimizer import learned_optimizer, load

HERE = Path(__file__).resolve().parent
STEPS = 200


def spirals(key: jax.Array, count: int = 200) -> tuple[jax.Array, jax.Array]:
    """Points [2 * count, 2] on two spirals, and which spiral each is on [2 * count]."""
    angle = jnp.linspace(0.5, 3 * jnp.pi, count)
    one = jnp.stack([angle * jnp.cos(angle), angle * jnp.sin(angle)], axis=1) / 10
    points = jnp.concatenate([one, -one]) + 0.02 * jax.random.normal(key, (2 * count, 2))
    return points, jnp.repeat(jnp.arange(2), count)


def initial_params(key: jax.Array) -> list[dict[str, jax.Array]]:
    sizes = [2, 32, 32, 2]
    keys = jax.random.split(key, len(sizes) - 1)
    return [
        {"w": jax.random.normal(k, (inputs, outputs)) / jnp.sqrt(inputs), "b": jnp.zeros(outputs)}
        for k, inputs, outputs in zip(keys, sizes, sizes[1:])
    ]


def loss_of(params: list[dict[str, jax.Array]], points: jax.Array, labels: jax.Array) -> jax.Array:
    x = points
    for layer in params[:-1]:
        x = jnp.tanh(x @ layer["w"] + layer["b"])
    logits = x @ params[-1]["w"] + params[-1]["b"]
    return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean()


def train(optimizer: optax.GradientTransformation) -> list[float]:
    data_key, params_key = jax.random.split(jax.random.PRNGKey(1))
    points, labels = spirals(data_key)
    params = initial_params(params_key)
    state = optimizer.init(params)

    @jax.jit
    def step(params, state):
        loss, gradients = jax.value_and_grad(loss_of)(params, points, labels)
        updates, state = optimizer.update(gradients, state, params)
        return optax.apply_updates(params, updates), state, loss

    losses = []
    for _ in range(STEPS):
        params, state, loss = step(params, state)
        losses.append(float(loss))
    return losses


def main() -> None:
    learned = train(learned_optimizer(*load(HERE / "optimizer.safetensors")))
    adam = train(optax.adam(1e-2))
    print("step   learned   Adam (lr 0.01)")
    for step in (0, 9, 49, 99, STEPS - 1):
        print(f"{step + 1:4d}   {learned[step]:7.4f}   {adam[step]:7.4f}")


if __name__ == "__main__":
    main()
