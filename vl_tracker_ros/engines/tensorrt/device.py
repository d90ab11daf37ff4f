"""What an engine needs of a GPU: memory, copies to and from it, and a stream for them."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from vl_tracker_ros.engines.base import EngineError


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
