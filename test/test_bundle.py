from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.colour_bundle import SECTIONS, write_colour_bundle

from vl_tracker_ros.bundle import BundleError, list_bundles, load_bundle, write_bundle


@pytest.fixture(scope='module')
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour')


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / 'colour'))


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    path = folder / 'bundle.yaml'
    metadata = yaml.safe_load(path.read_text())
    edit(metadata)
    path.write_text(yaml.safe_dump(metadata))


def refused(name_or_path: str | Path) -> str:
    with pytest.raises(BundleError) as caught:
        load_bundle(name_or_path)
    assert '\n' not in str(caught.value)
    return str(caught.value)


def test_what_was_written_is_read(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert bundle.name == 'colour'
    assert set(bundle.files) == {'tracker.onnx', 'text.onnx', 'tokenizer.json'}
    assert bundle.network.search_size == SECTIONS['network']['search_size']
    assert bundle.gate == SECTIONS['gate']
    assert bundle.file('text.onnx') == folder / 'text.onnx'
    assert bundle.takes_words and bundle.takes_box and not bundle.needs_box


def test_model_card_is_not_checksummed(folder: Path) -> None:
    (folder / 'README.md').write_text('a card')
    assert 'README.md' not in write_bundle(folder, SECTIONS).files
    (folder / 'README.md').write_text('a corrected card')
    load_bundle(folder)


def test_text_with_a_separator_is_a_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert load_bundle('./colour').name == 'colour'


def test_name_is_looked_up_in_the_search_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', f'/nowhere:{folder.parent}')
    assert list_bundles()['colour'] == folder
    assert load_bundle('colour').path == folder


def test_name_is_looked_up_in_the_data_directory(folder: Path, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('XDG_DATA_HOME', str(tmp_path / 'data'))
    installed = shutil.copytree(folder, tmp_path / 'data' / 'vl_tracker_ros' / 'bundles' / 'mine')
    assert load_bundle('mine').path == Path(installed)


def test_unknown_name_tells_the_known_ones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', str(folder.parent))
    message = refused('kolour')
    assert "'kolour'" in message and 'colour' in message.replace('kolour', '')


def test_missing_folder(tmp_path: Path) -> None:
    assert str(tmp_path / 'none') in refused(tmp_path / 'none')


def test_missing_file(folder: Path) -> None:
    (folder / 'text.onnx').unlink()
    assert 'text.onnx: missing' in refused(folder)


def test_truncated_file(folder: Path) -> None:
    path = folder / 'tracker.onnx'
    path.write_bytes(path.read_bytes()[:-100])
    assert 'tracker.onnx: damaged or truncated' in refused(folder)


def test_wrong_checksum(folder: Path) -> None:
    change(folder, lambda metadata: metadata['files'].update({'text.onnx': '0' * 64}))
    assert 'text.onnx: damaged' in refused(folder)


@pytest.mark.parametrize('version', [0, 2, '1', None])
def test_wrong_version(folder: Path, version: object) -> None:
    change(folder, lambda metadata: metadata.update(format=version))
    assert f'format version {version}' in refused(folder)


@pytest.mark.parametrize('name', ['../secret', '/etc/passwd', 'a/b', '..'])
def test_file_outside_the_folder(folder: Path, name: str) -> None:
    change(folder, lambda metadata: metadata['files'].update({name: '0' * 64}))
    assert repr(name) in refused(folder)


@pytest.mark.parametrize('content', ['', 'format: [1', '- a list', '\x00\xff'])
def test_broken_metadata(folder: Path, content: str) -> None:
    (folder / 'bundle.yaml').write_bytes(content.encode('latin-1'))
    assert 'bundle.yaml' in refused(folder)


def test_metadata_is_never_more_than_data(folder: Path) -> None:
    with (folder / 'bundle.yaml').open('a') as file:
        file.write('metrics: !!python/object/apply:os.system ["touch pwned"]\n')
    assert 'cannot be read' in refused(folder)


@pytest.mark.parametrize(('edit', 'cause'), [
    (lambda m: m.pop('crop'), 'missing crop'),
    (lambda m: m['network'].pop('text_dim'), 'network: missing text_dim'),
    (lambda m: m['network'].update(search_size='64'), 'search_size: should be int'),
    (lambda m: m['network'].update(mean=[0.5, 'x', 0.5]), 'mean: should be float'),
    (lambda m: m['network'].update(mean=[0.5]), 'one value for each of R, G, B'),
    (lambda m: m['network'].update(std=[0.5, 0, 0.5]), 'above 0'),
    (lambda m: m['network'].update(search_size=True), 'search_size: should be int'),
    (lambda m: m.update(gate=None), 'gate: should be dict'),
    (lambda m: m['files'].update({1: 'x'}), 'files: its keys should be names'),
    (lambda m: m.update(crop=3), 'crop: should be a mapping'),
    (lambda m: m.update(extra=1), 'unknown extra'),
    (lambda m: m['calibration'].update(raw=[1.0, 0.0]), 'raw should ascend'),
    (lambda m: m['calibration'].update(probability=[0.0]), 'same number of values'),
    (lambda m: m['calibration'].update(probability=[0.0, 1.5]), 'lie in'),
    (lambda m: m['calibration'].update(weights=[1.0]), 'weights: should be dict'),
])
def test_metadata_is_checked(folder: Path, edit: Callable[[dict[str, Any]], object], cause: str) -> None:
    change(folder, edit)
    assert cause in refused(folder)


def test_calibration_may_have_weights(folder: Path) -> None:
    assert load_bundle(folder).calibration.weights == {}
    change(folder, lambda m: m['calibration'].update(weights={'bias': -1, 'margin_memory': 2.5}))
    assert load_bundle(folder).calibration.weights == {'bias': -1.0, 'margin_memory': 2.5}


def test_file_that_is_not_listed_is_refused(folder: Path) -> None:
    with pytest.raises(BundleError, match='no weights.bin'):
        load_bundle(folder).file('weights.bin')
