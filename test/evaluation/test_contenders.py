"""Bundles behind the interface of what is evaluated."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from support.colour_bundle import SECTIONS, write_box_follower, write_colour_bundle
from support.squares import scene

from vl_tracker_ros.bundle import BundleError, load_bundle, write_bundle
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.contenders import ContenderSpec, create_contender

BOX = np.array([20.0, 30.0, 24.0, 24.0])


def test_a_bundle_is_started_and_followed(colour_bundle: Path) -> None:
    contender = create_contender(ContenderSpec(str(colour_bundle)))
    assert contender.name == 'colour' and contender.runtime.startswith('onnxruntime ')
    assert contender.device == 'cpu'
    assert contender.sha256 == load_bundle(colour_bundle).files['tracker.onnx']
    first = contender.start(scene(red=(20, 30)), None, BOX, 0.0)
    assert first.box_xywh_px.tolist() == BOX.tolist() and first.state == 'tracking'
    second = contender.update(scene(red=(26, 30)), 0.04)
    assert second.box_xywh_px == pytest.approx([26, 30, 24, 24], abs=3) and 0.5 < second.score <= 1


def test_checksum_is_that_of_the_file_that_runs(tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'colour')
    network = onnx.load(folder / 'tracker.onnx')
    network.doc_string = 'quantised'
    onnx.save(network, folder / 'tracker.int8.onnx')
    bundle = write_bundle(folder, SECTIONS)
    contender = create_contender(ContenderSpec(str(folder), EngineOptions(device='cpu', precision='int8')))
    assert contender.sha256 == bundle.files['tracker.int8.onnx'] != bundle.files['tracker.onnx']


def test_where_nothing_is_shown_there_is_no_box(colour_bundle: Path) -> None:
    answer = create_contender(ContenderSpec(str(colour_bundle))).start(scene(), 'the red square', None, 0.0)
    assert answer.box_xywh_px is None and answer.state == 'searching'


def test_modes_are_those_that_the_networks_can(colour_bundle: Path, tmp_path: Path) -> None:
    follower = str(write_box_follower(tmp_path / 'box_follower'))
    grounded = create_contender(ContenderSpec(follower, grounder=str(colour_bundle)))
    assert create_contender(ContenderSpec(str(colour_bundle))).modes == ('text', 'box', 'both')
    assert create_contender(ContenderSpec(follower)).modes == ('box',)
    assert grounded.modes == ('text', 'box', 'both')
    assert grounded.start(scene(red=(20, 30)), 'the red square', None, 0.0).state == 'searching'


def test_unknown_bundle() -> None:
    with pytest.raises(BundleError, match='no_such_bundle'):
        create_contender(ContenderSpec('no_such_bundle'))
