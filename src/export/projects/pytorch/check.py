"""Reproduces the stored updates with PyTorch: by the rule, and by the optimizer on parameters.

    python check.py
"""

import json
import sys
from pathlib import Path

import torch

from learned_optimizer import CoordinatewiseLSTM, LearnedOptimizer

HERE = Path(__file__).resolve().parent


def main() -> int:
    stored = json.loads((HERE / "updates.json").read_text())
    gradients = torch.tensor(stored["gradients"])
    expected = torch.tensor(stored["updates"])
    rule = CoordinatewiseLSTM.load(HERE / "optimizer.safetensors")

    # All coordinates at once, by the rule.
    state = rule.initial_state(gradients.shape[1])
    by_rule = []
    for gradient in gradients:
        update, state = rule(gradient, state)
        by_rule.append(update)

    # Two parameters of other shapes, by the optimizer; halfway everything goes through a state_dict.
    cut = gradients.shape[1] // 2
    parts = [torch.zeros(cut, requires_grad=True), torch.zeros((1, gradients.shape[1] - cut), requires_grad=True)]
    optimizer = LearnedOptimizer(parts, rule)
    by_optimizer = []
    for step, gradient in enumerate(gradients):
        if step == len(gradients) // 2:
            saved = optimizer.state_dict()
            optimizer = LearnedOptimizer(parts, HERE / "optimizer.safetensors")
            optimizer.load_state_dict(saved)
        for part, piece in zip(parts, (gradient[:cut], gradient[cut:])):
            # From zero each time, so that an update is not rounded to the size of a parameter.
            part.data.zero_()
            part.grad = piece.reshape(part.shape).clone()
        optimizer.step()
        by_optimizer.append(torch.cat([part.detach().reshape(-1) for part in parts]))

    passed = True
    for name, updates in (("rule", by_rule), ("optimizer", by_optimizer)):
        worst = (torch.stack(updates) - expected).abs().max().item() / (expected.abs().max().item() or 1.0)
        passed = passed and worst <= stored["tolerance"]
        print(
            f"PyTorch {torch.__version__}, {name}: {expected.numel()} updates, "
            f"largest deviation {worst:.1e} (allowed {stored['tolerance']:.0e})"
        )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
