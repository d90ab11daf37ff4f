"""Only what is missing, or of another state of the bundle, is measured."""
from __future__ import annotations

import sys
from pathlib import Path

import pytest
import results
from measured import Measured
from parts import Bench
from support.colour_bundle import write_colour_bundle

from vl_tracker_ros.bundle import Bundle, load_bundle

KINDS = ['size', 'dev']


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts that were measured."""
    found: list[str] = []

    def part(name: str) -> object:
        return lambda bench, bundle: found.append(name) or {'auc': 0.5}
    monkeypatch.setattr(results, 'parts_of', lambda bundle, modes: {
        name: part(name) for name in ('size', 'speed', *(f'dev/{mode}' for mode in modes))})
    return found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, tmp_path, sys.executable, 'nobody', scenes=1)


def test_what_is_there_is_not_measured_again(done: list[str], bench: Bench, tmp_path: Path) -> None:
    def measure(bundle: Bundle, modes: list[str]) -> list[str]:
        done.clear()
        results.measure(bench, bundle, Measured(tmp_path / 'results.json'), modes, KINDS)
        return list(done)
    bundle = load_bundle(write_colour_bundle(tmp_path / 'colour'))
    assert measure(bundle, ['box']) == ['size', 'dev/box'], 'speed was not asked for'
    assert measure(bundle, ['box', 'text']) == ['dev/text']
    stricter = load_bundle(write_colour_bundle(tmp_path / 'colour', gate={'kind': 'candidate', 'tau': 0.4}))
    assert measure(stricter, ['box']) == ['size', 'dev/box']


def test_a_part_that_fails_keeps_what_was_measured_before_it(done: list[str], bench: Bench, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, path = load_bundle(write_colour_bundle(tmp_path / 'colour')), tmp_path / 'results.json'
    monkeypatch.setattr(results, 'parts_of', lambda *_: {'size': lambda *_: {'bytes': 3}, 'dev/box': None})
    with pytest.raises(TypeError):
        results.measure(bench, bundle, Measured(path), ['box'], KINDS)
    assert Measured(path).parts('colour') == {'size': {'bytes': 3}}


def test_bad_input_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                               capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(results, 'RESULTS', tmp_path / 'results.json')
    monkeypatch.setattr(sys, 'argv', ['results.py', '--data', str(tmp_path)])
    assert results.main() == 2
    error = capsys.readouterr().err
    assert error.count('\n') == 1 and 'peers_dev.json' in error
