from pathlib import Path

import pytest

from vl_tracker_ros.cache_folder import cache_folder


def test_it_is_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    assert cache_folder('engines') == tmp_path / 'vl_tracker_ros' / 'engines'
    assert cache_folder() == tmp_path / 'vl_tracker_ros'


@pytest.mark.parametrize('unset', ['', None])
def test_without_a_word_of_the_user_it_is_in_the_home_folder(unset: str | None, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('HOME', str(tmp_path))
    monkeypatch.delenv('XDG_CACHE_HOME', raising=False)
    if unset is not None:
        monkeypatch.setenv('XDG_CACHE_HOME', unset)
    assert cache_folder() == tmp_path / '.cache' / 'vl_tracker_ros'
