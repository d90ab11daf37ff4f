from pathlib import Path

import pytest

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import first_line, images_in


def test_first_line_is_the_first_with_text(tmp_path: Path) -> None:
    (tmp_path / 'nlp.txt').write_bytes(b'\xef\xbb\xbf\r\n  the cat \r\nanother\r\n')
    (tmp_path / 'blank.txt').write_text('\n \n')
    assert first_line(tmp_path / 'nlp.txt') == 'the cat' and first_line(tmp_path / 'blank.txt') == ''


@pytest.mark.parametrize(('name', 'cause'), [('none.txt', 'No such file'), ('latin.txt', 'utf-8')])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, cause: str) -> None:
    (tmp_path / 'latin.txt').write_bytes(b'\xe9t\xe9')
    with pytest.raises(DataError, match=f'{name}: cannot be read: .*{cause}'):
        first_line(tmp_path / name)


def test_images_of_the_first_folder_that_has_any(tmp_path: Path) -> None:
    for folder in ('img', 'imgs'):
        (tmp_path / folder).mkdir()
    for name in ('10.jpg', '9.jpg'):
        (tmp_path / 'imgs' / name).touch()
    assert images_in(tmp_path, 'img', 'imgs', '.') == (tmp_path / 'imgs/9.jpg', tmp_path / 'imgs/10.jpg')
    with pytest.raises(DataError, match='no images in img, none'):
        images_in(tmp_path, 'img', 'none')
