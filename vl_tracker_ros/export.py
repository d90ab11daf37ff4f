"""From a trained model to the networks of a bundle."""
from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxscript import ir, optimizer
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.errors import ExportError
from vl_tracker_ros.models.base import TrackerModel

OPSET = 18
PARITY = 1e-4


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

    Raises ExportError when an output differs by more than PARITY, and for weights that no output depends on, since
    they would be lost.
    """
    module = module.eval()
    with torch.no_grad():
        expected = module(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    _write(module, inputs, outputs, path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    exported = session.run(outputs, {name: value.numpy() for name, value in inputs.items()})
    for name, a, b in zip(outputs, exported, expected):
        worst = float(np.abs(a - b.numpy()).max())
        if not worst <= PARITY:
            raise ExportError(f'{path.name}: {name} differs from the model by {worst:.2g}')


def _write(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path) -> None:
    """A function of its own, so that the graph and its copy of the weights are gone before the file is loaded."""
    # A learned attention bias that asks for gradients is traced with other strides.
    with torch.no_grad(), _quiet_exporter():
        program = torch.onnx.export(module, tuple(inputs.values()), dynamo=True, optimize=False, opset_version=OPSET,
                                    input_names=list(inputs), output_names=outputs, verbose=False)
    weights = {name for name in module.state_dict() if not name.endswith('num_batches_tracked')}
    _fold_constants(program.model, weights)
    network = program.model_proto
    if unused := sorted(weights - {tensor.name for tensor in network.graph.initializer}):
        raise ExportError(f'{path.name}: no output depends on {len(unused)} weights: {", ".join(unused[:4])}')
    _forget_origin(network.graph)
    onnx.save(network, path)


def _forget_origin(graph: onnx.GraphProto) -> None:
    """The exporter notes for every node where in the source it comes from, by the paths of this machine."""
    for part in (graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
        part.ClearField('metadata_props')


@contextmanager
def _quiet_exporter() -> Iterator[None]:
    """The exporter warns of operators that nothing here uses, and of its own old calls."""
    logger = logging.getLogger('torch.onnx')
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore', FutureWarning)
            yield
    finally:
        logger.setLevel(level)


def _fold_constants(graph: ir.Model, weights: set[str]) -> None:
    """Compute what depends on shapes alone, but nothing of the weights: these keep their names and values.

    Without it the graph has operators that TensorRT does not know. Other optimisations are left to the runtimes: they
    fuse and transpose weights, which the torch runtime then could not read back by name.
    """
    # Types are inferred as well: attention without a mask casts to that of another value.
    optimizer.fold_constants_ir(graph, onnx_shape_inference=True,
                                should_fold=lambda node: False if _reads(node, weights) else None)
    optimizer.remove_unused_nodes(graph)


def _reads(node: ir.Node, weights: set[str]) -> bool:
    return any(value is not None and value.name in weights for value in node.inputs)


def export_record() -> dict[str, str | int]:
    """What the networks of a bundle are written with."""
    return {'opset': OPSET, 'torch': str(torch.__version__), 'onnx': onnx.__version__}


def export_model(model: TrackerModel, folder: Path) -> None:
    """Write tracker.onnx and, where the tracker takes words, text.onnx into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, folder / 'tracker.onnx')
    if model.text is not None:
        export_network(model.text, text_inputs(model.spec), ['text'], folder / 'text.onnx')
