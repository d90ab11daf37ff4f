"""The colour bundle with something to quantise: its network looks through a convolution that changes nothing."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from support.colour_bundle import SECTIONS, write_colour_bundle

from vl_tracker_ros.bundle import Bundle, write_bundle


def write_convolving_bundle(folder: Path) -> Bundle:
    network = onnx.load(write_colour_bundle(folder) / 'tracker.onnx')
    for node in network.graph.node:
        node.input[:] = ['seen' if name == 'search' else name for name in node.input]
    network.graph.initializer.append(numpy_helper.from_array(np.eye(3, dtype=np.float32)[..., None, None], 'glass'))
    network.graph.node.insert(0, helper.make_node('Conv', ['search', 'glass'], ['seen']))
    onnx.save(network, folder / 'tracker.onnx')
    return write_bundle(folder, {**SECTIONS, 'name': 'convolving'})
