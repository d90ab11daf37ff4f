"""A GPU by torch, for those who have it and not cuda-bindings."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from vl_tracker_ros.engines.tensorrt.device import Buffer


class TorchDevice:
    """Its buffers are pairs of tensors, the host's and the GPU's. Raises RuntimeError, as torch does."""

    def __init__(self, index: int) -> None:
        self._index = index
        self.activate()
        self._stream = torch.cuda.Stream(index)
        self.stream = self._stream.cuda_stream

    def activate(self) -> None:
        torch.cuda.set_device(self._index)

    def allocate(self, shape: tuple[int, ...], dtype: np.dtype) -> Buffer:
        host = torch.from_numpy(np.zeros(shape, dtype)).pin_memory()
        there = host.to(f'cuda:{self._index}')
        return Buffer(host.numpy(), there.data_ptr(), (host, there))

    def upload(self, buffer: Buffer) -> None:
        host, there = buffer.owner
        with torch.cuda.stream(self._stream):
            there.copy_(host, non_blocking=True)

    def download(self, buffer: Buffer) -> None:
        host, there = buffer.owner
        with torch.cuda.stream(self._stream):
            host.copy_(there, non_blocking=True)

    def synchronize(self) -> None:
        self._stream.synchronize()

    def capture(self, work: Callable[[], None]) -> Callable[[], None]:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, stream=self._stream, capture_error_mode='thread_local'):
            work()

        def replay() -> None:
            with torch.cuda.stream(self._stream):
                graph.replay()
        return replay
