"""The colour bundle with a network that fails on bright images: what it gives for them is no number."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from support.colour_bundle import SECTIONS, write_colour_bundle

from vl_tracker_ros.bundle import write_bundle

BRIGHT = np.full((120, 160, 3), 255, np.uint8)      # as squares.scene, but the networks fail on it


def write_failing_bundle(folder: Path) -> Path:
    network = onnx.load(write_colour_bundle(folder) / 'tracker.onnx')
    for node in network.graph.node:
        node.output[:] = ['finite' if name == 'scores' else name for name in node.output]
    for name, value in (('dark', 0.5), ('nothing', 0.0)):
        network.graph.initializer.append(numpy_helper.from_array(np.float32(value), name))
    network.graph.node.extend([
        helper.make_node('ReduceMean', ['search'], ['brightness'], keepdims=0),
        helper.make_node('Sub', ['dark', 'brightness'], ['darkness']),
        helper.make_node('Sqrt', ['darkness'], ['root']),           # NaN where it is bright
        helper.make_node('Mul', ['root', 'nothing'], ['flaw']),
        helper.make_node('Add', ['finite', 'flaw'], ['scores'])])
    onnx.save(network, folder / 'tracker.onnx')
    write_bundle(folder, {**SECTIONS, 'name': 'failing'})
    return folder
