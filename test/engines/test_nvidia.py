from __future__ import annotations

from pathlib import Path

import pytest
from support.nvidia_driver import install_driver, remove_driver

from vl_tracker_ros.engines import EngineError, nvidia
from vl_tracker_ros.engines.nvidia import Gpu, read_gpu, why_no_gpu


def test_gpus_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    install_driver(monkeypatch, gpus=2)
    assert why_no_gpu(0) == why_no_gpu(1) == ''
    assert why_no_gpu(2) == 'no GPU 2: there are 2'


def test_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    remove_driver(monkeypatch)
    assert why_no_gpu(0) == 'no NVIDIA driver'


def test_driver_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    install_driver(monkeypatch, gpus=0, error=100)
    assert why_no_gpu(0) == 'the NVIDIA driver finds no GPU (CUDA error 100)'


def test_gpu_is_described_by_what_compiled_code_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_driver(monkeypatch, gpus=1)
    monkeypatch.setattr(nvidia, '_KERNEL_MODULE', tmp_path / 'version')
    assert read_gpu(0) == Gpu('Orin', '8.7', 'CUDA 12.6') and read_gpu(0).cuda_major == '12'
    (tmp_path / 'version').write_text('540.4.0\n')
    assert read_gpu(0).driver == 'CUDA 12.6, 540.4.0'
    with pytest.raises(EngineError, match='^no GPU 1: there are 1$'):
        read_gpu(1)
