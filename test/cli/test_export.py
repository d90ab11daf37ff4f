"""`vl-tracker export --check`; exporting itself is in test/training/test_lab_commands.py."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from support.tiny_bundle import complete_tiny_bundle, register_tiny

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.cli.main import main


@pytest.fixture(autouse=True)
def tiny_models(monkeypatch: pytest.MonkeyPatch) -> None:
    register_tiny(monkeypatch)


@pytest.fixture
def bundle(tiny_bundle: Bundle) -> Path:
    return tiny_bundle.path


def rows(output: str) -> dict[tuple[str, ...], list[str]]:
    """(network, inputs, output) -> difference and verdict."""
    lines = output.replace('whole images', 'whole_images').splitlines()[1:]
    return {tuple(line.split()[:3]): line.split()[3:] for line in lines}


def test_every_output_is_compared_on_random_and_on_drawn_input(bundle: Path, capsys) -> None:
    assert main(['export', '--check', str(bundle)]) == 0
    found = rows(capsys.readouterr().out)
    assert found.keys() == {('text.onnx', 'random', 'text'), *(
        ('tracker.onnx', kind, name) for kind in ('random', 'crops', 'whole_images')
        for name in ('boxes', 'scores', 'correlation'))}
    assert all(float(difference) <= 1e-4 for difference, in found.values())


def test_real_frames_are_used(bundle: Path, clip: Path, capsys) -> None:
    assert main(['export', '--check', str(bundle), '--frames', str(clip)]) == 0
    assert ('tracker.onnx', 'crops', 'boxes') in rows(capsys.readouterr().out)


def test_a_network_that_computes_something_else_is_said(bundle: Path, tmp_path: Path, capsys) -> None:
    for path in bundle.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    network = onnx.load(tmp_path / 'tracker.onnx')
    output = next(node for node in network.graph.node if 'scores' in node.output)
    output.output[0] = 'true_scores'
    network.graph.node.append(onnx.helper.make_node('Mul', ['true_scores', 'true_scores'], ['scores']))
    onnx.save(network, tmp_path / 'tracker.onnx')
    complete_tiny_bundle(tmp_path)
    assert main(['export', '--check', str(tmp_path)]) == 1
    found = rows(capsys.readouterr().out)
    assert found['tracker.onnx', 'random', 'scores'][1] == 'differs'
    assert len(found['tracker.onnx', 'random', 'boxes']) == 1


@pytest.mark.parametrize(('arguments', 'cause'), [
    ([], 'say what to export, CONFIG --run --data --out, or what to check, --check'),
    (['--check', 'none'], "no bundle named 'none'"),
    (['--check', 'colour'], "torch cannot build 'colour': no model 'colour'"),
])
def test_bad_input_is_one_line(arguments: list[str], cause: str, capsys) -> None:
    assert main(['export', *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker export: ') and cause in error and error.count('\n') == 1


def test_missing_frames_are_one_line(bundle: Path, tmp_path: Path, capsys) -> None:
    assert main(['export', '--check', str(bundle), '--frames', str(tmp_path / 'none.mp4')]) == 2
    assert 'none.mp4: no such video file or folder' in capsys.readouterr().err


def test_numbers_that_are_not_finite_do_not_pass() -> None:
    from vl_tracker_ros.evaluation.parity import Deviation

    assert not Deviation('tracker.onnx', 'random', 'boxes', np.nan).passes
