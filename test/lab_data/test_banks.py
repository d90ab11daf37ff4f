from __future__ import annotations

import io
import json
import logging
import shutil
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from support.tiny_data import ITEMS, SIDE, VIDEOS, write_tiny_data

from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.data.cut import BACKGROUND_SIDE
from vl_tracker_ros.data.items import Part, Thing
from vl_tracker_ros.data.pictures import _plain_noun, _stands_alone
from vl_tracker_ros.data.reading import DataError

EMPTY_MASK = cv2.imencode('.png', np.zeros((SIDE, SIDE), np.uint8))[1].tobytes()
COLOURS = ('red', 'green', 'blue', 'yellow', 'purple')


def test_every_set_is_read(tiny_banks: Banks) -> None:
    assert {kind: len(found) for kind, found in tiny_banks.cutouts.items()} == {
        'person': ITEMS, 'grocery': ITEMS, 'segment': 2 * ITEMS, 'street': ITEMS, 'davis': 2 * ITEMS}
    assert {group: len(found) for group, found in tiny_banks.clips.items()} == {
        'people': VIDEOS + 2, 'flying': VIDEOS, 'vehicles': VIDEOS, 'things': VIDEOS + 3, 'ground': ITEMS}
    assert len(tiny_banks.people) == ITEMS
    assert {kind: len(found) for kind, found in tiny_banks.labelled.items()} == {
        'segment': ITEMS, 'street': ITEMS, 'kitchen': ITEMS}
    assert {background.image.shape for background in tiny_banks.backgrounds} == {(BACKGROUND_SIDE, BACKGROUND_SIDE, 3)}


def test_cutouts_have_their_colours(tiny_banks: Banks) -> None:
    assert [c.colour for c in tiny_banks.cutouts['grocery']] == list(COLOURS)
    assert [c.colour for c in tiny_banks.cutouts['street']] == list(COLOURS)
    assert all(c.noun == 'apple' for c in tiny_banks.cutouts['grocery'])


def test_person_is_cut_out_with_the_parts_in_the_cutout(tiny_banks: Banks) -> None:
    person = tiny_banks.cutouts['person'][0]
    assert person.image.shape == (80, 28, 4)
    assert person.worn == (Part('shirt', 'red', (0, 14, 28, 32)), Part('pants', 'green', (2, 46, 24, 34)))
    assert person.parts == (('shirt', 'red'), ('pants', 'green'))
    photo = tiny_banks.people[0]
    assert photo.box_xywh_px == (34, 8, 28, 80) and photo.image.shape == (SIDE, SIDE, 3)
    assert photo.person.worn[0].box_xywh_px == (34, 22, 28, 32)


def test_clips_have_their_boxes_and_sentences(tiny_banks: Banks) -> None:
    clip = tiny_banks.clips['people'][0]
    assert len(clip.images) == 6 and clip.boxes_xywh_px[2].tolist() == [24, 30, 24, 24]
    assert clip.sentences == ('the green animal walking', 'green man', 'man')
    assert tiny_banks.clips['ground'][0].sentences == ('plastic part',)
    assert tiny_banks.clips['ground'][0].boxes_xywh_px.tolist() == [[30, 40, 20, 12], [40, 40, 20, 12]]


def test_halves_have_nothing_in_common(tiny_banks: Banks) -> None:
    kept, rest = (tiny_banks.split(lambda i: i % 10 == 3, keep) for keep in (True, False))
    for kind in tiny_banks.cutouts:
        ids = [{id(item) for item in half.cutouts[kind]} for half in (kept, rest)]
        assert ids[0] and ids[1] and not ids[0] & ids[1]
        assert len(ids[0]) + len(ids[1]) == len(tiny_banks.cutouts[kind])
    assert len(kept.people) == 1 and len(kept.clips['flying']) == 1


def test_what_shows_one_place_stays_on_one_side(tmp_path: Path) -> None:
    root = write_tiny_data(tmp_path)
    meta = root / 'train' / 'video' / 'airborne_target4' / 'meta.json'
    meta.write_text(json.dumps({'source_path': 'airborne_target_97.mp4 + labels'}))      # the place of number 90
    banks = load_banks(root / 'train')
    assert [clip.group for clip in banks.clips['flying']].count('video/airborne_target_3') == 2
    assert banks.people[1].group == banks.cutouts['person'][1].group == 'ccp/00001.jpg'
    assert banks.cutouts['street'][2].group == banks.labelled['street'][2].group == 'camvid/2'
    held, rest = ({item.group for _, item in banks.split(lambda number: number == 3, keep)} for keep in (True, False))
    assert held and rest and not held & rest


def replace_member(path: Path, name: str, data: bytes | None) -> None:
    """Give a file of the tar other bytes, or take it out."""
    with tarfile.open(path) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar.getmembers()}
    members.pop(name)
    if data is not None:
        members[name] = data
    with tarfile.open(path, 'w') as tar:
        for member, content in members.items():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize(('dataset', 'name', 'data', 'cause'), [
    ('ccp', '00001.jpg', b'not a picture', '00001.jpg is not an image'),
    ('ccp', '00001.png', b'', '00001.png is not an image'),
    ('imagenet_sample', '00001.jpg', None, '00001.jpg is not there'),
    ('ccp', '00001.png', EMPTY_MASK, '00001.png is an empty mask'),
])
def test_a_picture_that_cannot_be_read_is_left_out_and_counted(
        tiny_data: Path, caplog: pytest.LogCaptureFixture, dataset: str, name: str, data: bytes | None,
        cause: str) -> None:
    replace_member(tiny_data / 'train' / dataset / 'images.tar', name, data)
    with caplog.at_level(logging.WARNING):
        banks = load_banks(tiny_data / 'train')
    expected = ITEMS - (dataset == 'ccp')
    assert len(banks.cutouts['person']) == len(banks.people) == expected
    assert len(caplog.messages) == 1
    assert f'{dataset}: 1 of 5 pictures left out: ' in caplog.text and cause in caplog.text


def test_missing_set_is_named(tiny_data: Path) -> None:
    shutil.rmtree(tiny_data / 'train' / 'grocery')
    with pytest.raises(FileNotFoundError, match='grocery'):
        load_banks(tiny_data / 'train')


def damage_tar(train: Path) -> None:
    (train / 'bsds' / 'images.tar').write_bytes(b'no tar')


def damage_lines(train: Path) -> None:
    (train / 'fod' / 'annotations.jsonl').write_text('{"file": \n')


def damage_video(train: Path) -> None:
    (train / 'video' / 'vehicle2' / 'video.mp4').write_bytes(b'no video')


def damage_attributes(train: Path) -> None:
    (train / 'video' / 'vehicle2' / 'attributes.json').write_text('["no object"]')


def damage_boxes(train: Path) -> None:
    (train / 'video' / 'vehicle2' / 'groundtruth.txt').write_text('1,2,3,4\n1,2,3\n1,2,3,4\n')


def forget_label(train: Path) -> None:
    path = train / 'grocery' / 'annotations.jsonl'
    path.write_text(path.read_text().replace('"label"', '"name"'))


def forget_boxes(train: Path) -> None:
    (train / 'davis' / 'clip1' / 'groundtruth.txt').write_text('1,2,3,4\n')


@pytest.mark.parametrize(('damage', 'cause'), [
    (damage_tar, 'bsds/images.tar'), (damage_lines, 'fod/annotations.jsonl'),
    (damage_video, 'vehicle2/video.mp4: no video'), (damage_attributes, 'attributes.json: should be an object'),
    (damage_boxes, 'groundtruth.txt:2: should be x,y,w,h'), (forget_label, "grocery: an annotation lacks 'label'"),
    (forget_boxes, 'clip1: 6 frames but 1 boxes')])
def test_damaged_files_are_named(tiny_data: Path, damage, cause: str) -> None:
    damage(tiny_data / 'train')
    with pytest.raises(DataError, match=cause):
        load_banks(tiny_data / 'train')


def test_boxes_follow_a_clip_that_is_shrunk(monkeypatch: pytest.MonkeyPatch, tiny_data: Path) -> None:
    monkeypatch.setattr('vl_tracker_ros.data.filmed.CLIP_SIDE', SIDE // 2)
    clip = load_banks(tiny_data / 'train').clips['people'][0]
    assert clip.images[0].shape[:2] == (48, 48)
    assert np.allclose(clip.boxes_xywh_px[1], [11, 15, 12, 12])


@pytest.mark.parametrize(('label', 'noun'), [
    ('Red-Grapefruit', 'grapefruit'), ('Orange', 'orange'), ('Oat-Milk', 'oat milk')])
def test_a_noun_says_no_colour(label: str, noun: str) -> None:
    assert _plain_noun(label) == noun


@pytest.mark.parametrize(('noun', 'box', 'alone'), [
    ('car', (0, 0, 40, 25), True), ('car', (0, 0, 90, 20), False), ('pedestrian', (0, 0, 12, 36), True),
    ('pedestrian', (0, 0, 40, 40), False), ('bicyclist', (0, 0, 8, 20), False)])
def test_objects_that_share_a_box_are_no_targets(noun: str, box: tuple[int, int, int, int], alone: bool) -> None:
    mask = np.zeros((60, 100), bool)
    mask[:box[3], :box[2]] = True
    assert _stands_alone(Thing(noun, 'red', box, mask)) == alone
    mask[:, ::2] = mask[:, ::3] = False
    assert not _stands_alone(Thing(noun, 'red', box, mask)), 'the box is not filled'
