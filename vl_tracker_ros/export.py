"""From a trained model to the networks of a bundle."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from vl_tracker_ros.models.mvlm.network import MVLM

OPSET = 18
PARITY = 1e-4


class ExportError(RuntimeError):
    """An exported network whose outputs differ from the model's."""


def frame_inputs(model: MVLM) -> dict[str, Tensor]:
    """Random inputs of one frame, in the order and the shapes of the network contract."""
    config, generator = model.config, torch.Generator().manual_seed(0)

    def random(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    text_mask = torch.zeros(1, config.text_length)
    text_mask[:, :7] = 1
    return {'search': random(1, 3, config.search_size, config.search_size),
            'template': random(1, config.num_templates, 3, config.template_size, config.template_size),
            'template_mask': torch.ones(1, config.num_templates),
            'text': random(1, config.text_length, config.dim), 'text_mask': text_mask}


def text_inputs(model: MVLM) -> dict[str, Tensor]:
    """Inputs of the text encoder: seven tokens, the rest padding."""
    mask = torch.zeros(1, model.config.text_length)
    mask[:, :7] = 1
    return {'ids': torch.arange(model.config.text_length)[None] * mask.long(), 'mask': mask}


def export_network(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path) -> None:
    """Write one module as ONNX, with its weights under their own names, and compare it with the module.

    The graph is left unoptimised: runtimes optimise at load, and the torch runtime reads the weights back by name.
    Raises ExportError when an output differs by more than PARITY.
    """
    module = module.eval()
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


def export_model(model: MVLM, folder: Path) -> None:
    """Write tracker.onnx and text.onnx into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    export_network(model.tracker, frame_inputs(model), ['boxes', 'scores', 'correlation'], folder / 'tracker.onnx')
    export_network(model.text, text_inputs(model), ['text'], folder / 'text.onnx')
