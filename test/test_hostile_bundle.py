"""A bundle of somebody who means harm is refused in one line: it leads nowhere, asks for little, and runs nothing."""
from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import onnx
import pytest
import yaml
from support.colour_bundle import SECTIONS

from vl_tracker_ros.bundle import MOST_BYTES, Bundle, BundleError, load_bundle, rewrite_bundle, write_bundle

Edit = Callable[[dict], object]


@pytest.fixture
def folder(colour: Bundle, tmp_path: Path) -> Path:
    return Path(shutil.copytree(colour.path, tmp_path / 'colour'))


def refused(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        load_bundle(folder)
    line = str(caught.value)
    assert '\n' not in line and len(line) < 1000
    return line


def replace(folder: Path, line: str, by: str) -> None:
    path = folder / 'bundle.yaml'
    text = path.read_text()
    assert text.count(line) == 1
    path.write_text(text.replace(line, by))


@pytest.mark.parametrize('name', ['tracker.onnx', 'text.onnx', 'tokenizer.json'])
def test_link_that_leads_out_is_refused_though_its_content_is_right(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    assert f'{name}: is a link to a file outside the bundle' in refused(folder)


def test_links_within_a_bundle_and_to_all_of_it_are_followed(folder: Path, tmp_path: Path) -> None:
    """As installations make them that link to the sources, file by file."""
    (tmp_path / 'link').symlink_to(folder)
    assert load_bundle(tmp_path / 'link').name == 'colour'
    linked = tmp_path / 'linked'
    linked.mkdir()
    for path in folder.iterdir():
        (linked / path.name).symlink_to(path)
    assert load_bundle(linked).name == 'colour'


@pytest.mark.parametrize('make', [os.mkfifo, os.mkdir, lambda path: os.symlink('/dev/zero', path),
                                  lambda path: os.symlink(path, path)], ids=['fifo', 'folder', 'device', 'loop'])
def test_what_is_no_file_is_not_opened(folder: Path, make: Callable[[Path], object]) -> None:
    (folder / 'text.onnx').unlink()
    make(folder / 'text.onnx')
    assert 'text.onnx: missing' in refused(folder)


@pytest.mark.parametrize('where', ['../secret.bin', '/etc/hostname', 'secret.bin'])
def test_network_that_reads_its_weights_elsewhere_is_refused(folder: Path, tmp_path: Path, where: str) -> None:
    """Within the bundle too: a file that it does not list has no checksum."""
    for place in (folder, tmp_path):
        (place / 'secret.bin').write_bytes(bytes(1 << 20))
    network = onnx.load(folder / 'tracker.onnx')
    weights = network.graph.initializer[0]
    weights.ClearField('raw_data')
    weights.data_location = onnx.TensorProto.EXTERNAL
    weights.external_data.add(key='location', value=where)
    (folder / 'tracker.onnx').write_bytes(network.SerializeToString())
    with pytest.raises(BundleError, match='tracker.onnx: has weights in other files'):
        write_bundle(folder, SECTIONS)
    assert 'tracker.onnx: has weights in other files' in refused(folder)


def test_endless_files_are_not_read(folder: Path) -> None:
    os.truncate(folder / 'text.onnx', MOST_BYTES + 1)
    assert f'text.onnx: has more than {MOST_BYTES} bytes' in refused(folder)
    os.truncate(folder / 'bundle.yaml', 1 << 40)
    assert 'bundle.yaml: cannot be read: it has more than 1048576 bytes' in refused(folder)


@pytest.mark.parametrize(('value', 'cause'), [
    ('&a [x, x, x, x, x, x, x, x]\nmore: &b [*a, *a, *a, *a]\nand: [*b, *b]', 'an alias'), ('&a [*a]', 'an alias'),
    ('[' * 100_000, 'cannot be read'), ('1' * 5000, 'more than 2000 characters'), (f'0x{"f" * 5000}', 'more than 2000'),
    ('!!bool maybe', 'cannot be read'), ('!!timestamp x', 'cannot be read'), ('2026-13-45', 'cannot be read'),
    ('!!python/name:os.system', 'cannot be read'), ('!!python/object/new:os.system [touch pwned]', 'cannot be read'),
], ids=['bomb', 'loop', 'depth', 'digits', 'hex', 'bool', 'timestamp', 'date', 'name', 'object'])
def test_yaml_is_data_and_little_of_it(folder: Path, value: str, cause: str) -> None:
    replace(folder, 'licence: ', f'metrics_of_others: {value}\nlicence: ')
    assert cause in refused(folder)


@pytest.mark.parametrize(('section', 'values', 'cause'), [
    ('network', {'search_size': 1 << 40}, 'search has the shape (1, 3, 1099511627776'),
    ('network', {'search_size': 0}, 'every side should be 1 at least'),
    ('network', {'template_size': -8}, 'every side should be 1 at least'),
    ('network', {'num_templates': 10 ** 9}, 'numbers at most'),
    ('network', {'text_length': 10 ** 12}, 'numbers at most'),
    ('network', {'mean': [0.5, float('nan'), 0.5]}, 'mean: should be a finite number'),
    ('network', {'std': [0.5, float('inf'), 0.5]}, 'std: should be a finite number'),
    ('network', {'inputs': ['search', '../x']}, 'not in the network contract'),
    ('crop', {'search_factor': 1e9}, 'at most 10'), ('crop', {'template_factor': -1.0}, 'above 0'),
    ('crop', {'search_factor': 10 ** 400}, 'should be a finite number'),
])
def test_what_it_asks_for_is_bounded(folder: Path, section: str, values: dict, cause: str) -> None:
    path = folder / 'bundle.yaml'
    metadata = yaml.safe_load(path.read_text())
    metadata[section].update(values)
    path.write_text(yaml.safe_dump(metadata))
    assert cause in refused(folder)


def test_what_stands_twice_is_written_twice(colour: Bundle, tmp_path: Path) -> None:
    """An own bundle is not refused for an alias that the writer made."""
    sets = ['a', 'b']
    bundle = rewrite_bundle(colour, tmp_path / 'again', metrics={'seen': sets, 'held out': sets})
    assert bundle.metrics == {'seen': sets, 'held out': sets}


def test_300_damaged_descriptions_are_refused_or_read(folder: Path) -> None:
    draw, path = Random(7), folder / 'bundle.yaml'
    original = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(original)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(damaged))
            damaged[at:at + draw.randint(0, 3)] = draw.randbytes(draw.randint(0, 3)) if draw.random() < 0.5 \
                else draw.choice([b'*', b'&a ', b'!!', b'[', b'{', b': ', b'\n', b'- ', b'1e999', b'-'])
        path.write_bytes(damaged)
        try:
            load_bundle(folder)
        except BundleError as error:
            assert '\n' not in str(error)
