"""Each data set's tree, small and made here: names, order, boxes, words and flags come out as they went in."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from support.bags import IMAGE, image, write_bag

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.datasets import DATASETS, load_dataset
from vl_tracker_ros.evaluation.sequences import Sequence

FRAMES = 12             # more than 9, so that 10.jpg has to come after 9.jpg
BOXES = [f'{i},2,8,6' for i in range(FRAMES)]


def images(folder: Path, pattern: str, first: int = 1, count: int = FRAMES) -> None:
    """Pictures whose grey value tells their place."""
    folder.mkdir(parents=True)
    for i in range(count):
        cv2.imwrite(str(folder / (pattern % (first + i))), np.full((24, 32, 3), 10 * i, np.uint8))


def text(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def flags(*frames: int) -> list[str]:
    return ['1' if i in frames else '0' for i in range(FRAMES)]


def folders(root: Path) -> None:
    images(root / 'cat' / 'img', '%d.png')
    text(root / 'cat' / 'groundtruth.txt', '\n'.join([*BOXES[:-1], 'NaN,NaN,NaN,NaN']))
    text(root / 'cat' / 'nlp.txt', 'the grey cat\n')


def lasot(root: Path) -> None:
    for name in ('cat-2', 'cat-10'):
        folder = root / 'cat' / name
        images(folder / 'img', '%08d.jpg')
        text(folder / 'groundtruth.txt', '\n'.join(BOXES))
        text(folder / 'nlp.txt', 'the grey cat')
        text(folder / 'full_occlusion.txt', ','.join(flags(3)))
        text(folder / 'out_of_view.txt', ','.join(flags(11)))


def tnl2k(root: Path) -> None:
    images(root / 'test' / 'cat' / 'imgs', 'frame%d.png', first=6)
    text(root / 'test' / 'cat' / 'groundtruth.txt', '\n'.join(BOXES))
    text(root / 'test' / 'cat' / 'language.txt', '\ufeffthe grey cat')


def otb99_lang(root: Path) -> None:
    images(root / 'OTB_videos' / 'David' / 'img', '%04d.jpg', first=298, count=FRAMES + 2)
    text(root / 'OTB_videos' / 'David' / 'groundtruth_rect.txt', '\n'.join(box.replace(',', '\t') for box in BOXES))
    images(root / 'OTB_videos' / 'Jogging' / 'img', '%04d.jpg')
    text(root / 'OTB_videos' / 'Jogging' / 'groundtruth_rect.2.txt', '\n'.join(BOXES))
    for name in ('David', 'Jogging-2'):
        text(root / 'OTB_query_test' / f'{name}.txt', 'the grey cat')


def otb100(root: Path) -> None:
    images(root / 'Cat' / 'img', '%04d.jpg')
    text(root / 'Cat' / 'groundtruth_rect.txt', '\n'.join(box.replace(',', ' ') for box in BOXES))


def mgit(root: Path) -> None:
    import openpyxl
    images(root / 'data' / 'val' / '001' / 'frame_001', '%06d.jpg')
    text(root / 'attribute' / 'groundtruth' / '001.txt', '\n'.join(BOXES))
    text(root / 'attribute' / 'absent' / '001.txt', '\n'.join(flags(3, 11)))
    text(root / 'attribute' / 'shotcut' / '001.txt', '\n'.join(flags(5)))
    book = openpyxl.Workbook()
    for row in (('level', 'number', 'description'), ('action', 1, 'a cat sits'), ('story', 1, 'the grey cat')):
        book.active.append(row)
    (root / 'mgit_nlp').mkdir()
    book.save(root / 'mgit_nlp' / '001.xlsx')


def webuav3m(root: Path) -> None:
    images(root / 'Test' / 'cat' / 'img', '%06d.jpg')
    text(root / 'Test' / 'cat' / 'groundtruth_rect.txt', '\n'.join(BOXES))
    text(root / 'Test' / 'cat' / 'absent.txt', '\n'.join(flags(3, 11)))
    text(root / 'Test' / 'cat' / 'language.txt', 'the grey cat')
    text(root / 'Test' / 'cat' / 'attributes.txt', '1,0,0,0,0,0,0,0,0,0,0,0,0,1,2,0,1')


def vlsot(root: Path) -> None:
    images(root / 'cat' / 'imgs', '%06d.jpg')
    text(root / 'cat' / 'groundtruth_rect.txt', '\n'.join(BOXES))
    text(root / 'cat' / 'absent.txt', '\n'.join(flags(3, 11)))
    text(root / 'cat' / 'language.txt', 'the grey cat')
    text(root / 'cat' / 'attributes.txt', '0,0,0,0,0,0,0,0,0,0,1,0,2,0,0,0,0')


def got10k(root: Path) -> None:
    text(root / 'val' / 'list.txt', 'GOT-10k_Val_000001\n')
    folder = root / 'val' / 'GOT-10k_Val_000001'
    images(folder, '%08d.jpg')
    text(folder / 'groundtruth.txt', '\n'.join(BOXES))
    text(folder / 'cover.label', '\n'.join(['8'] * 11 + ['0']))
    text(folder / 'absence.label', '\n'.join(flags(3, 11)))
    text(folder / 'meta_info.ini', '[METAINFO]\nobject_class: cat\nmotion_class: sitting\n'
                                   'major_class: feline\nroot_class: animal\n')


def trackingnet(root: Path) -> None:
    images(root / 'TEST' / 'frames' / 'cat', '%d.jpg', first=0)
    text(root / 'TEST' / 'anno' / 'cat.txt', BOXES[0])


def vasttrack(root: Path) -> None:
    images(root / 'test' / 'Cat' / 'Cat-1' / 'imgs', '%05d.jpg')
    text(root / 'test' / 'Cat' / 'Cat-1' / 'Groundtruth.txt', '\n'.join(BOXES))
    text(root / 'test' / 'Cat' / 'Cat-1' / 'nlp.txt', 'the grey cat')


def vot2020(root: Path) -> None:
    images(root / 'sequences' / 'cat' / 'color', '%08d.jpg')
    text(root / 'sequences' / 'cat' / 'groundtruth.txt', '\n'.join(BOXES))
    text(root / 'sequences' / 'cat' / 'anchor.value', '\n'.join(['1', *['0'] * (FRAMES - 1)]))
    text(root / 'sequences' / 'cat' / 'sequence', 'width=32\nheight=24\n')


def rosbag(root: Path) -> None:
    frames = {i: image(np.full((24, 32, 3), 10 * i, np.uint8)) for i in range(FRAMES)}
    write_bag(root / 'cat', 'mcap', {'/camera/image_raw': (IMAGE, frames)})
    text(root / 'cat' / 'groundtruth.txt', '\n'.join(BOXES))
    text(root / 'cat' / 'nlp.txt', 'the grey cat')


TREES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    'folders': (folders, ['cat']), 'rosbag': (rosbag, ['cat']), 'vot2020': (vot2020, ['cat_00000000']),
    'lasot': (lasot, ['cat-2', 'cat-10']), 'lasot_ext': (lasot, ['cat-2', 'cat-10']),
    'tnl2k': (tnl2k, ['cat']), 'otb99_lang': (otb99_lang, ['David', 'Jogging-2']), 'otb100': (otb100, ['Cat']),
    'mgit': (mgit, ['001']), 'webuav3m': (webuav3m, ['cat']), 'vlsot230': (vlsot, ['cat']),
    'vlsot270': (vlsot, ['cat']), 'vlsot500': (vlsot, ['cat']), 'got10k': (got10k, ['GOT-10k_Val_000001']),
    'trackingnet': (trackingnet, ['cat']), 'vasttrack': (vasttrack, ['Cat-1'])}
WORDLESS = ('otb100', 'trackingnet', 'vot2020')
ABSENT = ('lasot', 'lasot_ext', 'mgit', 'webuav3m', 'vlsot230', 'vlsot270', 'vlsot500', 'got10k')


def load(name: str, root: Path) -> list[Sequence]:
    TREES[name][0](root)
    return load_dataset(name, root)


def test_every_data_set_has_a_tree_here() -> None:
    assert TREES.keys() == DATASETS.keys()


@pytest.mark.parametrize('name', DATASETS)
def test_a_tree_is_read(name: str, tmp_path: Path) -> None:
    sequences = load(name, tmp_path)
    assert [sequence.name for sequence in sequences] == TREES[name][1]
    for sequence in sequences:
        first = 2 if sequence.name == 'David' else 0
        greys = [int(image.mean()) for image in sequence.frames()]
        assert greys == pytest.approx([10 * (first + i) for i in range(FRAMES)], abs=2)
        assert sequence.truth_xywh_px.shape == (FRAMES, 4) and sequence.truth_xywh_px[0].tolist() == [0, 2, 8, 6]


@pytest.mark.parametrize('name', DATASETS)
def test_words(name: str, tmp_path: Path) -> None:
    expected = '' if name in WORDLESS else 'cat, sitting, feline, animal' if name == 'got10k' else 'the grey cat'
    assert load(name, tmp_path)[0].sentence == expected


@pytest.mark.parametrize('name', ABSENT)
def test_absent_frames_have_no_box(name: str, tmp_path: Path) -> None:
    sequence = load(name, tmp_path)[0]
    assert np.flatnonzero(sequence.absent).tolist() == [3, 11]
    assert np.flatnonzero(np.isnan(sequence.boxes_xywh_px).any(1)).tolist() == [3, 11]


def test_flags_of_mgit_and_got10k(tmp_path: Path) -> None:
    assert np.flatnonzero(load('mgit', tmp_path / 'mgit')[0].shotcut).tolist() == [5]
    assert load('got10k', tmp_path / 'got10k')[0].cover.tolist() == [8] * 11 + [0]


def test_attributes(tmp_path: Path) -> None:
    def of(name: str) -> set[str]:
        attributes = load(name, tmp_path / name)[0].attributes
        return {key for key, value in attributes.items() if value}
    assert of('webuav3m') == {'low_resolution', 'motion_blur', 'complexity_hard', 'size_small', 'length_medium'}
    assert of('vlsot230') == {'artificial_object', 'brightness_high', 'length_short'}


def test_lasot_takes_the_listed_sequences_only(tmp_path: Path) -> None:
    lasot(tmp_path)
    text(tmp_path / 'testing_set.txt', 'cat-10\n')
    assert [s.name for s in load_dataset('lasot', tmp_path)] == ['cat-10']
    text(tmp_path / 'testing_set.txt', 'cat-10\ndog-1\n')
    with pytest.raises(DataError, match='testing_set.txt: 1 of 2 sequences are not here: dog-1'):
        load_dataset('lasot', tmp_path)


def test_got10k_is_read_without_some_classes_or_all(tmp_path: Path) -> None:
    got10k(tmp_path)
    meta = tmp_path / 'val' / 'GOT-10k_Val_000001' / 'meta_info.ini'
    text(meta, '[METAINFO]\nurl: https://a/b%20c\nobject_class: cat\nmotion_class:\nroot_class: animal\n')
    assert load_dataset('got10k', tmp_path)[0].sentence == 'cat, animal'
    text(meta, 'object_class: cat\n')
    with pytest.raises(DataError, match='meta_info.ini: File contains no section headers'):
        load_dataset('got10k', tmp_path)
    meta.unlink()
    assert load_dataset('got10k', tmp_path)[0].sentence == ''


def test_video_in_place_of_images(sequences: Path) -> None:
    (sequence,) = load_dataset('folders', sequences)
    assert sequence.name == 'walk' and sequence.sentence == 'the red square'
    assert [image.shape for image in sequence.frames()] == [(120, 160, 3)] * 15
    assert np.isnan(sequence.boxes_xywh_px[12]).all()


def test_one_sequence_by_its_own_folder(sequences: Path) -> None:
    assert [s.name for s in load_dataset('folders', sequences / 'walk')] == ['walk']


@pytest.mark.parametrize(('spoil', 'message'), [
    (lambda f: (f / 'img' / '7.png').unlink(), 'cat: 11 images, but truth_xywh_px has 12 lines'),
    (lambda f: text(f / 'groundtruth.txt', '1,2,3\n'), r'groundtruth.txt:1: should be x,y,w,h'),
    (lambda f: text(f / 'groundtruth.txt', '1 2 3 x\n'), r'groundtruth.txt:1: could not convert'),
    (lambda f: [p.unlink() for p in (f / 'img').iterdir()], 'cat: no images in img, imgs, '),
    (lambda f: (f / 'nlp.txt').write_bytes(b'\xff\xfe'), 'nlp.txt: cannot be read: .*utf-8'),
])
def test_what_is_wrong_is_named(spoil, message: str, tmp_path: Path) -> None:
    folders(tmp_path)
    spoil(tmp_path / 'cat')
    with pytest.raises(DataError, match=message):
        load_dataset('folders', tmp_path)


def test_unreadable_image_is_named_when_it_is_reached(tmp_path: Path) -> None:
    folders(tmp_path)
    (tmp_path / 'cat' / 'img' / '3.png').write_bytes(b'no picture')
    (sequence,) = load_dataset('folders', tmp_path)
    with pytest.raises(DataError, match='3.png: cannot be read as an image'):
        list(sequence.frames())


@pytest.mark.parametrize('box', ['32,2,8,6', '2,24,8,6', '-8,2,8,6', '2,-6,8,6'])
def test_box_outside_of_its_image_is_named_when_it_is_reached(tmp_path: Path, box: str) -> None:
    folders(tmp_path)
    text(tmp_path / 'cat' / 'groundtruth.txt', '\n'.join([*BOXES[:4], box, *BOXES[5:]]))
    (sequence,) = load_dataset('folders', tmp_path)
    with pytest.raises(DataError, match=r'cat: line 5 of the ground truth: .* lies outside of the 32x24 image'):
        list(sequence.frames())


def test_box_partly_outside_is_as_it_should_be(tmp_path: Path) -> None:
    folders(tmp_path)
    text(tmp_path / 'cat' / 'groundtruth.txt', '\n'.join(['-7,-5,8,6', *BOXES[1:]]))
    assert len(list(load_dataset('folders', tmp_path)[0].frames())) == FRAMES


def test_unknown_name_and_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="unknown data set 'lasott'; there are folders, lasot"):
        load_dataset('lasott', tmp_path)
    with pytest.raises(DataError, match='no such folder'):
        load_dataset('lasot', tmp_path / 'none')
    with pytest.raises(DataError, match='no sequence of tnl2k here'):
        load_dataset('tnl2k', tmp_path)
