"""OpenCV's trackers behind the interface of what is evaluated."""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from support.squares import scene

from vl_tracker_ros.evaluation.contenders import ContenderSpec, create_contender
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.tracking import TrackerError

BOX = np.array([20.0, 30.0, 24.0, 24.0])


class Scripted:
    """What cv2 gives for a tracker, as far as peers use it."""

    def __init__(self, answers: list[tuple[bool, tuple[int, ...]]], score: float | None = None) -> None:
        self.started, self._answers = None, iter(answers)
        if score is not None:
            self.getTrackingScore = lambda: score

    def init(self, image: np.ndarray, box: list[int]) -> None:
        self.started = box

    def update(self, image: np.ndarray) -> tuple[bool, tuple[int, ...]]:
        return next(self._answers)


@pytest.mark.skipif(not hasattr(cv2, 'TrackerMIL_create'), reason='this OpenCV has no TrackerMIL')
def test_mil_follows_one_square_and_then_another() -> None:
    peer = create_contender(ContenderSpec('opencv:MIL'))
    for row in (30, 80):
        answers = [peer.start(scene(red=(20, row)), None, np.array([20.0, row, 24, 24]), 0.0)]
        answers += [peer.update(scene(red=(20 + 2 * t, row)), t / 25) for t in range(1, 5)]
        assert all(np.isnan(answer.score) and answer.state == 'tracking' for answer in answers)
        assert overlaps(answers[-1].box_xywh_px[None], np.array([[28.0, row, 24, 24]]))[0] > 0.5


def test_what_opencv_says_becomes_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Scripted([(True, (1, 2, 3, 4)), (False, (0, 0, 0, 0))], score=0.75)
    monkeypatch.setattr(cv2, 'TrackerCSRT_create', lambda: made, raising=False)
    peer = create_contender(ContenderSpec('opencv:CSRT'))
    assert (peer.name, peer.modes, peer.sha256) == ('opencv:CSRT', ('box',), '') and 'opencv' in peer.runtime
    assert peer.start(scene(), None, BOX + 0.4, 0.0).box_xywh_px.tolist() == (BOX + 0.4).tolist()
    assert made.started == [20, 30, 24, 24]
    found, lost = peer.update(scene(), 0.04), peer.update(scene(), 0.08)
    assert (found.box_xywh_px.tolist(), found.score, found.state) == ([1, 2, 3, 4], 0.75, 'tracking')
    assert (lost.box_xywh_px, lost.state) == (None, 'lost')


@pytest.mark.parametrize('score', [None, -1.0])
def test_no_score_is_said_so(monkeypatch: pytest.MonkeyPatch, score: float | None) -> None:
    monkeypatch.setattr(cv2, 'TrackerKCF_create', lambda: Scripted([(True, (1, 2, 3, 4))], score), raising=False)
    peer = create_contender(ContenderSpec('opencv:KCF'))
    peer.start(scene(), None, BOX, 0.0)
    assert np.isnan(peer.update(scene(), 0.04).score)


def test_network_files_reach_the_parameters_in_their_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Parameters:
        pass

    seen = []
    monkeypatch.setattr(cv2, 'TrackerNano_Params', Parameters, raising=False)
    monkeypatch.setattr(cv2, 'TrackerNano_create', lambda parameters: seen.append(vars(parameters)), raising=False)
    files = tmp_path / 'backbone.onnx', tmp_path / 'head.onnx'
    for file in files:
        file.touch()
    create_contender(ContenderSpec('opencv:NanoTrack', models=files))
    assert seen == [{'backbone': str(files[0]), 'neckhead': str(files[1])}]


@pytest.mark.parametrize(('name', 'models', 'said'), [
    ('opencv:TLD', (), "unknown peer 'opencv:TLD'; there are opencv:CSRT, opencv:KCF, opencv:MIL"),
    ('opencv:MIL', (Path('a.onnx'),), 'takes 0 network files (none), 1 given'),
    ('opencv:NanoTrack', (Path('a.onnx'),), 'takes 2 network files (backbone, neckhead), 1 given'),
    ('opencv:VitTrack', (Path('no/such.onnx'),), 'no such file: no/such.onnx'),
    ('opencv:VitTrack', (Path(__file__),), 'opencv:VitTrack: ')])
def test_what_cannot_be_made(name: str, models: tuple[Path, ...], said: str) -> None:
    with pytest.raises(TrackerError) as error:
        create_contender(ContenderSpec(name, models=models))
    assert said in str(error.value)


def test_a_tracker_that_this_opencv_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(cv2, 'TrackerCSRT_create', raising=False)
    with pytest.raises(TrackerError, match='has no TrackerCSRT; it comes with opencv-contrib-python-headless'):
        create_contender(ContenderSpec('opencv:CSRT'))


@pytest.mark.parametrize(('text', 'box'), [('the car', BOX), ('the car', None), (None, None)])
def test_words_are_not_ignored(monkeypatch: pytest.MonkeyPatch, text: str | None, box: np.ndarray | None) -> None:
    monkeypatch.setattr(cv2, 'TrackerKCF_create', lambda: Scripted([]), raising=False)
    with pytest.raises(TrackerError, match='opencv:KCF: starts from a box alone'):
        create_contender(ContenderSpec('opencv:KCF')).start(scene(), text, box, 0.0)
