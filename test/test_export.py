from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from support.onnx_graph import OPERATORS, fused_attentions, operators
from support.tiny_mvlm import tiny_mvlm
from torch import Tensor, nn

from vl_tracker_ros import export
from vl_tracker_ros.errors import ExportError
from vl_tracker_ros.export import export_network, frame_inputs, text_inputs
from vl_tracker_ros.models.exported import weights_by_name
from vl_tracker_ros.models.mvlm.network import MVLM


@pytest.fixture(scope='module')
def exported(tiny_networks: Path) -> tuple[MVLM, Path]:
    return tiny_mvlm(), tiny_networks


def contract(path: Path) -> tuple[dict[str, list], dict[str, list]]:
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    return {i.name: i.shape for i in session.get_inputs()}, {o.name: o.shape for o in session.get_outputs()}


def test_networks_have_the_names_and_shapes_of_the_contract(exported: tuple[MVLM, Path]) -> None:
    _, folder = exported
    assert contract(folder / 'tracker.onnx') == (
        {'search': [1, 3, 64, 64], 'template': [1, 1, 3, 64, 64], 'template_mask': [1, 1], 'text': [1, 8, 16],
         'text_mask': [1, 8]},
        {'boxes': [1, 16, 4], 'scores': [1, 16], 'correlation': [1, 4, 4]})
    assert contract(folder / 'text.onnx') == ({'ids': [1, 8], 'mask': [1, 8]}, {'text': [1, 8, 16]})


def test_networks_are_valid_onnx_of_one_file(exported: tuple[MVLM, Path]) -> None:
    _, folder = exported
    assert sorted(path.name for path in folder.iterdir()) == ['text.onnx', 'tracker.onnx']
    for path in folder.iterdir():
        onnx.checker.check_model(onnx.load(path), full_check=True)
        assert {o.version for o in onnx.load(path).opset_import if o.domain == ''} == {export.OPSET}


@pytest.mark.parametrize('changes', [{}, {'text_mask': torch.zeros(1, 8)}, {'template_mask': torch.zeros(1, 1)},
                                     {'text_mask': torch.zeros(1, 8), 'template_mask': torch.zeros(1, 1)}])
def test_exported_tracker_is_the_model_for_every_mask(
        exported: tuple[MVLM, Path], changes: dict[str, Tensor]) -> None:
    model, folder = exported
    inputs = {**frame_inputs(model.spec), **changes, 'search': torch.rand(1, 3, 64, 64)}
    session = onnxruntime.InferenceSession(str(folder / 'tracker.onnx'), providers=['CPUExecutionProvider'])
    found = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = model.tracker(**inputs)
    assert all(torch.allclose(torch.from_numpy(a), b, atol=1e-4) for a, b in zip(found, expected, strict=True))


def test_weights_are_read_back_by_name(exported: tuple[MVLM, Path]) -> None:
    model, folder = exported
    for part in ('tracker', 'text'):
        weights = weights_by_name(onnx.load(folder / f'{part}.onnx').graph)
        expected = {name: value for name, value in getattr(model, part).state_dict().items()
                    if not name.endswith('num_batches_tracked')}
        assert expected.keys() <= weights.keys()
        assert all(torch.equal(weights[name], value) for name, value in expected.items())


def test_networks_hold_no_path_of_the_machine_they_were_made_on(exported: tuple[MVLM, Path]) -> None:
    for path in exported[1].glob('*.onnx'):
        assert b'.py' not in path.read_bytes() and str(Path(export.__file__).parent).encode() not in path.read_bytes()


def test_switches_export(tmp_path: Path) -> None:
    model = tiny_mvlm(correlation_prior=False, language_modulation=False, correlation_projection=False,
                      num_templates=2)
    export_network(model.tracker, frame_inputs(model.spec), model.spec.outputs, tmp_path / 'tracker.onnx')


@pytest.mark.parametrize('off', [0.01, torch.nan])
def test_outputs_that_differ_are_an_error(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, off: float) -> None:
    save = onnx.save

    def tamper_and_save(network: onnx.ModelProto, path: Path) -> None:
        bias = next(tensor for tensor in network.graph.initializer if tensor.name == 'bias')
        bias.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(bias) + np.float32(off), 'bias'))
        save(network, path)

    monkeypatch.setattr(export.onnx, 'save', tamper_and_save)
    with pytest.raises(ExportError, match=r'net.onnx: y differs from the model by (0.01|nan)'):
        export_network(nn.Linear(3, 3), {'x': torch.ones(1, 3)}, ['y'], tmp_path / 'net.onnx')


def test_weights_that_no_output_depends_on_are_an_error(tmp_path: Path) -> None:
    module = nn.Linear(3, 3)
    module.forgotten = nn.Linear(2, 2)
    with pytest.raises(ExportError, match='no output depends on 2 weights: forgotten.bias, forgotten.weight'):
        export_network(module, {'x': torch.ones(1, 3)}, ['y'], tmp_path / 'net.onnx')
    assert not (tmp_path / 'net.onnx').exists()


class EqualWeights(nn.Module):
    """Two weights of the same values, one of which is small enough to be computed with."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2, 2))

    def forward(self, x: Tensor) -> Tensor:
        left, right = (x @ (self.first.T + self.second.T.exp())).chunk(2, dim=-1)
        return left * right


def test_weights_stay_as_they_are_and_apart(tmp_path: Path) -> None:
    export_network(EqualWeights(), {'x': torch.ones(1, 2)}, ['y'], tmp_path / 'net.onnx')
    weights = weights_by_name(onnx.load(tmp_path / 'net.onnx').graph)
    assert weights['first'].tolist() == weights['second'].tolist() == [[1, 1], [1, 1]]


def test_networks_have_only_operators_that_tensorrt_knows(exported: tuple[MVLM, Path]) -> None:
    for path in exported[1].iterdir():
        assert operators(path) <= OPERATORS


def test_attention_has_the_form_that_tensorrt_fuses(exported: tuple[MVLM, Path]) -> None:
    model, folder = exported
    assert fused_attentions(folder / 'tracker.onnx') == model.config.depth
    assert fused_attentions(folder / 'text.onnx') == model.config.small_text.depth


class ScaledLate(nn.Module):
    def forward(self, q: Tensor) -> Tensor:
        return torch.softmax(q @ q.transpose(-1, -2) * 0.5, dim=-1) @ q


def test_attention_in_another_form_is_noticed(tmp_path: Path) -> None:
    export_network(ScaledLate(), {'q': torch.ones(1, 2, 3, 4)}, ['y'], tmp_path / 'net.onnx')
    with pytest.raises(AssertionError, match='Mul before the Softmax'):
        fused_attentions(tmp_path / 'net.onnx')


def test_text_inputs_have_padding() -> None:
    inputs = text_inputs(tiny_mvlm().spec)
    assert inputs['mask'].tolist() == [[1] * 3 + [0] * 5] and inputs['ids'].tolist() == [[0, 1, 2] + [0] * 5]
