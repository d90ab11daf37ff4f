"""Stands in for the NVIDIA driver's library, which is on no machine without a GPU."""
from __future__ import annotations

import ctypes

import pytest


class _Driver:
    def __init__(self, gpus: int, error: int) -> None:
        self._gpus, self._error = gpus, error

    def cuInit(self, flags: int) -> int:
        return self._error

    def cuDeviceGetCount(self, count: object) -> int:
        count._obj.value = self._gpus
        return 0


def install_driver(monkeypatch: pytest.MonkeyPatch, gpus: int, error: int = 0) -> None:
    """A driver that finds so many GPUs, or fails to start with a CUDA error."""
    real = ctypes.CDLL
    monkeypatch.setattr(ctypes, 'CDLL', lambda name, *args, **kwargs: (
        _Driver(gpus, error) if name == 'libcuda.so.1' else real(name, *args, **kwargs)))


def remove_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise OSError(f'{name}: cannot open shared object file')
    monkeypatch.setattr(ctypes, 'CDLL', fail)
