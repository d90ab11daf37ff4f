"""The TensorRT runtime. This module imports nothing of TensorRT until it is known that a driver is there."""
from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError, RuntimeNotUsable, check_feeds
from vl_tracker_ros.engines.nvidia import read_gpu
from vl_tracker_ros.engines.options import EngineOptions
from vl_tracker_ros.engines.tensorrt.open_device import why_no_library

if TYPE_CHECKING:
    from vl_tracker_ros.engines.tensorrt.plans import PlanSource

_PRECISIONS = ('fp32', 'fp16', 'int8')


class TensorRtEngine:
    """One network of a bundle. The first load of it on a machine builds its plan, which takes minutes."""

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        source = plan_source(bundle, file, options)
        from vl_tracker_ros.engines.tensorrt.execution import Execution

        self._execution, self._entry = source.obtain(
            lambda plan, entry: (Execution(plan, entry.signature, source.device, source.dla_core), entry))
        tensors = self._execution.tensors
        self._inputs = {tensor.name: (_contract_dtype(tensor.dtype), list(tensor.shape))
                        for tensor in tensors if tensor.is_input}
        self.input_names = tuple(self._inputs)
        self.output_names = tuple(tensor.name for tensor in tensors if not tensor.is_input)
        self._options = options

    @staticmethod
    def why_not(options: EngineOptions) -> str:
        """Why this machine cannot run TensorRT so, in a few words; '' if it can. Imports neither TensorRT nor torch."""
        if options.device_kind not in ('cuda', 'dla'):
            return 'it runs on CUDA'
        if options.precision not in _PRECISIONS:
            return f'it runs {", ".join(_PRECISIONS)}'
        if options.device_kind == 'dla' and options.precision == 'fp32':
            return 'a dla runs fp16 and int8'
        if importlib.util.find_spec('tensorrt') is None:
            return 'tensorrt is not installed'
        try:
            return why_no_library(read_gpu(options.gpu_index))
        except EngineError as error:
            return str(error)

    def run(self, feeds: Arrays) -> Arrays:
        check_feeds(feeds, self._inputs)
        return self._execution.run(feeds)

    def describe(self) -> str:
        left = sum(self._entry.left_to_gpu.values())
        more = f', {left} layers on the GPU' if left else ', CUDA graph' if self._execution.has_graph else ''
        return self._options.describe(f'tensorrt {self._entry.key.tensorrt}') + more


def plan_source(bundle: Bundle, file: str, options: EngineOptions) -> PlanSource:
    """Where the plan of a network comes from. Raises EngineError where TensorRT cannot be used."""
    if reason := TensorRtEngine.why_not(options):
        raise EngineError(f'{options.precision} cannot be had here: tensorrt on {options.device}: {reason}')
    try:
        from vl_tracker_ros.engines.tensorrt.plans import PlanSource
    except (ImportError, OSError) as error:
        raise RuntimeNotUsable(f'tensorrt cannot be imported: {str(error).splitlines()[0]}') from error
    return PlanSource(bundle, file, options)


def _contract_dtype(dtype: str) -> np.dtype:
    """TensorRT 8.6 takes the contract's int64 as int32."""
    return np.dtype('int64' if dtype == 'int32' else dtype)
