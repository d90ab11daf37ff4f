"""From a trained model to the networks of a bundle."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.base import TrackerModel

OPSET = 18
PARITY = 1e-4


class ExportError(RuntimeError):
    """An exported network whose outputs differ from the model's."""


def frame_inputs(spec: NetworkSpec) -> dict[str, Tensor]:
    """Random inputs of one frame, in the order and the shapes of the network contract; all templates are given."""
    generator = torch.Generator().manual_seed(0)
    inputs = {name: torch.randn(*shape, generator=generator) for name, shape in spec.input_shapes().items()}
    masks = {'template_mask': torch.ones(1, spec.num_templates), 'text_mask': _text_mask(spec)}
    return {name: masks.get(name, value) for name, value in inputs.items()}


def _text_mask(spec: NetworkSpec) -> Tensor:
    """Real tokens in the first third of each phrase, at least one; the rest padding."""
    groups = len(spec.text_groups) or 1
    length = spec.text_length // groups
    return (torch.arange(length) < (length + 2) // 3).float().repeat(groups)[None]


def text_inputs(spec: NetworkSpec) -> dict[str, Tensor]:
    """Inputs of the text encoder: a few tokens, the rest padding."""
    mask = _text_mask(spec)
    return {'ids': torch.arange(spec.text_length)[None] * mask.long(), 'mask': mask}


def export_network(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path) -> None:
    """Write one module as ONNX, with its weights under their own names, and compare it with the module.

    The graph is left unoptimised: runtimes optimise at load, and the torch runtime reads the weights back by name.
    Raises ExportError when an output differs by more than PARITY.
    """
    module = module.eval()
    with torch.no_grad():       # a learned attention bias that asks for gradients is traced with other strides
        program = torch.onnx.export(module, tuple(inputs.values()), dynamo=True, optimize=False, opset_version=OPSET,
                                    input_names=list(inputs), output_names=outputs, verbose=False)
    onnx.save(program.model_proto, path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    exported = session.run(outputs, {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = module(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    for name, a, b in zip(outputs, exported, expected):
        worst = float(np.abs(a - b.numpy()).max())
        if not worst <= PARITY:
            raise ExportError(f'{path.name}: {name} differs from the model by {worst:.2g}')


def weights_by_name(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """The weights of an exported network by the names they have in the model."""
    return {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}


def export_model(model: TrackerModel, folder: Path) -> None:
    """Write tracker.onnx and, where the tracker takes words, text.onnx into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, folder / 'tracker.onnx')
    if model.text is not None:
        export_network(model.text, text_inputs(model.spec), ['text'], folder / 'text.onnx')
