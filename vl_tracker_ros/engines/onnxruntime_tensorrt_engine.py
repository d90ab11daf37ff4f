"""Networks on ONNX Runtime by its TensorRT execution provider, which compiles them and keeps what it compiled."""

from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.cache_folder import cache_folder
from vl_tracker_ros.engines.base import EngineError
from vl_tracker_ros.engines.nvidia import why_no_gpu
from vl_tracker_ros.engines.onnxruntime_engine import OnnxRuntimeEngine, Providers, why_no_provider
from vl_tracker_ros.engines.options import EngineOptions

_PROVIDER = 'TensorrtExecutionProvider'


class OnnxRuntimeTensorRtEngine(OnnxRuntimeEngine):
    """One ONNX file of a bundle; CUDA runs the nodes that TensorRT does not take."""

    name = 'onnxruntime-tensorrt'

    @staticmethod
    def why_not(options: EngineOptions) -> str:
        if options.device_kind != 'cuda':
            return 'it runs on CUDA'
        if options.precision not in ('fp32', 'fp16'):
            return 'it runs fp32 and fp16'
        return why_no_provider(_PROVIDER) or why_no_gpu(options.gpu_index)

    @staticmethod
    def providers(options: EngineOptions) -> Providers:
        cache = str(_made_folder())
        settings = {'device_id': options.gpu_index, 'trt_fp16_enable': options.precision == 'fp16',
                    'trt_layer_norm_fp32_fallback': True,       # its sums overflow in half precision
                    'trt_engine_cache_enable': True, 'trt_engine_cache_path': cache,
                    'trt_timing_cache_enable': True, 'trt_timing_cache_path': cache}
        return [(_PROVIDER, settings), *OnnxRuntimeEngine.providers(options)]


def _made_folder() -> Path:
    folder = cache_folder('onnxruntime-tensorrt')
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(f'{folder}: no folder for compiled networks: {error.strerror}') from error
    return folder
