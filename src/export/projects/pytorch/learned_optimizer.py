"""A learned optimizer as a `torch.optim.Optimizer`.

    optimizer = LearnedOptimizer(model.parameters(), "optimizer.safetensors")
    loss.backward()
    optimizer.step()

A small LSTM reads the gradient of each coordinate and writes its update; all coordinates share its weights and have a
state each (Andrychowicz et al., "Learning to learn by gradient descent by gradient descent", 2016). The weights are those
of `nn.LSTMCell`s and an `nn.Linear`, with their names.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Callable, Iterable

import torch
from torch import Tensor, nn

MOMENT_DECAY = 0.95


def read_safetensors(path: str | Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The float32 tensors of a safetensors file by their names, and its metadata.

    The format is 8 bytes of length, a JSON header, then the numbers; `safetensors.torch.load_file` reads it too, but
    leaves out the metadata, where the settings are.
    """
    data = bytearray(Path(path).read_bytes())
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    values = torch.frombuffer(data, dtype=torch.float32, offset=8 + length)
    tensors = {}
    for name, entry in header.items():
        begin, end = (offset // 4 for offset in entry["data_offsets"])
        tensors[name] = values[begin:end].reshape(entry["shape"]).clone()
    return tensors, metadata


class CoordinatewiseLSTM(nn.Module):
    """The rule: gradients [n] and a state to updates [n] and the next state, each coordinate by itself.

    Args:
        preprocess: "none" (the gradient itself), "log-sign" (Appendix A of the paper) or "rnnprop" (Lv et al., 2017).
        p: Appendix A's p, where gradients below exp(-p) are passed linearly.
        output_scale: what the output is multiplied by.
        output: "linear" or "tanh".
    """

    def __init__(
        self,
        layers: int = 2,
        hidden_units: int = 20,
        preprocess: str = "none",
        p: float = 10.0,
        output_scale: float = 0.1,
        output: str = "linear",
    ) -> None:
        super().__init__()
        self.preprocess, self.p, self.output_scale, self.output_kind = preprocess, p, output_scale, output
        features = 1 if preprocess == "none" else 2
        self.cells = nn.ModuleList(
            nn.LSTMCell(features if layer == 0 else hidden_units, hidden_units) for layer in range(layers)
        )
        self.output = nn.Linear(hidden_units, 1)

    @classmethod
    def load(cls, path: str | Path) -> CoordinatewiseLSTM:
        """The rule of an optimizer file, with the settings that are in its metadata."""
        tensors, settings = read_safetensors(path)
        rule = cls(
            layers=int(settings["layers"]),
            hidden_units=int(settings["hiddenUnits"]),
            preprocess=settings["preprocess"],
            p=float(settings.get("p", 10)),
            output_scale=float(settings["outputScale"]),
            output=settings.get("output", "linear"),
        )
        rule.load_state_dict(tensors)
        return rule.requires_grad_(False)

    def initial_state(self, n: int) -> dict[str, Tensor]:
        """Zeros: h and c [layers, n, units]; for "rnnprop" the moments m, v and their weight [3, n]."""
        weight = self.output.weight
        shape = (len(self.cells), n, weight.shape[1])
        state = {"hidden": weight.new_zeros(shape), "cell": weight.new_zeros(shape)}
        if self.preprocess == "rnnprop":
            state["moments"] = weight.new_zeros((3, n))
        return state

    def forward(self, gradient: Tensor, state: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        following = {}
        if self.preprocess == "rnnprop":
            x, following["moments"] = self._normalised(gradient, state["moments"])
        elif self.preprocess == "log-sign":
            x = self._log_and_sign(gradient)
        else:
            x = gradient[:, None]
        hidden, cell = [], []
        for lstm_cell, h, c in zip(self.cells, state["hidden"], state["cell"]):
            x, c = lstm_cell(x, (h, c))
            hidden.append(x)
            cell.append(c)
        following.update(hidden=torch.stack(hidden), cell=torch.stack(cell))
        output = self.output(x)[:, 0]
        if self.output_kind == "tanh":
            output = torch.tanh(output)
        return self.output_scale * output, following

    def _log_and_sign(self, gradient: Tensor) -> Tensor:
        """(log|g| / p, sgn g) where |g| >= exp(-p), else (-1, exp(p) g): the same without a branch, [n, 2]."""
        magnitude = gradient.abs().clamp(min=math.exp(-self.p)).log() / self.p
        direction = (gradient * math.exp(self.p)).clamp(-1, 1)
        return torch.stack([magnitude, direction], dim=1)

    def _normalised(self, gradient: Tensor, moments: Tensor) -> tuple[Tensor, Tensor]:
        """(m / c / (sqrt(v / c) + eps), g / (sqrt(v / c) + eps)) of moving averages of g, g^2 and 1, [n, 2]."""
        now = torch.stack([gradient, gradient.square(), torch.ones_like(gradient)])
        moments = MOMENT_DECAY * moments + (1 - MOMENT_DECAY) * now
        mean, square, weight = moments
        size = (square / weight).clamp(min=1e-36).sqrt() + 1e-8
        return torch.stack([mean / weight / size, gradient / size], dim=1), moments


class LearnedOptimizer(torch.optim.Optimizer):
    """A learned rule that adds its updates to parameters.

    Args:
        params: as for every optimizer of PyTorch: parameters, or groups of them.
        rule: a `CoordinatewiseLSTM`, or the optimizer file to load it from.
        lr: multiplies the updates. The rule was trained with 1; schedulers may change it.

    The state of a parameter of n elements is 2 * layers * units * n numbers: 80 for each with 2 layers of 20 units.
    `state_dict` holds the states, not the rule's weights: load those from the optimizer file, as here.
    """

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        rule: CoordinatewiseLSTM | str | Path,
        lr: float = 1.0,
    ) -> None:
        if lr < 0.0:
            raise ValueError(f"lr is {lr}, expected 0 or more")
        self.rule = rule if isinstance(rule, CoordinatewiseLSTM) else CoordinatewiseLSTM.load(rule)
        super().__init__(params, {"lr": lr})

    def __getstate__(self) -> dict[str, Any]:
        # PyTorch's own leaves out what it does not know, so that a copy would have no rule.
        return {**super().__getstate__(), "rule": self.rule}

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Performs one step. `closure`, where it is given, computes the loss and its gradients anew."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._update(parameter, group["lr"])
        return loss

    def _update(self, parameter: Tensor, lr: float) -> None:
        if parameter.grad.is_sparse:
            raise RuntimeError("LearnedOptimizer does not support sparse gradients")
        if self.rule.output.weight.device != parameter.device:
            self.rule.to(parameter.device)
        state = self.state[parameter]
        if len(state) == 0:
            state.update(self.rule.initial_state(parameter.numel()))
        gradient = parameter.grad.reshape(-1).float()
        # load_state_dict gives states the parameter's dtype; the rule is float32.
        update, following = self.rule(gradient, {name: value.float() for name, value in state.items()})
        state.update(following)
        parameter.add_(update.reshape(parameter.shape).to(parameter.dtype), alpha=lr)
