"""Networks on ONNX Runtime, on the CPU."""

from __future__ import annotations

import numpy as np
import onnxruntime

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError, check_feeds
from vl_tracker_ros.engines.options import EngineOptions

_DTYPES = {'tensor(float)': np.dtype(np.float32), 'tensor(int64)': np.dtype(np.int64)}


class OnnxRuntimeEngine:
    """One ONNX file of a bundle."""

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        path = bundle.file(file)
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), _session_options(options.threads), providers=['CPUExecutionProvider'])
        except Exception as error:  # onnxruntime raises its own classes, which share no base but this
            raise EngineError(f'{path}: ONNX Runtime cannot load it: {_first_line(error)}') from error
        self._inputs = {node.name: (_DTYPES[node.type], node.shape) for node in self._session.get_inputs()}
        self.input_names = tuple(self._inputs)
        self.output_names = tuple(node.name for node in self._session.get_outputs())
        self._threads = options.threads

    def run(self, feeds: Arrays) -> Arrays:
        check_feeds(feeds, self._inputs)
        return dict(zip(self.output_names, self._session.run(self.output_names, feeds)))

    def describe(self) -> str:
        return f'onnxruntime {onnxruntime.__version__}, cpu, {self._threads or "default"} threads'


def _session_options(threads: int | None) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    if threads is not None:
        options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads starve the camera and the executor on a robot that shares its cores.
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    return options


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
