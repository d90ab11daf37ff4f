"""By a stand-in for NVML, whose GPUs stand in another order than the driver's."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest
from support.nvidia_driver import install_driver

from vl_tracker_ros.engines import gpu_memory as module
from vl_tracker_ros.engines.gpu_memory import GpuMemory, gpu_memory

MIB = 2**20


class Nvml(ModuleType):
    """Two GPUs; `broken` tells nothing any more."""

    class NVMLError(Exception):
        pass

    broken = False

    def nvmlInit(self) -> None:
        pass

    def nvmlDeviceGetHandleByPciBusId(self, bus_id: bytes) -> bytes:
        return bus_id

    def nvmlDeviceGetMemoryInfo(self, handle: bytes) -> SimpleNamespace:
        if self.broken:
            raise self.NVMLError('Not Supported')
        used = {b'0000:11:00.0': 500, b'0000:10:00.0': 700}[handle]
        return SimpleNamespace(used=used * MIB, total=8192 * MIB)


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nvml]:
    install_driver(monkeypatch, gpus=2)
    nvml = Nvml('pynvml')
    monkeypatch.setitem(sys.modules, 'pynvml', nvml)
    module._open.cache_clear()
    yield nvml
    module._open.cache_clear()


@pytest.mark.parametrize(('described', 'memory'), [
    ('tensorrt 10.3, cuda, fp16', GpuMemory(500, 8192)), ('torch 2.8, cuda:1, fp32', GpuMemory(700, 8192)),
    ('torch 2.8, cuda:2, fp32', None), ('onnxruntime 1.23, cpu, fp32, 2 threads', None)])
def test_it_is_that_of_the_gpu_of_the_engine(nvml: Nvml, described: str, memory: GpuMemory | None) -> None:
    assert gpu_memory(described) == memory


def test_what_does_not_tell_is_no_error(nvml: Nvml, monkeypatch: pytest.MonkeyPatch) -> None:
    nvml.broken = True
    assert gpu_memory('torch 2.8, cuda, fp32') is None
    monkeypatch.setitem(sys.modules, 'pynvml', None)
    module._open.cache_clear()
    assert gpu_memory('torch 2.8, cuda, fp32') is None
