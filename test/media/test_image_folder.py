from pathlib import Path

from vl_tracker_ros.media.image_folder import image_files, natural_order


def test_numbers_are_counted_and_text_is_spelt() -> None:
    names = ['b.png', 'a10.png', '10.png', 'a.png', '9.png', 'a9.png', 'a9b2.png', 'a9b10.png']
    assert [path.name for path in sorted(map(Path, names), key=natural_order)] == [
        '9.png', '10.png', 'a9.png', 'a9b2.png', 'a9b10.png', 'a10.png', 'a.png', 'b.png']


def test_only_files_that_are_called_images(tmp_path: Path) -> None:
    for name in ('10.JPG', '9.png', 'notes.txt', 'png'):
        (tmp_path / name).touch()
    (tmp_path / 'folder.png').mkdir()
    assert image_files(tmp_path) == (tmp_path / '9.png', tmp_path / '10.JPG')


def test_no_folder_no_images(tmp_path: Path) -> None:
    assert image_files(tmp_path / 'none') == ()
