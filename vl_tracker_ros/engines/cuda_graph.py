"""A network's many small kernels as one launch."""
from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Tensors = dict[str, Tensor]
_RUNS_BEFORE = 3        # libraries set themselves up in the first runs, which cannot be recorded


class CudaGraph:
    """A function of tensors on the current GPU, recorded once; a call replays it on other values of the same shapes.

    The tensors that a call gives are overwritten by the next one.
    """

    def __init__(self, function: Callable[[Tensors], tuple[Tensor, ...]], inputs: Tensors) -> None:
        """`inputs` stay the ones that are read: a call copies its own into them. Raises RuntimeError."""
        self._inputs = inputs
        side, current = torch.cuda.Stream(), torch.cuda.current_stream()
        side.wait_stream(current)
        with torch.cuda.stream(side):
            for _ in range(_RUNS_BEFORE):
                function(inputs)
        current.wait_stream(side)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._outputs = function(inputs)

    def __call__(self, inputs: Tensors) -> tuple[Tensor, ...]:
        for name, value in inputs.items():
            self._inputs[name].copy_(value)
        self._graph.replay()
        return self._outputs
