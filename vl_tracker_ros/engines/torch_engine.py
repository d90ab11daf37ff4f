"""Networks on torch, on the CPU or by CUDA: as the modules they were exported from."""
from __future__ import annotations

from importlib import metadata
from importlib.util import find_spec

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, check_feeds
from vl_tracker_ros.engines.nvidia import why_no_gpu
from vl_tracker_ros.engines.options import EngineOptions


class TorchEngine:
    """tracker.onnx or text.onnx of a bundle. torch itself, whose import takes seconds, comes with torch_network."""

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        from vl_tracker_ros.engines.torch_network import TorchNetwork

        self._network = TorchNetwork(bundle, file, options)
        self.input_names = tuple(self._network.inputs)
        self.output_names = self._network.output_names
        self._options = options

    @staticmethod
    def why_not(options: EngineOptions) -> str:
        for package in ('torch', 'onnx'):
            if find_spec(package) is None:
                return f'{package} is not installed'
        if options.device_kind != 'cuda':
            return '' if options.precision in ('fp32', 'bf16') else 'on the CPU it runs fp32 and bf16'
        if options.precision == 'int8':
            return 'on CUDA it runs fp32, fp16 and bf16'
        if metadata.version('torch').endswith('+cpu'):
            return 'this torch is built without CUDA'
        return why_no_gpu(options.gpu_index)

    def run(self, feeds: Arrays) -> Arrays:
        check_feeds(feeds, self._network.inputs)
        return dict(zip(self.output_names, self._network(feeds)))

    def describe(self) -> str:
        return self._options.describe(f'torch {metadata.version("torch")}')
