"""The video sets: what each reads of its tree, and what it says of a broken one."""
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.field_trees import write, write_images

from vl_tracker_ros.data.field.registry import FIELD
from vl_tracker_ros.data.reading import DataError

BOXES = '1,2,3,4\n0,0,0,0\nnan,nan,nan,nan\n5,6,7.5,8\n'


def _lasot(root: Path) -> Path:
    write(root / 'training_set.txt', 'cat-10\ncat-2\n')
    for name, base in (('cat-10', root / 'cat'), ('cat-2', root), ('cat-1', root)):
        write_images(base / name / 'img', *(f'{n:08d}.jpg' for n in range(1, 5)))
        write(base / name / 'groundtruth.txt', BOXES)
        write(base / name / 'full_occlusion.txt', '0,0,0,0')
        write(base / name / 'out_of_view.txt', '1,0,0,0')
        write(base / name / 'nlp.txt', f'\nthe {name}\n')
    return root / 'cat/cat-10'


def _got10k(root: Path) -> Path:
    write(root / 'train/list.txt', 'GOT-10k_Train_000002\nGOT-10k_Train_000001\n')
    for name in ('GOT-10k_Train_000001', 'GOT-10k_Train_000002'):
        write_images(root / 'train' / name, *(f'{n:08d}.jpg' for n in range(1, 5)))
        write(root / 'train' / name / 'groundtruth.txt', BOXES)
        write(root / 'train' / name / 'absence.label', '1\n0\n0\n0\n')
        write(root / 'train' / name / 'meta_info.ini', '[METAINFO]\nurl: https://a/b%20c\nobject_class: bear\n'
              'motion_class: walking\nmajor_class: mammal\nroot_class: animal\n')
    return root / 'train/GOT-10k_Train_000002'


def _trackingnet(root: Path) -> Path:
    write(root / 'trackingnet_classmap.txt', 'a_0\tcar\nb_0\tgreen bus\n')
    for part, name in (('TRAIN_10', 'a_0'), ('TRAIN_2', 'b_0'), ('TEST', 'c_0')):
        write_images(root / part / 'frames' / name, '9.jpg', '10.jpg', '0.jpg', '1.jpg')
        write(root / part / 'anno' / f'{name}.txt', BOXES)
    return root / 'TRAIN_2/frames/b_0'


def _tnl2k(root: Path) -> Path:
    for folder in ('train/b', 'train/a', 'test/c'):
        write_images(root / folder / 'imgs', *(f'{n:05d}.png' for n in range(7, 11)))
        write(root / folder / 'groundtruth.txt', BOXES)
        write(root / folder / 'language.txt', f'\ufeffthe {folder[-1]}')
    return root / 'train/a'


def _vasttrack(root: Path) -> Path:
    for folder in ('train/Ant/Ant-10', 'train/Ant/Ant-9', 'test/Ant/Ant-1'):
        write_images(root / folder / 'imgs', *(f'{n:05d}.jpg' for n in range(1, 5)))
        write(root / folder / 'Groundtruth.txt', BOXES)
        write(root / folder / 'nlp.txt', f'an ant {folder[-1]}')
    return root / 'train/Ant/Ant-9'


SETS: list[tuple[str, Callable[[Path], Path], list[str], list[bool]]] = [
    ('lasot', _lasot, ['the cat-10', 'the cat-2'], [False, False, False, True]),
    ('got10k', _got10k, ['bear, walking, mammal, animal'] * 2, [False, False, False, True]),
    ('trackingnet', _trackingnet, ['green bus', 'car'], [True, False, False, True]),
    ('tnl2k', _tnl2k, ['the a', 'the b'], [True, False, False, True]),
    ('vasttrack', _vasttrack, ['an ant 9', 'an ant 0'], [True, False, False, True]),
]


@pytest.mark.parametrize('name, make, sentences, visible', SETS, ids=[row[0] for row in SETS])
def test_training_videos_in_their_order(tmp_path: Path, name: str, make: Callable[[Path], Path],
                                        sentences: list[str], visible: list[bool]) -> None:
    first = make(tmp_path)
    clips = FIELD[name](tmp_path)
    assert [clip.sentence for clip in clips] == sentences and len(clips) == len(sentences)
    assert clips[0].visible.tolist() == visible
    np.testing.assert_array_equal(clips[0].boxes_xywh_px[[0, 3]], [[1, 2, 3, 4], [5, 6, 7.5, 8]])
    assert all(path.is_file() and path.is_relative_to(first) for path in clips[0].images)
    assert [int(path.stem) for path in clips[0].images] == sorted(int(path.stem) for path in clips[0].images)


@pytest.mark.parametrize('name, make', [row[:2] for row in SETS], ids=[row[0] for row in SETS])
def test_a_missing_image_is_said_when_its_video_is_read(tmp_path: Path, name: str,
                                                        make: Callable[[Path], Path]) -> None:
    next(path for path in sorted(make(tmp_path).rglob('*')) if path.suffix in {'.jpg', '.png'}).unlink()
    clips = FIELD[name](tmp_path)
    with pytest.raises(DataError, match='3 images, 4 boxes, 4 flags'):
        clips[0]
    assert len(clips[1].images) == 4


@pytest.mark.parametrize('name', [row[0] for row in SETS])
def test_an_empty_folder_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=str(tmp_path)):
        FIELD[name](tmp_path)


@pytest.mark.parametrize('file, content, said', [
    ('groundtruth.txt', '1,2,3,4\n1,2,x,4\n', r'groundtruth\.txt:2: could not convert string to float: .x.'),
    ('groundtruth.txt', '1,2,3\n', r'groundtruth\.txt:1: should be x,y,w,h or nothing, not 3 numbers'),
    ('groundtruth.txt', '', r'groundtruth\.txt: is empty'),
    ('full_occlusion.txt', '0,0', r'full_occlusion\.txt and .*out_of_view\.txt differ in length: 2, 4'),
    ('nlp.txt', '\n \n', r'nlp\.txt: no sentence'),
    ('nlp.txt', b'\xff\xfe\xff', r'nlp\.txt: .*utf-8'),
])
def test_errors_name_the_file(tmp_path: Path, file: str, content: str | bytes, said: str) -> None:
    write(_lasot(tmp_path) / file, content)
    with pytest.raises(DataError, match=said):
        FIELD['lasot'](tmp_path)[0]


def test_lasot_names_the_sequences_that_are_not_there(tmp_path: Path) -> None:
    _lasot(tmp_path)
    write(tmp_path / 'training_set.txt', 'cat-2 dog-1')
    with pytest.raises(DataError, match=r'training_set\.txt: 1 of 2 sequences are not here: dog-1'):
        FIELD['lasot'](tmp_path)


def test_trackingnet_without_the_class_of_a_video(tmp_path: Path) -> None:
    _trackingnet(tmp_path)
    write(tmp_path / 'trackingnet_classmap.txt', 'a_0\tcar\n')
    with pytest.raises(DataError, match=r'trackingnet_classmap\.txt: no class for b_0'):
        FIELD['trackingnet'](tmp_path)[0]
    write(tmp_path / 'trackingnet_classmap.txt', 'a_0\tcar\nb_0 bus\n')
    with pytest.raises(DataError, match=r'trackingnet_classmap\.txt:2: should be video and class'):
        FIELD['trackingnet'](tmp_path)


def test_got10k_without_classes(tmp_path: Path) -> None:
    write(_got10k(tmp_path) / 'meta_info.ini', '[METAINFO]\nobject_class: bear\n')
    with pytest.raises(DataError, match=r'meta_info\.ini: .*motion_class'):
        FIELD['got10k'](tmp_path)[0]
