"""What shall run the networks of a bundle."""
from __future__ import annotations

import re
from dataclasses import dataclass

from vl_tracker_ros.engines.base import EngineError

PRECISIONS = ('fp32', 'fp16', 'bf16', 'int8')
_DEVICE = re.compile(r'auto|cpu|cuda(:[0-9]+)?')


@dataclass(frozen=True)
class EngineOptions:
    """runtime: auto, or one of `runtime_names()`. device: auto, cpu, cuda or cuda:N. threads: on the CPU, None for the
    runtime's own choice. precision is that of tracker.onnx; text.onnx, which runs once a command, is always fp32.

    Raises EngineError for a device or precision of another name.
    """

    runtime: str = 'auto'
    device: str = 'auto'
    precision: str = 'fp32'
    threads: int | None = None

    def __post_init__(self) -> None:
        if not _DEVICE.fullmatch(self.device):
            raise EngineError(f'unknown device {self.device!r}; there are auto, cpu, cuda and cuda:N')
        if self.precision not in PRECISIONS:
            raise EngineError(f'unknown precision {self.precision!r}; there are {", ".join(PRECISIONS)}')
