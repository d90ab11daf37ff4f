"""share_directory() in each kind of installation."""
from pathlib import Path

import pytest
from support.checkout import CHECKOUT

from vl_tracker_ros.share import share_directory


def make_share(folder: Path) -> Path:
    (folder / 'config').mkdir(parents=True)
    (folder / 'package.xml').touch()
    return folder


def test_of_this_checkout() -> None:
    assert share_directory() == CHECKOUT


def test_editable_install_finds_the_checkout(tmp_path: Path) -> None:
    share = make_share(tmp_path / 'checkout')
    assert share_directory(share / 'vl_tracker_ros/share.py') == share


@pytest.mark.parametrize('packages', ['lib/python3.12/site-packages', 'local/lib/python3.12/dist-packages'])
def test_install_finds_the_folder_below_its_prefix(tmp_path: Path, packages: str) -> None:
    share = make_share(tmp_path / 'share/vl_tracker_ros')
    assert share_directory(tmp_path / packages / 'vl_tracker_ros/share.py') == share


def test_environment_inside_a_checkout_is_nearer_than_the_checkout(tmp_path: Path) -> None:
    make_share(tmp_path)
    share = make_share(tmp_path / '.venv/share/vl_tracker_ros')
    assert share_directory(tmp_path / '.venv/lib/python3.11/site-packages/vl_tracker_ros/share.py') == share


def test_no_share_folder_is_an_error_that_says_where(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='is it installed'):
        share_directory(tmp_path / 'vl_tracker_ros/share.py')
