from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import constants
from huggingface_hub.errors import RemoteEntryNotFoundError

from vl_tracker_ros.models.text.hub import PublicFileError, public_file


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the Hub, and no way to the Hub."""
    monkeypatch.setattr(constants, 'HF_HUB_OFFLINE', True)
    monkeypatch.setattr(constants, 'HF_HUB_CACHE', str(tmp_path / 'cache'))
    return tmp_path / 'cache'


def cache(folder: Path, repository: str, *files: str) -> Path:
    """Make `files` of a repository cached. Returns the folder that holds them."""
    top = folder / f'models--{repository.replace("/", "--")}'
    snapshot = top / 'snapshots' / ('0' * 40)
    snapshot.mkdir(parents=True)
    (top / 'refs').mkdir()
    (top / 'refs' / 'main').write_text('0' * 40)
    for file in files:
        (snapshot / file).write_text(file)
    return snapshot


def test_a_public_name_is_found_in_the_cache(offline: Path) -> None:
    snapshot = cache(offline, 'openai/clip-vit-base-patch32', 'b.bin', 'c.txt')
    assert public_file('ViT-B-32/openai', ['a.safetensors', 'b.bin', 'c.txt']) == snapshot / 'b.bin'


def test_so_is_the_name_of_a_repository(offline: Path) -> None:
    snapshot = cache(offline, 'somebody/her-bert', 'b.bin')
    assert public_file('somebody/her-bert', ['b.bin']) == snapshot / 'b.bin'


def test_a_folder_gives_its_first_candidate_and_a_file_itself(tmp_path: Path) -> None:
    for name in ('b.bin', 'a.safetensors'):
        (tmp_path / name).write_text('')
    assert public_file(str(tmp_path), ['a.safetensors', 'b.bin']) == tmp_path / 'a.safetensors'
    assert public_file(str(tmp_path / 'b.bin'), ['a.safetensors']) == tmp_path / 'b.bin'


def test_a_folder_without_any_says_which_were_wanted(tmp_path: Path) -> None:
    with pytest.raises(PublicFileError, match='holds none of a.safetensors, b.bin$'):
        public_file(str(tmp_path), ['a.safetensors', 'b.bin'])


@pytest.mark.parametrize('name', ['bert-base-uncased', 'ViT-B-33/openai', 'no such name', 'a/b/c'])
def test_what_is_neither_cached_nor_reachable_is_said_in_one_line(name: str) -> None:
    with pytest.raises(PublicFileError) as caught:
        public_file(name, ['model.safetensors', 'pytorch_model.bin'])
    message = str(caught.value)
    assert message.startswith(f'{name}: no such file or folder, and model.safetensors, pytorch_model.bin of ')
    assert 'neither cached nor reachable' in message and 'ViT-L-14/openai' in message and '\n' not in message


class NotThere(RemoteEntryNotFoundError):
    def __init__(self) -> None: ...


def test_the_hub_is_asked_for_one_candidate_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def download(repository: str, file: str) -> str:
        asked.append((repository, file))
        if file != 'b.bin':
            raise NotThere
        return f'/cache/{file}'

    monkeypatch.setattr('huggingface_hub.hf_hub_download', download)
    assert public_file('bert-base-uncased', ['a.safetensors', 'b.bin', 'c.txt']) == Path('/cache/b.bin')
    assert asked == [('google-bert/bert-base-uncased', 'a.safetensors'), ('google-bert/bert-base-uncased', 'b.bin')]
    with pytest.raises(PublicFileError, match='a.safetensors, c.txt of google-bert/bert-base-uncased'):
        public_file('bert-base-uncased', ['a.safetensors', 'c.txt'])
