from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from support.runs import NAN, result_of, sequence_of

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.report import strips
from vl_tracker_ros.evaluation.report.strips import write_strip
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written above the frames."""
    found: list[str] = []
    put_text = cv2.putText
    monkeypatch.setattr(strips.cv2, 'putText', lambda image, text, *rest: found.append(text) or put_text(
        image, text, *rest))
    return found


def colours(path: Path, frame: int) -> tuple[int, int]:
    """Pixels that are green, and orange, in one of the frames."""
    blue, green, red = cv2.imread(str(path))[:, frame * 324:frame * 324 + 320].astype(int).transpose(2, 0, 1)
    return ((green > 150) & (red < 110)).sum(), ((red > 170) & (blue < 110)).sum()


def test_truth_answer_and_words(tmp_path: Path, words: list[str]) -> None:
    box, off = [20, 20, 20, 20], [30, 20, 20, 20]
    sequence = sequence_of('a', [box, box, NAN, NAN, box, box])
    write_strip(sequence, result_of([box, off, box, NAN, NAN, [0, 0, 5, 5]]), tmp_path / 'a.jpg')
    assert words == ['0   IoU 1.00, score 0.50', '1   IoU 0.33, score 0.50', '2   absent, score 0.50',
                     '3   absent, lost', '4   lost', '5   IoU 0.00, score 0.50']
    seen = [tuple(count > 100 for count in colours(tmp_path / 'a.jpg', frame)) for frame in range(6)]
    assert seen == [(True, True), (True, True), (False, True), (False, False), (True, False), (True, True)]


def test_no_score_is_written_for_a_tracker_without_one(tmp_path: Path, words: list[str]) -> None:
    box = [20, 20, 20, 20]
    write_strip(sequence_of('a', [box] * 2), result_of([box] * 2, scores=[np.nan] * 2), tmp_path / 'a.jpg')
    assert words == ['0   IoU 1.00', '1   IoU 1.00']


def test_truth_lies_above_the_answer_and_is_thinner(tmp_path: Path) -> None:
    box = [20, 20, 20, 20]
    write_strip(sequence_of('a', [box] * 6), result_of([box] * 6), tmp_path / 'a.jpg')
    green, orange = colours(tmp_path / 'a.jpg', 0)
    assert 0 < green < orange


@pytest.mark.parametrize(('count', 'chosen'), [
    (200, [0, 40, 80, 119, 159, 199]), (6, [0, 1, 2, 3, 4, 5]), (2, [0, 1])])
def test_frames_are_spread_evenly_and_never_twice(count: int, chosen: list[int], tmp_path: Path,
                                                  words: list[str]) -> None:
    write_strip(sequence_of('a', [NAN] * count), result_of([NAN] * count), tmp_path / 'a.jpg')
    assert [int(text.split()[0]) for text in words] == chosen


def test_only_the_chosen_image_files_are_read(tmp_path: Path) -> None:
    paths = [tmp_path / f'{i}.png' for i in range(11)]
    for path in paths[::2]:
        cv2.imwrite(str(path), np.zeros((60, 80, 3), np.uint8))
    sequence = Sequence('a', ImageFiles(tuple(paths)), np.ones((11, 4)))
    write_strip(sequence, result_of([NAN] * 11), tmp_path / 'a.jpg')
    paths[4].unlink()
    with pytest.raises(DataError, match='4.png: cannot be read as an image'):
        write_strip(sequence, result_of([NAN] * 11), tmp_path / 'a.jpg')


def test_boxes_far_outside_are_no_trouble(tmp_path: Path) -> None:
    write_strip(sequence_of('a', [[-1e9, 1e12, 1e15, 3]] * 2), result_of([[1e300, 0, 1, 1]] * 2), tmp_path / 'a.jpg')


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / 'a.jpg').mkdir()
    with pytest.raises(DataError, match='a.jpg: cannot be written'):
        write_strip(sequence_of('a', [NAN] * 2), result_of([NAN] * 2), tmp_path / 'a.jpg')
