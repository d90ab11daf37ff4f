"""A GPU on the CPU: its driver, its memory and streams, and TensorRT on top, in place of what this machine may lack."""
from __future__ import annotations

import ctypes
import importlib.machinery
import sys
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.fake_tensorrt import fake_tensorrt
from support.nvidia_driver import install_driver

from vl_tracker_ros.engines import nvidia

_USERS = ('messages', 'signature', 'builder', 'plans', 'execution', 'cuda_device')    # import tensorrt or cuda


class FakeCuda(ModuleType):
    """cuda.bindings.runtime. What is put on a stream is done only when somebody waits for it."""

    cudaError_t = IntEnum('cudaError_t', {'cudaSuccess': 0, 'cudaErrorMemoryAllocation': 2, 'cudaErrorUnknown': 999})
    cudaMemcpyKind = IntEnum('cudaMemcpyKind', {'cudaMemcpyHostToDevice': 1, 'cudaMemcpyDeviceToHost': 2})
    cudaStreamCaptureMode = IntEnum('cudaStreamCaptureMode', {'cudaStreamCaptureModeThreadLocal': 1})
    cudaStreamNonBlocking = 1

    def __init__(self) -> None:
        super().__init__('cuda.bindings.runtime')
        self.allocated: dict[int, Any] = {}
        self.pending: dict[int, list[Callable[[], None]]] = {}
        self.captured: list[Callable[[], None]] | None = None
        self.graphs: list[list[Callable[[], None]]] = []
        self.launches = 0
        self.out_of_memory = self.no_graphs = False

    def enqueue(self, stream: int, work: Callable[[], None]) -> None:
        (self.pending[stream] if self.captured is None else self.captured).append(work)

    def cudaSetDevice(self, index: int) -> tuple[Any, ...]:
        return (self.cudaError_t.cudaSuccess,)

    def cudaStreamCreateWithFlags(self, flags: int) -> tuple[Any, ...]:
        stream = len(self.pending) + 1
        self.pending[stream] = []
        return self.cudaError_t.cudaSuccess, stream

    def cudaStreamSynchronize(self, stream: int) -> tuple[Any, ...]:
        while self.pending[stream]:
            self.pending[stream].pop(0)()
        return (self.cudaError_t.cudaSuccess,)

    def cudaStreamDestroy(self, stream: int) -> tuple[Any, ...]:
        return (self.cudaError_t.cudaSuccess,)

    def cudaMalloc(self, size: int) -> tuple[Any, ...]:
        if self.out_of_memory:
            return self.cudaError_t.cudaErrorMemoryAllocation, None
        memory = ctypes.create_string_buffer(b'\xff' * size, size)      # nothing said of what is in it
        self.allocated[ctypes.addressof(memory)] = memory
        return self.cudaError_t.cudaSuccess, ctypes.addressof(memory)

    cudaMallocHost = cudaMalloc

    def cudaFree(self, address: int) -> tuple[Any, ...]:
        del self.allocated[address]
        return (self.cudaError_t.cudaSuccess,)

    cudaFreeHost = cudaFree

    def cudaMemcpyAsync(self, to: int, source: int, size: int, kind: IntEnum, stream: int) -> tuple[Any, ...]:
        assert to in self.allocated and source in self.allocated
        self.enqueue(stream, lambda: ctypes.memmove(to, source, size) and None)
        return (self.cudaError_t.cudaSuccess,)

    def cudaStreamBeginCapture(self, stream: int, mode: IntEnum) -> tuple[Any, ...]:
        self.captured = []
        return (self.cudaError_t.cudaSuccess,)

    def cudaStreamEndCapture(self, stream: int) -> tuple[Any, ...]:
        graph, self.captured = self.captured, None
        return (self.cudaError_t.cudaErrorUnknown, None) if self.no_graphs else (self.cudaError_t.cudaSuccess, graph)

    def cudaGraphInstantiate(self, graph: list[Callable[[], None]], flags: int) -> tuple[Any, ...]:
        self.graphs.append(list(graph))
        return self.cudaError_t.cudaSuccess, self.graphs[-1]

    def cudaGraphLaunch(self, graph: list[Callable[[], None]], stream: int) -> tuple[Any, ...]:
        self.launches += 1
        self.pending[stream] += graph
        return (self.cudaError_t.cudaSuccess,)

    def cudaGraphDestroy(self, graph: Any) -> tuple[Any, ...]:
        return (self.cudaError_t.cudaSuccess,)

    cudaGraphExecDestroy = cudaGraphDestroy


class FakeGpu:
    """All of it, put in place until `patch` is undone."""

    def __init__(self, patch: pytest.MonkeyPatch, version: str = '10.3.0') -> None:
        self._patch = patch
        self.driver, self.cuda = install_driver(patch, gpus=1), FakeCuda()
        patch.setattr(nvidia, '_KERNEL_MODULE', Path('/nowhere'))
        for name, module in {'cuda': ModuleType('cuda'), 'cuda.bindings': ModuleType('cuda.bindings'),
                             'cuda.bindings.runtime': self.cuda}.items():
            module.__spec__, module.__path__ = importlib.machinery.ModuleSpec(name, None), []
            patch.setitem(sys.modules, name, module)
        sys.modules['cuda.bindings'].runtime = self.cuda
        self.use_tensorrt(version)

    def use_tensorrt(self, version: str) -> None:
        """As after an update of TensorRT and a new start."""
        self.tensorrt = fake_tensorrt(version, self.cuda.enqueue)
        self._patch.setitem(sys.modules, 'tensorrt', self.tensorrt)
        self.forget()

    @staticmethod
    def forget() -> None:
        """Have those modules imported anew that hold on to the fakes."""
        for user in _USERS:
            sys.modules.pop(f'vl_tracker_ros.engines.tensorrt.{user}', None)

    @property
    def control(self) -> Any:
        return self.tensorrt.control
