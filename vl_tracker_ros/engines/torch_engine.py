"""A network of a bundle as the torch module it was exported from; its weights are read from the ONNX file."""
from __future__ import annotations

import numpy as np
import torch

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError
from vl_tracker_ros.export import read_weights
from vl_tracker_ros.models import create_model

# file of the bundle -> (part of the model, its inputs, its outputs)
_TEXT = ('text', ('ids', 'mask'), ('text',))


class TorchEngine:
    """tracker.onnx or text.onnx of a bundle, run by torch on the CPU."""

    def __init__(self, bundle: Bundle, file: str, threads: int | None) -> None:
        frame = ('tracker', tuple(bundle.network.inputs), tuple(bundle.network.outputs))
        part, self.input_names, self.output_names = _TEXT if file == 'text.onnx' else frame
        try:
            self._module = getattr(create_model(bundle.model), part).eval()
            missing = self._module.load_state_dict(read_weights(bundle.file(file)), strict=False).missing_keys
        except (KeyError, RuntimeError) as error:
            raise EngineError(f'{bundle.name}: torch cannot build {bundle.model!r}: {error}') from error
        missing = [name for name in missing if not name.endswith('num_batches_tracked')]
        if missing:
            raise EngineError(f'{bundle.path / file}: no weights named {", ".join(missing[:3])}')
        if threads is not None:
            torch.set_num_threads(threads)

    @torch.inference_mode()
    def run(self, feeds: Arrays) -> Arrays:
        if feeds.keys() != set(self.input_names):
            raise EngineError(f'network wants inputs {sorted(self.input_names)}, got {sorted(feeds)}')
        tensors = [torch.from_numpy(np.ascontiguousarray(feeds[name])) for name in self.input_names]
        try:
            results = self._module(*tensors)
        except RuntimeError as error:
            raise EngineError(f'torch: {str(error).splitlines()[0]}') from error
        results = results if isinstance(results, tuple) else (results,)
        return {name: value.numpy() for name, value in zip(self.output_names, results)}

    def describe(self) -> str:
        return f'torch {torch.__version__}, cpu, {torch.get_num_threads()} threads'
