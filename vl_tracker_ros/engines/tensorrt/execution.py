"""A plan, loaded and ready to run: buffers of its own, and one CUDA graph for copies and layers together."""
from __future__ import annotations

import logging
from typing import Any

import numpy as np
import tensorrt as trt

from vl_tracker_ros.engines.base import Arrays, EngineError
from vl_tracker_ros.engines.tensorrt.cache import PlanError
from vl_tracker_ros.engines.tensorrt.device import Buffer, Device, cuda_errors, first_line
from vl_tracker_ros.engines.tensorrt.messages import MESSAGES
from vl_tracker_ros.engines.tensorrt.signature import Tensor, of_engine

_log = logging.getLogger(__name__)


class Execution:
    """Nothing is allocated after the start but the arrays that `run` returns."""

    def __init__(self, plan: bytes, signature: list[Any], device: Device, dla_core: int | None) -> None:
        """`signature` is that of the plan's description.

        Raises PlanError when it is not the plan's, or this TensorRT does not load the plan; EngineError when there is
        not enough memory to run it.
        """
        self._device = device
        self._runtime = trt.Runtime(MESSAGES)
        with cuda_errors():
            device.activate()
            if dla_core is not None:
                self._runtime.DLA_core = dla_core
            self._engine = self._deserialised(plan, signature)
            self._context = self._engine.create_execution_context()
            if self._context is None:
                raise EngineError(f'TensorRT cannot run the plan: {MESSAGES.cause}')
            self.tensors = of_engine(self._engine)
            self._inputs = {tensor.name: self._buffer(tensor) for tensor in self.tensors if tensor.is_input}
            self._outputs = {tensor.name: self._buffer(tensor) for tensor in self.tensors if not tensor.is_input}
            self._frame()       # TensorRT allocates in the first one
            device.synchronize()
            self._launch = self._frame
            self.has_graph = dla_core is None and self._capture()       # a DLA's work cannot be captured

    def run(self, feeds: Arrays) -> Arrays:
        """Copies of the outputs; `feeds` have the names and shapes of the inputs. Raises EngineError."""
        with cuda_errors():
            self._device.activate()
            for name, buffer in self._inputs.items():
                np.copyto(buffer.host, feeds[name], casting='same_kind')
            self._launch()
            self._device.synchronize()
            return {name: buffer.host.copy() for name, buffer in self._outputs.items()}

    def _deserialised(self, plan: bytes, signature: list[Any]) -> trt.ICudaEngine:
        MESSAGES.errors.clear()
        engine: trt.ICudaEngine | None = self._runtime.deserialize_cuda_engine(plan)
        if engine is None and MESSAGES.out_of_memory:
            raise EngineError(f'not enough GPU memory to load the plan: {MESSAGES.cause}')
        if engine is None:
            raise PlanError(f'TensorRT does not load it: {MESSAGES.cause}')
        described = {Tensor(name, is_input, dtype, tuple(shape)) for name, is_input, dtype, shape in signature}
        if described != set(of_engine(engine)):
            raise PlanError('its inputs or outputs are not those of its description')
        return engine

    def _buffer(self, tensor: Tensor) -> Buffer:
        buffer = self._device.allocate(tensor.shape, np.dtype(tensor.dtype))
        self._context.set_tensor_address(tensor.name, buffer.address)
        return buffer

    def _frame(self) -> None:
        """Put one frame on the stream."""
        for buffer in self._inputs.values():
            self._device.upload(buffer)
        if not self._context.execute_async_v3(self._device.stream):
            raise EngineError(f'TensorRT cannot run the plan: {MESSAGES.cause}')
        for buffer in self._outputs.values():
            self._device.download(buffer)

    def _capture(self) -> bool:
        """Whether frames are launched as a CUDA graph; some layers cannot be captured, and run one by one."""
        try:
            self._launch = self._device.capture(self._frame)
        except RuntimeError as error:
            _log.warning('no CUDA graph, so that each layer is launched by itself: %s', first_line(error))
            return False
        return True
