from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.field.held_out import split
from vl_tracker_ros.data.field.records import Clip, Clips, Shot

COUNT = 2000


def shots(prefix: str, numbers: range) -> list[Shot]:
    return [Shot(Path(f'{prefix}{number:012d}.jpg'), (0.0, 0.0, 1.0, 1.0), str(n))
            for number in numbers for n in (1, 2)]


def no_reading(path: Path) -> Clip:
    raise AssertionError(path)


def test_two_percent_of_the_images_with_all_their_boxes() -> None:
    training, held_out = split(shots('', range(COUNT)))
    assert len(training) + len(held_out) == 2 * COUNT and 0.01 < len(held_out) / (2 * COUNT) < 0.03
    assert not {shot.image for shot in training} & {shot.image for shot in held_out}


def test_images_of_coco_are_held_out_of_refcocog_too() -> None:
    coco, refcocog = (split(shots(prefix, range(COUNT)))[1] for prefix in ('', 'COCO_train2014_'))
    assert [shot.image.stem[-12:] for shot in coco] == [shot.image.stem[-12:] for shot in refcocog]


def test_what_is_held_out_does_not_hang_on_the_rest_of_the_set() -> None:
    some, all_ = (split(shots('', range(count)))[1] for count in (COUNT // 2, COUNT))
    assert some == all_[:len(some)]


def test_videos_are_split_unread_and_one_at_least_is_held_out() -> None:
    training, held_out = split(Clips([Path(f'train/dog-{n}') for n in range(3)], no_reading))
    assert len(training) == 2 and len(held_out) == 1
    assert {*training.names, *held_out.names} == {'dog-0', 'dog-1', 'dog-2'}
