"""Networks on OpenVINO, on the CPU."""

from __future__ import annotations

import sys

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError, check_feeds
from vl_tracker_ros.engines.onnxruntime_engine import OnnxRuntimeEngine
from vl_tracker_ros.engines.options import EngineOptions

sys.modules.setdefault('openvino_telemetry', None)      # with it, the import sends usage data from a forked process
import openvino  # noqa: E402

_HINTS = {'fp32': 'f32', 'bf16': 'bf16', 'int8': 'f32'}     # int8: of what the graph does not quantise


class OpenVinoEngine:
    """One ONNX file of a bundle."""

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        OnnxRuntimeEngine(bundle, file, options)    # refuses what is no good: OpenVINO crashes on unknown operators
        path = bundle.file(file)
        try:
            compiled = openvino.Core().compile_model(path, 'CPU', _settings(options))
        except RuntimeError as error:
            raise EngineError(f'{path}: OpenVINO cannot load it: {_cause(error)}') from error
        self._inputs = {port.any_name: (port.element_type.to_dtype(), list(port.shape)) for port in compiled.inputs}
        self.input_names = tuple(self._inputs)
        self.output_names = tuple(port.any_name for port in compiled.outputs)
        self._request = compiled.create_infer_request()
        self._options = options

    @staticmethod
    def why_not(options: EngineOptions) -> str:
        if options.device_kind == 'cuda':
            return 'it runs on the CPU'
        if options.precision not in _HINTS:
            return f'it runs {", ".join(_HINTS)}'
        return 'this CPU has no bf16' if options.precision == 'bf16' and not _has_bf16() else ''

    def run(self, feeds: Arrays) -> Arrays:
        check_feeds(feeds, self._inputs)
        try:
            results = self._request.infer(feeds)
        except RuntimeError as error:
            raise EngineError(f'OpenVINO: {_cause(error)}') from error
        return {name: results[name] for name in self.output_names}

    def describe(self) -> str:
        return self._options.describe(f'openvino {openvino.__version__.partition("-")[0]}')


def _has_bf16() -> bool:
    """Where it is missing OpenVINO says nothing and computes in fp32."""
    return 'BF16' in openvino.Core().get_property('CPU', 'OPTIMIZATION_CAPABILITIES')


def _settings(options: EngineOptions) -> dict[str, object]:
    settings = {'PERFORMANCE_HINT': 'LATENCY', 'INFERENCE_PRECISION_HINT': _HINTS[options.precision],
                'ENABLE_CPU_PINNING': False}     # two trackers would be pinned to the same core
    return settings if options.threads is None else {**settings, 'INFERENCE_NUM_THREADS': options.threads}


def _cause(error: RuntimeError) -> str:
    """The last line that OpenVINO says; those before name places in its source."""
    return str(error).strip().splitlines()[-1]
