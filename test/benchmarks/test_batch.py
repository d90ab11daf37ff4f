from __future__ import annotations

from pathlib import Path

import numpy as np
from batch import export_batch
from models import open_session

from vl_tracker_ros.bundle import load_bundle


def test_a_batch_gives_what_its_views_give_one_by_one(tmp_path: Path) -> None:
    bundle = load_bundle('mvlm_tiny')
    inputs = export_batch(bundle, 2, tmp_path / 'batch.onnx')
    inputs['search'][1] = inputs['search'][1, :, ::-1]
    at_once = open_session(tmp_path / 'batch.onnx', 1).run(None, inputs)
    single = open_session(bundle.file('tracker.onnx'), 1)
    for index in range(2):
        alone = single.run(None, {name: value[index:index + 1] for name, value in inputs.items()})
        for several, one in zip(at_once, alone):
            np.testing.assert_allclose(several[index:index + 1], one, atol=1e-4)
    assert not np.allclose(at_once[1][0], at_once[1][1])
