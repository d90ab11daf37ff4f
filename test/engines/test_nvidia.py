from __future__ import annotations

import pytest
from support.nvidia_driver import install_driver, remove_driver

from vl_tracker_ros.engines.nvidia import why_no_gpu


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
