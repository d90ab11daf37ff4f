"""Network files that are no good give one line, whatever runtime is given them."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from support.tiny_bundle import complete_tiny_bundle

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine

FILE = 'tracker.onnx'


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


def edited(change: Callable[[onnx.ModelProto], None]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        model = onnx.load(path)
        change(model)
        onnx.save(model, path)
    return edit


@edited
def open_shape(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_param = 'batch'


@edited
def future_opset(model: onnx.ModelProto) -> None:
    model.opset_import[0].version = 99


@edited
def unknown_operator(model: onnx.ModelProto) -> None:
    next(node for node in model.graph.node if node.op_type == 'Conv').op_type = 'Frobnicate'


def half_inputs(path: Path) -> None:
    onnx.save(onnx.parser.parse_model('<ir_version: 8, opset_import: ["" : 17]> '
                                      'g (float16[1,3] search) => (float16[1,3] boxes) { boxes = Neg (search) }'), path)


# torch reads only the weights of a file, so operators and their versions are nothing to it.
@pytest.mark.parametrize(('runtime', 'damage', 'cause'), [
    ('onnxruntime', truncate, 'Protobuf parsing failed'),
    ('openvino', truncate, 'Protobuf parsing failed'),
    ('torch', truncate, 'is no ONNX file'),
    ('onnxruntime', open_shape, r"input 'search' has no fixed shape: \['batch', 3, "),
    ('openvino', open_shape, r"input 'search' has no fixed shape: \['batch', 3, "),
    ('torch', open_shape, r"input 'search' has no fixed shape: \['batch', 3, "),
    ('onnxruntime', future_opset, 'Opset 99 is under development'),
    ('openvino', future_opset, 'Opset 99 is under development'),
    ('onnxruntime', unknown_operator, 'Frobnicate'),
    ('openvino', unknown_operator, 'Frobnicate'),
    ('onnxruntime', half_inputs, r"input 'search' is tensor\(float16\), but networks take float32 and int64"),
    ('openvino', half_inputs, r"input 'search' is tensor\(float16\), but networks take float32 and int64"),
])
def test_bad_network_gives_one_line(bundle: Bundle, tmp_path: Path, runtime: str, damage: Callable[[Path], None],
                                    cause: str) -> None:
    folder = shutil.copytree(bundle.path, tmp_path / 'tiny')
    damage(folder / FILE)
    with pytest.raises(EngineError, match=f'{FILE}.*{cause}') as caught:
        create_engine(complete_tiny_bundle(folder), FILE, EngineOptions(runtime, 'cpu', threads=1))
    assert '\n' not in str(caught.value)
