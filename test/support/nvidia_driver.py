"""Stands in for the NVIDIA driver's library, which is on no machine without a GPU."""
from __future__ import annotations

import ctypes
from typing import Any

import pytest


class Driver:
    """libcuda with so many GPUs of a kind; `error` is what it answers when it is started."""

    def __init__(self, gpus: int = 1, error: int = 0) -> None:
        self.gpus, self.error = gpus, error
        self.name, self.capability, self.version = 'Orin', '8.7', 12060

    def cuInit(self, flags: int) -> int:
        return self.error

    def cuDeviceGetCount(self, count: Any) -> int:
        count._obj.value = self.gpus
        return 0

    def cuDeviceGet(self, device: Any, index: int) -> int:
        device._obj.value = index
        return 0

    def cuDeviceGetName(self, name: Any, size: int, device: Any) -> int:
        name.value = self.name.encode()
        return 0

    def cuDeviceGetPCIBusId(self, name: Any, size: int, device: Any) -> int:
        name.value = f'0000:{17 - device.value:02X}:00.0'.encode()
        return 0

    def cuDeviceGetAttribute(self, value: Any, which: int, device: Any) -> int:
        value._obj.value = int(self.capability.split('.')[which - 75])
        return 0

    def cuDriverGetVersion(self, version: Any) -> int:
        version._obj.value = self.version
        return 0


def install_driver(monkeypatch: pytest.MonkeyPatch, gpus: int, error: int = 0) -> Driver:
    """A driver that finds so many GPUs, or fails to start with a CUDA error."""
    real, driver = ctypes.CDLL, Driver(gpus, error)
    monkeypatch.setattr(ctypes, 'CDLL', lambda name, *args, **kwargs: (
        driver if name == 'libcuda.so.1' else real(name, *args, **kwargs)))
    return driver


def remove_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise OSError(f'{name}: cannot open shared object file')
    monkeypatch.setattr(ctypes, 'CDLL', fail)
