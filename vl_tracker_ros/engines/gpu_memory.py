"""How much memory of the GPU that an engine runs on is in use."""
from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from vl_tracker_ros.engines.base import EngineError
from vl_tracker_ros.engines.nvidia import open_nvml, pci_bus_id
from vl_tracker_ros.engines.options import EngineOptions


class GpuMemory(NamedTuple):
    """Of all processes together, in MiB."""

    used: int
    total: int


def gpu_memory(described: str) -> GpuMemory | None:
    """`described` is what the engine says of itself. None for one on another device, without `nvidia-ml-py`, and where
    NVML does not tell, as on a Jetson, whose GPU has main memory."""
    nvml, handle = _open(described)
    if nvml is None:
        return None
    try:
        memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    except nvml.NVMLError:
        return None
    return GpuMemory(memory.used // 2**20, memory.total // 2**20)


@lru_cache
def _open(described: str) -> tuple[Any, Any]:
    """NVML and its handle of the GPU; it stays open, since to open it takes longer than an image."""
    options = EngineOptions(device=described.split(', ')[1])
    if options.device_kind != 'cuda' or (nvml := open_nvml()) is None:
        return None, None
    try:
        return nvml, nvml.nvmlDeviceGetHandleByPciBusId(pci_bus_id(options.gpu_index).encode())
    except (nvml.NVMLError, EngineError):
        return None, None
