from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data import occlusion, scenes
from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.captions import Described
from vl_tracker_ros.data.items import Background, Cutout
from vl_tracker_ros.data.scenes import SceneSampler


@pytest.fixture
def captioned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Described, list[Described]]]:
    """What the sampler asks for a caption of: the target and the others of each scene."""
    asked = []

    def describe(
            target: Described, others: list[Described], size: int, rng: np.random.Generator, whole: bool) -> str:
        asked.append((target, others))
        return 'it'

    monkeypatch.setattr(scenes, 'describe', describe)
    return asked


def test_box_is_tight_on_the_target(
        tiny_banks: Banks, captioned: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target is pure magenta, alone on grey."""
    magenta = np.zeros((40, 30, 4), np.uint8)
    magenta[...] = (255, 0, 255, 255)
    actor = Cutout(magenta, 'box', 'purple', 'drawn')
    monkeypatch.setattr(scenes.ActorSource, 'draw', lambda *_: (actor, 'sprite'))
    monkeypatch.setattr(scenes.Stage, 'place_others', lambda *_: [])
    monkeypatch.setattr(scenes, 'hide_part', lambda *_: None)
    monkeypatch.setattr(scenes, 'motion_kernel', lambda *_: None)
    monkeypatch.setattr(scenes, 'degrade', lambda view, _: view)
    grey = Banks(tiny_banks.cutouts, [Background(np.full((320, 320, 3), 110, np.uint8), 'grey')])
    sampler, rng = SceneSampler(grey, 96, 64), np.random.default_rng(0)
    found = [sampler.sample(rng, with_template=False) for _ in range(60)]
    for sample in (s for s in found if s.box is not None):
        blue, green, _ = (sample.search[..., i].astype(int) for i in range(3))
        ys, xs = np.nonzero(blue - green > 110)
        seen = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]) / 96
        cx, cy, w, h = sample.box
        assert np.abs(seen - [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).max() * 96 < 1.5


def test_everything_in_view_is_known_to_the_caption(tiny_banks: Banks, captioned: list,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = []
    for module in (scenes, occlusion):
        monkeypatch.setattr(module, 'paste', lambda *args: pasted.append(args) or np.array([10.0, 10, 20, 20]))
    sampler, rng = SceneSampler(tiny_banks, 64, 64), np.random.default_rng(0)
    for _ in range(80):
        pasted.clear()
        captioned.clear()
        sampler._try(rng, False, absent=False)
        assert [len(others) for _, others in captioned] in ([], [len(pasted) - 1])
