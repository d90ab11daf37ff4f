from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vl_tracker_ros.data.box_file import read_boxes, read_column, read_flags, write_boxes
from vl_tracker_ros.data.reading import DataError


def test_any_separator(tmp_path: Path) -> None:
    path = tmp_path / 'r.txt'
    path.write_bytes(b'\xef\xbb\xbf1,2,3,4\r\n1\t2\t3\t4\n  1 2   3 4  \n1, 2, 3, 4\n1;2;3;4.5e0\nNaN,NaN,NaN,NaN\n')
    boxes, nothing = read_boxes(path)
    assert boxes[:4].tolist() == [[1, 2, 3, 4]] * 4 and boxes[4].tolist() == [1, 2, 3, 4.5]
    assert np.isnan(boxes[5]).all() and not nothing.any()


def test_lines_that_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / 'r.txt'
    path.write_text('1,2,3,4\n\n0\n0,0,0,0\n')
    boxes, nothing = read_boxes(path)
    assert nothing.tolist() == [False, True, True, False] and boxes[1:].tolist() == [[0, 0, 0, 0]] * 3


@pytest.mark.parametrize(('content', 'message'), [
    (b'1,2,3,4\n1,2,3\n', r'r.txt:2: should be x,y,w,h or nothing, not 3 numbers'),
    (b'1,2,3,four\n', r'r.txt:1: could not convert'),
    (b'\xff\xfe\x00', 'r.txt: cannot be read'),
    (b'', 'r.txt: is empty'),
])
def test_bad_lines_are_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / 'r.txt').write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_boxes(tmp_path / 'r.txt')


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match='none.txt: cannot be read'):
        read_boxes(tmp_path / 'none.txt')


def test_columns(tmp_path: Path) -> None:
    (tmp_path / 'down.txt').write_text('0\n1\n0\n')
    (tmp_path / 'across.txt').write_text('0,1,0\n')
    (tmp_path / 'bad.txt').write_text('0\n1,1\n')
    assert read_column(tmp_path / 'down.txt').tolist() == read_column(tmp_path / 'across.txt').tolist() == [0, 1, 0]
    with pytest.raises(DataError, match='bad.txt:2: should be one number, not 2'):
        read_column(tmp_path / 'bad.txt')


def test_flags_of_any_file(tmp_path: Path) -> None:
    (tmp_path / 'down.txt').write_text('0\n1\n0\n')
    (tmp_path / 'across.txt').write_text('0,0,1')
    (tmp_path / 'short.txt').write_text('0,0')
    assert read_flags(tmp_path / 'down.txt', tmp_path / 'across.txt').tolist() == [False, True, True]
    with pytest.raises(DataError, match='down.txt and .*short.txt differ in length: 3, 2'):
        read_flags(tmp_path / 'down.txt', tmp_path / 'short.txt')
    with pytest.raises(DataError, match='none.txt: cannot be read'):
        read_flags(tmp_path / 'down.txt', tmp_path / 'none.txt')


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    boxes = np.array([[1.25, 2, 3.5, 4], [np.nan] * 4])
    write_boxes(tmp_path / 'out.txt', boxes)
    assert read_boxes(tmp_path / 'out.txt')[0].tolist() == [[1.25, 2, 3.5, 4], [0, 0, 0, 0]]
