"""Trains a small network on two interleaved spirals, by the learned optimizer and by Adam.

    python example.py
"""

import math
from pathlib import Path

import torch
from torch import Tensor, nn

from learned_optimizer import LearnedOptimizer

HERE = Path(__file__).resolve().parent
STEPS = 200


def spirals(count: int = 200) -> tuple[Tensor, Tensor]:
    """Points [2 * count, 2] on two spirals, and which spiral each is on [2 * count]."""
    angle = torch.linspace(0.5, 3 * math.pi, count)
    one = torch.stack([angle * torch.cos(angle), angle * torch.sin(angle)], dim=1) / 10
    points = torch.cat([one, -one]) + 0.02 * torch.randn(2 * count, 2)
    return points, torch.cat([torch.zeros(count), torch.ones(count)]).long()


def train(make_optimizer) -> list[float]:
    torch.manual_seed(1)
    points, labels = spirals()
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2))
    optimizer = make_optimizer(model.parameters())
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(points), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main() -> None:
    learned = train(lambda parameters: LearnedOptimizer(parameters, HERE / "optimizer.safetensors"))
    adam = train(lambda parameters: torch.optim.Adam(parameters, lr=1e-2))
    print("step   learned   Adam (lr 0.01)")
    for step in (0, 9, 49, 99, STEPS - 1):
        print(f"{step + 1:4d}   {learned[step]:7.4f}   {adam[step]:7.4f}")


if __name__ == "__main__":
    main()
