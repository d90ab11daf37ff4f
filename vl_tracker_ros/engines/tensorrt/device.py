"""Memory of the GPU, copies to and from it, and a stream for them: by cuda-bindings, else by torch.

cuda-bindings is asked first: NVIDIA keeps it, it is 30 MB with the CUDA runtime in it, it has wheels for Jetson, and
a robot's process stays free of torch.
"""
from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from vl_tracker_ros.engines.base import EngineError
from vl_tracker_ros.engines.nvidia import Gpu


@dataclass(frozen=True)
class Buffer:
    """One tensor twice: in page-locked memory of the host, and on the GPU at `address`."""

    host: np.ndarray
    address: int
    owner: Any = None       # what keeps the memory alive


class Device(Protocol):
    """One GPU as an engine uses it. What is asked of the stream is done in that order, after the call has returned."""

    stream: int     # the handle that TensorRT takes

    def activate(self) -> None:
        """Make it the calling thread's GPU; each thread has its own."""

    def allocate(self, shape: tuple[int, ...], dtype: np.dtype) -> Buffer:
        """Zeros on the host; what is on the GPU is not said."""

    def upload(self, buffer: Buffer) -> None:
        """Host to GPU, on the stream."""

    def download(self, buffer: Buffer) -> None:
        """GPU to host, on the stream."""

    def synchronize(self) -> None:
        """Wait until the stream is done."""

    def capture(self, work: Callable[[], None]) -> Callable[[], None]:
        """A CUDA graph of what `work` puts on the stream; calling it puts all of that there at once."""


def why_no_library(gpu: Gpu) -> str:
    """Why no Device can be had for want of a library, else ''; the one it names is not too new for the driver."""
    if _has_bindings() or _has_torch():
        return ''
    return f'neither cuda-bindings nor torch with CUDA is installed: pip install "cuda-bindings=={gpu.cuda_major}.*"'


def open_device(index: int) -> Device:
    """The GPU that CUDA counts as `index`. Raises EngineError when CUDA refuses it."""
    if _has_bindings():
        from vl_tracker_ros.engines.tensorrt.cuda_device import CudaDevice
        return CudaDevice(index)
    from vl_tracker_ros.engines.tensorrt.torch_device import TorchDevice
    with cuda_errors():
        return TorchDevice(index)


@contextmanager
def cuda_errors() -> Iterator[None]:
    """Makes EngineError of what torch raises: RuntimeError, of many lines."""
    try:
        yield
    except EngineError:
        raise
    except RuntimeError as error:
        raise EngineError(f'CUDA: {first_line(error)}') from error


def first_line(error: Exception) -> str:
    """What stands above the stack that libraries put into their errors."""
    return str(error).strip().splitlines()[0]


def _has_bindings() -> bool:
    return bool(importlib.util.find_spec('cuda') and importlib.util.find_spec('cuda.bindings'))


def _has_torch() -> bool:
    """Whether there is a torch that was built with CUDA; it is not imported, which would take seconds."""
    spec = importlib.util.find_spec('torch')
    return bool(spec and spec.origin and (Path(spec.origin).parent / 'lib' / 'libtorch_cuda.so').exists())
