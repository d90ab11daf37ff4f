"""Whether an NVIDIA GPU is there, asked of the driver: runtimes crash, or take seconds, to find out."""
from __future__ import annotations

import ctypes


def why_no_gpu(index: int) -> str:
    """'' if the driver has the GPU of this index, else one short reason."""
    try:
        driver = ctypes.CDLL('libcuda.so.1')
    except OSError:
        return 'no NVIDIA driver'
    count = ctypes.c_int()
    if error := driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return f'the NVIDIA driver finds no GPU (CUDA error {error})'
    return '' if index < count.value else f'no GPU {index}: there are {count.value}'
