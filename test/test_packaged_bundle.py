"""The bundles that ship: whole and small; the default one does its job on a rendered scene."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

import vl_tracker_ros.bundle
from support.one_thread import ONE_THREAD
from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import EngineOptions, create_engine
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.export import frame_inputs
from vl_tracker_ros.media.scene import Absence, Scene
from vl_tracker_ros.models.exported import build_network, read_graph
from vl_tracker_ros.tracking import TargetState, Tracker, create_tracker

LIMIT_MB = 16
PACKAGED = Path(vl_tracker_ros.bundle.__file__).parent / 'bundles'


@pytest.fixture(params=sorted(path.name for path in PACKAGED.iterdir() if path.is_dir()))
def bundle(request: pytest.FixtureRequest) -> Bundle:
    """Each of those that ship."""
    return load_bundle(PACKAGED / request.param)


@pytest.fixture(scope='module')
def tracker() -> Tracker:
    """The default one."""
    return create_tracker(load_bundle(PACKAGED / 'mvlm_tiny'), ONE_THREAD)


def iou(found_xywh_px: np.ndarray | None, truth_xywh_px: tuple[float, ...] | None) -> float:
    if found_xywh_px is None or truth_xywh_px is None:
        return 0.0
    return float(overlaps(found_xywh_px[None], np.array([truth_xywh_px], float))[0])


def test_it_is_small_and_has_a_card(bundle: Bundle) -> None:
    assert sum(file.stat().st_size for file in bundle.path.iterdir()) < LIMIT_MB * 1e6
    assert 'Trained on' in (bundle.path / 'README.md').read_text()


def test_all_runtimes_give_the_same(bundle: Bundle) -> None:
    rng = np.random.default_rng(0)
    feeds = {name: rng.standard_normal(shape).astype(np.float32)
             for name, shape in bundle.network.input_shapes().items()}
    feeds |= {name: np.ones_like(value) for name, value in feeds.items() if name.endswith('_mask')}
    by_ort, *by_others = (create_engine(bundle, 'tracker.onnx', EngineOptions(runtime, 'cpu')).run(feeds)
                          for runtime in ('onnxruntime', 'openvino', 'torch'))
    for found in by_others:
        assert found.keys() == by_ort.keys()
        for name, expected in by_ort.items():
            np.testing.assert_allclose(found[name], expected, atol=1e-4)


@torch.no_grad()
def test_what_words_alone_use_counts_nothing_beside_a_template() -> None:
    default = load_bundle(PACKAGED / 'mvlm_tiny')
    network = build_network(default, 'tracker.onnx', read_graph(default.file('tracker.onnx')))
    shown = frame_inputs(default.network)
    told = {**shown, 'template_mask': torch.zeros_like(shown['template_mask'])}
    before = network(**shown), network(**told)
    for last in (network.encoder.backbone.words.merge[-1], network.word_score[-1]):
        last.weight.zero_()
        last.bias.zero_()
    assert all(map(torch.equal, before[0], network(**shown)))
    assert not any(map(torch.equal, before[1], network(**told)))


def test_it_finds_switches_and_regains_by_words(tracker: Tracker) -> None:
    scene = Scene(seed=2, num_frames=150, absences=[Absence('blue person', 60, 20)])   # regained in 4 of seeds 1 to 6
    ball, person = scene.objects[:2]
    overlap, ids = {}, set()
    for index, image, truth in scene:
        asked = ball if index < 30 else person
        if index in (0, 30):
            result = tracker.start(image, asked.sentence, stamp_s=index / 30)
        else:
            result = tracker.update(image, index / 30)
        overlap[index] = iou(result.box_xywh_px, truth[asked.name])
        if index >= 30:
            ids.add(result.target_id)
    assert max(overlap[i] for i in range(15, 30)) > 0.5
    assert max(overlap[i] for i in range(45, 55)) > 0.5
    assert max(overlap[i] for i in range(110, 150)) > 0.5
    assert len(ids) == 1


def test_it_follows_a_box_without_words(tracker: Tracker) -> None:
    scene = Scene(seed=2, num_frames=40)
    name = scene.objects[0].name
    for index, image, truth in scene:
        result = tracker.update(image, index / 30) if index else tracker.start(image, box=truth[name], stamp_s=0.0)
    assert result.state is TargetState.TRACKING
    assert iou(result.box_xywh_px, truth[name]) > 0.5
