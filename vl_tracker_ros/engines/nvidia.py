"""What the NVIDIA driver says of a GPU: runtimes crash, or take seconds, to find out."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vl_tracker_ros.engines.base import EngineError

_LIBRARY = 'libcuda.so.1'
_CAPABILITY_MAJOR, _CAPABILITY_MINOR = 75, 76       # CUdevice_attribute
_KERNEL_MODULE = Path('/sys/module/nvidia/version')


@dataclass(frozen=True)
class Gpu:
    """A GPU as what is compiled for it depends on it; `driver` is that of CUDA, and of the kernel where it tells."""

    name: str
    compute_capability: str
    driver: str

    @property
    def cuda_major(self) -> str:
        """The newest CUDA that the driver runs."""
        return self.driver.removeprefix('CUDA ').partition('.')[0]


def why_no_gpu(index: int) -> str:
    """'' if the driver has the GPU of this index, else one short reason."""
    try:
        driver = ctypes.CDLL(_LIBRARY)
    except OSError:
        return 'no NVIDIA driver'
    count = ctypes.c_int()
    if error := driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return f'the NVIDIA driver finds no GPU (CUDA error {error})'
    return '' if index < count.value else f'no GPU {index}: there are {count.value}'


def read_gpu(index: int) -> Gpu:
    """Raises EngineError where there is no such GPU."""
    (driver, device), name = _device(index), ctypes.create_string_buffer(256)
    _check(driver.cuDeviceGetName(name, len(name), device))
    capability = '.'.join(str(_attribute(driver, which, device)) for which in (_CAPABILITY_MAJOR, _CAPABILITY_MINOR))
    return Gpu(name.value.decode(), capability, _version(driver))


def pci_bus_id(index: int) -> str:
    """By which NVML knows the GPU: it counts otherwise. Raises EngineError where there is no such GPU."""
    (driver, device), name = _device(index), ctypes.create_string_buffer(32)
    _check(driver.cuDeviceGetPCIBusId(name, len(name), device))
    return name.value.decode()


def open_nvml() -> Any | None:
    """The module pynvml, ready for use until its nvmlShutdown; None where it or the driver is not there."""
    try:
        import pynvml
    except ImportError:
        return None
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return None
    return pynvml


def _device(index: int) -> tuple[ctypes.CDLL, ctypes.c_int]:
    """The driver and its handle of the GPU. Raises EngineError where there is no such GPU."""
    if reason := why_no_gpu(index):
        raise EngineError(reason)
    driver, device = ctypes.CDLL(_LIBRARY), ctypes.c_int()
    _check(driver.cuDeviceGet(ctypes.byref(device), index))
    return driver, device


def _attribute(driver: ctypes.CDLL, which: int, device: ctypes.c_int) -> int:
    value = ctypes.c_int()
    _check(driver.cuDeviceGetAttribute(ctypes.byref(value), which, device))
    return value.value


def _version(driver: ctypes.CDLL) -> str:
    value = ctypes.c_int()
    _check(driver.cuDriverGetVersion(ctypes.byref(value)))
    version = f'CUDA {value.value // 1000}.{value.value % 1000 // 10}'
    return f'{version}, {_KERNEL_MODULE.read_text().strip()}' if _KERNEL_MODULE.exists() else version


def _check(error: int) -> None:
    if error:
        raise EngineError(f'the NVIDIA driver does not answer (CUDA error {error})')
