"""A GPU's memory by cuda-bindings, else by torch.

cuda-bindings is asked first: NVIDIA keeps it, it is 30 MB with the CUDA runtime in it, it has wheels for Jetson, and
a robot's process stays free of torch.
"""
from __future__ import annotations

import importlib.util
from pathlib import Path

from vl_tracker_ros.engines.nvidia import Gpu
from vl_tracker_ros.engines.tensorrt.device import Device, cuda_errors


def why_no_library(gpu: Gpu) -> str:
    """Why no Device can be had for want of a library, else ''; the one it names is not too new for the driver."""
    if _has_bindings() or _has_torch():
        return ''
    return f'neither cuda-bindings nor torch with CUDA is installed: pip install "cuda-bindings=={gpu.cuda_major}.*"'


def open_device(index: int) -> Device:
    """The GPU that CUDA counts as `index`. Raises EngineError when CUDA refuses it."""
    if _has_bindings():
        from vl_tracker_ros.engines.tensorrt.cuda_device import CudaDevice
        return CudaDevice(index)
    from vl_tracker_ros.engines.tensorrt.torch_device import TorchDevice
    with cuda_errors():
        return TorchDevice(index)


def _has_bindings() -> bool:
    return bool(importlib.util.find_spec('cuda') and importlib.util.find_spec('cuda.bindings'))


def _has_torch() -> bool:
    """Whether there is a torch that was built with CUDA; it is not imported, which would take seconds."""
    spec = importlib.util.find_spec('torch')
    return bool(spec and spec.origin and (Path(spec.origin).parent / 'lib' / 'libtorch_cuda.so').exists())
