from __future__ import annotations

from pathlib import Path

import onnx
import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from vl_tracker_ros.bench.flops import count_flops
from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.export import frame_inputs
from vl_tracker_ros.models import create_model


def write(path: Path, inputs: str, body: str) -> Path:
    source = f'<ir_version: 8, opset_import: ["" : 17]> one ({inputs}) => (float y) {{ {body} }}'
    model = onnx.parser.parse_model(source)
    model.graph.output[0].type.tensor_type.ClearField('shape')      # inferred
    onnx.save(model, path)
    return path


@pytest.mark.parametrize(('inputs', 'body', 'multiplications'), [
    ('float[2,3,5] a, float[5,7] b', 'y = MatMul (a, b)', 2 * 3 * 5 * 7),
    ('float[3,5] a, float[5,7] b, float[7] c', 'y = Gemm (a, b, c)', 3 * 5 * 7),
    ('float[5,3] a, float[7,5] b', 'y = Gemm <transA = 1, transB = 1> (a, b)', 3 * 5 * 7),
    ('float[1,4,8,8] a, float[6,2,3,3] b', 'y = Conv <group = 2, pads = [1, 1, 1, 1], strides = [2, 2]> (a, b)',
     6 * 4 * 4 * 2 * 3 * 3),
    ('float[1,4,8,8] a, float[4,6,2,2] b', 'y = ConvTranspose <strides = [2, 2]> (a, b)', 4 * 8 * 8 * 6 * 2 * 2),
    ('float[2,3,5] a, float[2,7,5] b', 'y = Einsum <equation = "bic, bjc -> bij"> (a, b)', 2 * 3 * 7 * 5),
    ('float[2,3] a, float[2,3] b', 't = Add (a, b) y = Softmax (t)', 0),
])
def test_two_for_each_multiplication(inputs: str, body: str, multiplications: int, tmp_path: Path) -> None:
    assert count_flops(write(tmp_path / 'one.onnx', inputs, body)) == 2 * multiplications


def test_shape_that_is_not_fixed(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        count_flops(write(tmp_path / 'one.onnx', 'float[n,3] a, float[3,7] b', 'y = MatMul (a, b)'))


def test_a_bundle_s_file_has_the_work_of_its_model() -> None:
    model = create_model('mvlm_tiny').eval()
    with torch.no_grad(), sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        model.tracker(*frame_inputs(model.spec).values())
    assert count_flops(load_bundle('mvlm_tiny').file('tracker.onnx')) == counter.get_total_flops()
