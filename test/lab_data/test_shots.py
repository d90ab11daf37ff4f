from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.items import Background, Part
from vl_tracker_ros.data.shots import CLIP_SHARES, ClipShots, PhotoShots, Shot, _name_part, patch

BOX = (0, 0, 20, 20)


@pytest.mark.parametrize(('part', 'worn', 'expected'), [
    (Part('bag', 'red', BOX), (), 'the red (bag)'),
    (Part('bag', None, BOX), (), 'the (bag)'),
    (Part('bag', 'red', BOX), (Part('bag', 'blue', BOX),), 'the red (bag)'),
    (Part('bag', 'red', BOX), (Part('bag', 'red', BOX),), None),
    (Part('bag', 'red', BOX), (Part('bag', None, BOX),), None),
    (Part('bag', None, BOX), (Part('bag', 'blue', BOX),), None),
    (Part('bag', 'red', BOX), (Part('purse', 'red', BOX),), None),
    (Part('bag', 'red', BOX), (Part('skirt', 'red', BOX),), 'the red (bag)'),
])
def test_a_part_is_named_when_no_other_could_be_meant(
        part: Part, worn: tuple[Part, ...], expected: str | None) -> None:
    name = _name_part(part, (part, *worn), np.random.default_rng(0))
    assert name is None if expected is None else name == expected.replace('(', '').replace(')', '')


def draws(source, count: int = 200) -> list[Shot]:
    rng = np.random.default_rng(0)
    return [shot for _ in range(count) if (shot := source(rng)) is not None]


def test_clips_are_drawn_by_the_shares_of_their_kinds(tiny_banks: Banks) -> None:
    shares = {kind: float(kind in ('people', 'flying')) for kind in CLIP_SHARES}
    pairs = draws(ClipShots(tiny_banks, shares).pair)
    assert {first.kind for first, _ in pairs} == {'people', 'flying'}
    assert all(first.group == second.group and first.caption == second.caption for first, second in pairs)


def test_frames_are_near_or_far(tiny_banks: Banks) -> None:
    rng = np.random.default_rng(0)
    gaps = np.abs([np.subtract(*ClipShots._two_frames(90, rng)) for _ in range(500)])
    assert 0.5 < (gaps <= 12).mean() < 0.85 and gaps.max() > 60


def test_an_untrue_sentence_is_of_another_kind(tiny_banks: Banks) -> None:
    rng, clips = np.random.default_rng(0), ClipShots(tiny_banks, CLIP_SHARES)
    for first, _ in draws(clips.pair):
        sentence = clips.untrue(first, rng)
        assert sentence is None or not set(first.noun.split()) & set(sentence.split())


def test_false_captions_of_photos_are_not_the_true_ones(tiny_banks: Banks) -> None:
    photos, rng = PhotoShots(tiny_banks), np.random.default_rng(0)
    for kind in ('person', 'segment', 'street'):
        shots = [shot for _ in range(60) if (shot := photos.draw(rng, kind, true=False)) is not None]
        assert shots and {shot.kind for shot in shots} == {kind}


def test_what_a_person_wears_is_a_target_too(tiny_banks: Banks) -> None:
    photos = PhotoShots(tiny_banks)
    whole, worn = (draws(lambda rng: photos.draw(rng, 'person', parts=share)) for share in (0.0, 1.0))
    assert {shot.box_xywh_px[3] for shot in whole} == {80} and {shot.box_xywh_px[3] for shot in worn} == {32, 34}


def test_a_patch_has_texture() -> None:
    rng = np.random.default_rng(0)
    noise = Background(rng.integers(0, 255, (320, 320, 3), dtype=np.uint8), 'noise')
    assert all(shot.caption == '' and (shot.box_xywh_px[:2] + shot.box_xywh_px[2:] <= 320).all()
               for shot in draws(lambda rng: patch([noise], rng)))
    assert patch([Background(np.full((320, 320, 3), 90, np.uint8), 'grey')], rng) is None


def test_things_made_alike_are_no_stand_ins(tiny_banks: Banks) -> None:
    shot = Shot(np.zeros((9, 9, 3), np.uint8), np.ones(4), '', 'ground', 'bolt', 'fod/1')
    assert shot.could_be(Shot(shot.image, shot.box_xywh_px, '', 'ground', 'bolt', 'fod/2'))
    assert not shot.could_be(Shot(shot.image, shot.box_xywh_px, '', 'ground', 'nut', 'fod/2'))
