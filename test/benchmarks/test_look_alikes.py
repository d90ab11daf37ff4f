"""The composed videos are what they say: true boxes, one target, hidden for a while."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from look_alikes import FRAMES, HIDDEN, JUDGED, LookAlikes, write_look_alikes

from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.evaluation.datasets import load_dataset


@pytest.fixture(scope='module')
def banks(data: Path) -> Banks:
    return load_banks(data / 'train')


@pytest.mark.parametrize('seed', [0, 1])
def test_the_truth_is_absent_while_most_of_it_is_hidden(banks: Banks, seed: int) -> None:
    absent = np.isnan(LookAlikes(banks, seed).truth_xywh_px).any(1)
    hidden = slice(HIDDEN.start, HIDDEN.start + HIDDEN.frames)
    assert absent[hidden].all() and not absent[:JUDGED + 1].any() and not absent[-15:].any()
    assert np.abs(np.diff(absent.astype(int))).sum() == 2, 'it goes once and returns once'


@pytest.mark.parametrize('seed', [0, 1, 2, 3])
def test_the_target_is_where_the_truth_says(banks: Banks, seed: int) -> None:
    """What changes in the picture between the target and its absence lies in the true box."""
    video = LookAlikes(banks, seed)
    before = video.render(0)
    video._pictures[0][..., 3] = 0
    changed = np.argwhere((before != video.render(0)).any(2))
    x, y, w, h = video.truth_xywh_px[0]
    assert len(changed) > 50 and (changed >= (y, x)).all() and (changed < (y + h, x + w)).all()


def test_a_hidden_target_is_not_to_be_seen(banks: Banks) -> None:
    for seed in (0, 1):
        video, middle = LookAlikes(banks, seed), HIDDEN.start + HIDDEN.frames // 2
        before = video.render(middle)
        video._pictures[0][..., :3] ^= 255
        assert (before == video.render(middle)).all()


def test_the_same_seed_gives_the_same_video(banks: Banks) -> None:
    first, second, other = (LookAlikes(banks, seed) for seed in (3, 3, 4))
    assert (first.render(40) == second.render(40)).all() and first.sentence == second.sentence
    assert (first.render(40) != other.render(40)).any()


def test_what_is_written_is_a_data_set_and_is_not_written_twice(banks: Banks, tmp_path: Path) -> None:
    write_look_alikes(banks, tmp_path, scenes=1)
    one, = load_dataset('folders', tmp_path)
    assert len(one.images) == FRAMES and one.sentence and np.isnan(one.boxes_xywh_px[HIDDEN.start]).all()
    (tmp_path / 'look_alikes_000' / 'nlp.txt').write_text('kept\n')
    (tmp_path / '.look_alikes_001.part' / 'img').mkdir(parents=True)
    write_look_alikes(banks, tmp_path, scenes=2)
    first, second = load_dataset('folders', tmp_path)
    assert first.sentence == 'kept' and second.name == 'look_alikes_001'
