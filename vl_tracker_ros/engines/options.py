"""What shall run the networks of a bundle."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vl_tracker_ros.engines.base import EngineError

DEVICES = ('cuda', 'cpu')
PRECISIONS = ('fp32', 'fp16', 'bf16', 'int8')
_DEVICE = re.compile(r'auto|cpu|(cuda|dla)(:[0-9]+)?')


@dataclass(frozen=True)
class EngineOptions:
    """runtime: auto, or one of `runtime_names()`. device: auto, cpu, cuda[:N], or dla[:N], a Jetson's deep-learning
    accelerator. threads: on the CPU, None for the runtime's own choice. precision is that of tracker.onnx.
    shared: one engine serves all in this process who want the same network with the same options, in turns.

    `create_engine` decides what auto means; an engine is made with the device it decided on.
    Raises EngineError for a device or precision of another name.
    """

    runtime: str = 'auto'
    device: str = 'auto'
    precision: str = 'fp32'
    threads: int | None = None
    shared: bool = False

    def __post_init__(self) -> None:
        if not _DEVICE.fullmatch(self.device):
            raise EngineError(f'unknown device {self.device!r}; there are auto, cpu, cuda[:N] and dla[:N]')
        if self.precision not in PRECISIONS:
            raise EngineError(f'unknown precision {self.precision!r}; there are {", ".join(PRECISIONS)}')

    @property
    def device_kind(self) -> str:
        """The device without its number."""
        return self.device.partition(':')[0]

    @property
    def gpu_index(self) -> int:
        """The GPU as CUDA counts: 0 where none is named, and for a dla, which is a part of that one."""
        return self._number if self.device_kind == 'cuda' else 0

    @property
    def dla_core(self) -> int | None:
        """None where the device is no dla."""
        return self._number if self.device_kind == 'dla' else None

    def for_text(self) -> EngineOptions:
        """What text.onnx runs with, once a command: fp32, which a dla has not."""
        return replace(self, precision='fp32', device='cuda' if self.device_kind == 'dla' else self.device)

    def describe(self, runtime: str) -> str:
        """What an engine made with these options says of itself: `runtime`, its name and version, and what it uses."""
        threads = [f'{self.threads or "default"} threads'] if self.device_kind == 'cpu' else []
        return ', '.join([runtime, self.device, self.precision, *threads])

    @property
    def _number(self) -> int:
        return int(self.device.partition(':')[2] or 0)
