"""The way back from a bundle: its networks as torch modules, whose weights are read from the ONNX files by name."""
from __future__ import annotations

from pathlib import Path

import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from torch import Tensor, nn

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.checkpoint import load_weights, read_checkpoint


def read_graph(path: Path) -> onnx.GraphProto:
    """Raises CheckpointError for a file that is not ONNX."""
    try:
        return onnx.load(path).graph
    except DecodeError as error:
        raise CheckpointError(f'{path}: is no ONNX file: {error}') from error


def weights_by_name(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """The weights of an exported network by the names they have in the model."""
    return {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}


def build_network(bundle: Bundle, file: str, graph: onnx.GraphProto) -> nn.Module:
    """The part of the bundle's model that `graph`, its file tracker.onnx or text.onnx, was exported from.

    Raises KeyError for an unknown model, and CheckpointError for weights that are not the model's.
    """
    module = getattr(create_model(bundle.model), Path(file).stem).eval()
    found = weights_by_name(graph)
    counters = {name: value for name, value in module.state_dict().items() if name.endswith('num_batches_tracked')}
    state = {name: found[name] for name in module.state_dict() if name in found}    # not the graph's own constants
    load_weights(module, {**counters, **state}, str(bundle.path / file))
    return module


def read_state(path: Path) -> dict[str, Tensor]:
    """The state dict of a checkpoint (`read_checkpoint`), or of the model whose bundle is the folder `path`.

    Raises CheckpointError and OSError, and BundleError for a folder that is no bundle.
    """
    if not path.is_dir():
        return read_checkpoint(path)
    bundle = load_bundle(path)
    try:
        networks = {Path(file).stem: build_network(bundle, file, read_graph(bundle.file(file)))
                    for file in bundle.files if file.endswith('.onnx')}
    except KeyError as error:
        raise CheckpointError(f'{path}: {error.args[0]}') from error
    return {f'{part}.{name}': value for part, network in networks.items()
            for name, value in network.state_dict().items()}
