"""What shall run the networks of a bundle."""
from __future__ import annotations

import re
from dataclasses import dataclass

from vl_tracker_ros.engines.base import EngineError

DEVICES = ('cuda', 'cpu')
PRECISIONS = ('fp32', 'fp16', 'bf16', 'int8')
_DEVICE = re.compile(r'auto|cpu|cuda(:[0-9]+)?')


@dataclass(frozen=True)
class EngineOptions:
    """runtime: auto, or one of `runtime_names()`. device: auto, cpu, cuda or cuda:N. threads: on the CPU, None for the
    runtime's own choice. precision is that of tracker.onnx; text.onnx, which runs once a command, is always fp32.

    `create_engine` decides what auto means; an engine is made with the device it decided on.
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

    @property
    def device_kind(self) -> str:
        """The device without its number."""
        return self.device.partition(':')[0]

    @property
    def gpu_index(self) -> int:
        """The GPU as CUDA counts: 0 where none is named."""
        return int(self.device.partition(':')[2] or 0)

    def describe(self, runtime: str) -> str:
        """What an engine made with these options says of itself: `runtime`, its name and version, and what it uses."""
        threads = [f'{self.threads or "default"} threads'] if self.device_kind == 'cpu' else []
        return ', '.join([runtime, self.device, self.precision, *threads])
