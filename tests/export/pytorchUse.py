"""What people do with an optimizer of PyTorch, with the project's: run in its folder by projects.test.ts."""

import copy
import pickle
import sys

import torch
from torch import nn

sys.path.insert(0, ".")
from learned_optimizer import CoordinatewiseLSTM, LearnedOptimizer  # noqa: E402

FILE = "optimizer.safetensors"


def regression(dtype=torch.float32):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)).to(dtype)
    x = torch.randn(32, 3, dtype=dtype)
    return model, x, x.sum(dim=1, keepdim=True)


def steps(model, x, y, optimizer, count):
    for _ in range(count):
        optimizer.zero_grad()
        loss = (model(x) - y).square().mean()
        loss.backward()
        optimizer.step()
    return [parameter.detach().clone() for parameter in model.parameters()]


def same(a, b):
    return all(torch.equal(p, q) for p, q in zip(a, b))


# A copy and a pickle go on as the optimizer does.
model, x, y = regression()
optimizer = LearnedOptimizer(model.parameters(), FILE)
steps(model, x, y, optimizer, 3)
twins = [copy.deepcopy((model, optimizer)), pickle.loads(pickle.dumps((model, optimizer)))]
expected = steps(model, x, y, optimizer, 3)
for twin_model, twin in twins:
    assert same(steps(twin_model, x, y, twin, 3), expected)

# A closure computes the loss anew, with gradients, and its value comes back.
model, x, y = regression()
optimizer = LearnedOptimizer(model.parameters(), CoordinatewiseLSTM.load(FILE))


def closure():
    optimizer.zero_grad()
    loss = (model(x) - y).square().mean()
    loss.backward()
    return loss


assert optimizer.step(closure).item() > 0

# Groups and schedulers: the rate multiplies the updates, and 0 stops a group.
model, x, y = regression()
still = [parameter.detach().clone() for parameter in model[0].parameters()]
optimizer = LearnedOptimizer([{"params": model[0].parameters(), "lr": 0.0}, {"params": model[2].parameters()}], FILE)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)
steps(model, x, y, optimizer, 1)
scheduler.step()
assert [group["lr"] for group in optimizer.param_groups] == [0.0, 0.5]
assert same(still, [parameter.detach() for parameter in model[0].parameters()])

# Parameters of other dtypes, a parameter without a gradient, and a state_dict between.
for dtype in (torch.float64, torch.bfloat16):
    model, x, y = regression(dtype)
    unused = nn.Parameter(torch.ones(2))
    optimizer = LearnedOptimizer([*model.parameters(), unused], FILE)
    steps(model, x, y, optimizer, 2)
    again = LearnedOptimizer([*model.parameters(), unused], FILE)
    again.load_state_dict(optimizer.state_dict())
    after = steps(model, x, y, again, 2)
    assert all(parameter.dtype == dtype and bool(parameter.isfinite().all()) for parameter in after)
    assert torch.equal(unused.detach(), torch.ones(2))

# The weights are those of PyTorch's own modules: torch.nn.LSTM computes the same.
rule = CoordinatewiseLSTM.load(FILE)
lstm = nn.LSTM(1 if rule.preprocess == "none" else 2, rule.output.in_features, len(rule.cells))
lstm.load_state_dict(
    {f"{name}_l{layer}": value for layer, cell in enumerate(rule.cells) for name, value in cell.state_dict().items()}
)

try:
    embedding = nn.Embedding(4, 2, sparse=True)
    embedding(torch.tensor([1])).sum().backward()
    LearnedOptimizer(embedding.parameters(), FILE).step()
    raise AssertionError("sparse gradients were taken")
except RuntimeError as error:
    assert "sparse" in str(error)

print("all as it should be")
