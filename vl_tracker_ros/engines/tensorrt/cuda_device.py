"""A GPU by cuda-bindings, without torch."""
from __future__ import annotations

import ctypes
import math
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
from cuda.bindings import runtime as cuda

from vl_tracker_ros.engines.base import EngineError
from vl_tracker_ros.engines.tensorrt.device import Buffer


class CudaDevice:
    """Frees what it has allocated when nobody uses it any more."""

    def __init__(self, index: int) -> None:
        self._index = index
        self.activate()
        self._stream = _call(cuda.cudaStreamCreateWithFlags, cuda.cudaStreamNonBlocking)
        self.stream = int(self._stream)
        weakref.finalize(self, cuda.cudaStreamDestroy, self._stream)

    def activate(self) -> None:
        _call(cuda.cudaSetDevice, self._index)

    def allocate(self, shape: tuple[int, ...], dtype: np.dtype) -> Buffer:
        size = math.prod(shape) * dtype.itemsize
        address, host = _call(cuda.cudaMalloc, size), _call(cuda.cudaMallocHost, size)
        weakref.finalize(self, cuda.cudaFree, address)
        weakref.finalize(self, cuda.cudaFreeHost, host)
        content = (ctypes.c_byte * size).from_address(int(host))
        ctypes.memset(content, 0, size)
        return Buffer(np.frombuffer(content, dtype).reshape(shape), int(address), self)

    def upload(self, buffer: Buffer) -> None:
        self._copy(buffer.address, buffer.host.ctypes.data, buffer, cuda.cudaMemcpyKind.cudaMemcpyHostToDevice)

    def download(self, buffer: Buffer) -> None:
        self._copy(buffer.host.ctypes.data, buffer.address, buffer, cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost)

    def synchronize(self) -> None:
        _call(cuda.cudaStreamSynchronize, self._stream)

    def capture(self, work: Callable[[], None]) -> Callable[[], None]:
        _call(cuda.cudaStreamBeginCapture, self._stream, cuda.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal)
        try:
            work()
        finally:
            graph = _call(cuda.cudaStreamEndCapture, self._stream)
        ready = _call(cuda.cudaGraphInstantiate, graph, 0)
        _call(cuda.cudaGraphDestroy, graph)
        weakref.finalize(self, cuda.cudaGraphExecDestroy, ready)
        stream = self._stream
        return lambda: _call(cuda.cudaGraphLaunch, ready, stream)

    def _copy(self, to: int, source: int, buffer: Buffer, kind: cuda.cudaMemcpyKind) -> None:
        _call(cuda.cudaMemcpyAsync, to, source, buffer.host.nbytes, kind, self._stream)


def _call(function: Callable[..., tuple[Any, ...]], *arguments: Any) -> Any:
    """What the function gives beside its status. Raises EngineError when that is an error."""
    status, *results = function(*arguments)
    if status != cuda.cudaError_t.cudaSuccess:
        raise EngineError(f'CUDA: {function.__name__} gives {status.name}')
    return results[0] if results else None
