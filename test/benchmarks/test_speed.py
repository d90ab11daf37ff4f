"""All take turns on the same frames."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import onnx
import speed
from speed import figures, fixed_network, take_turns

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.evaluation.contenders import ContenderSpec, create_contender
from vl_tracker_ros.evaluation.datasets import load_dataset

_DOUBLE = '<ir_version: 8, opset_import: ["" : 17]> double (float[1,4] image) => (float[1,4] features) ' \
          '{ features = Add (image, image) }'


def test_a_bundle_a_peer_and_a_fixed_network_take_turns(data: Path, colour: Bundle, tmp_path: Path) -> None:
    onnx.save(onnx.parser.parse_model(_DOUBLE), tmp_path / 'double.onnx')
    contenders = [create_contender(ContenderSpec(name)) for name in (f'{colour.path}/', 'opencv:MIL')]
    walk = load_dataset('folders', data / 'dev')[1]
    times = take_turns(contenders, fixed_network(tmp_path / 'double.onnx', threads=1), walk, frames=5)
    assert len(times) == 4 and all(ms > 0 for row in times for ms in row)


def test_medians_and_ratios() -> None:
    found = figures([(4.0, 20.0, 2.0), (5.0, 10.0, 2.0), (900.0, 10.0, 2.0)], 'opencv:MIL')
    assert found == {'ms': 5.0, 'fixed_network_ms': 2.0, 'peer': 'opencv:MIL', 'peer_ms': 10.0,
                     'to_fixed_network': 2.5, 'to_peer': 0.5, 'frames': 3}


def test_it_needs_no_torch() -> None:
    """The environment of OpenCV's contrib package has none."""
    code = 'import sys, speed; sys.exit("torch" in sys.modules)'
    assert subprocess.run([sys.executable, '-c', code], cwd=Path(speed.__file__).parent, check=False).returncode == 0
