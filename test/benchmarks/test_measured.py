"""What was measured is kept, and measured again when the bundle answers otherwise."""
from __future__ import annotations

import math
from pathlib import Path

import pytest
from measured import Measured, fingerprint
from support.colour_bundle import SECTIONS, write_colour_bundle

from vl_tracker_ros.bundle import load_bundle


def test_a_fingerprint_is_of_what_changes_an_answer(tmp_path: Path) -> None:
    def of(**sections: object) -> str:
        return fingerprint(load_bundle(write_colour_bundle(tmp_path / 'bundle', **sections)))
    before = of()
    assert of(metrics={'auc': 1.0}, training={'samples': 3}, licence='another') == before
    assert of(gate={'kind': 'candidate', 'tau': 0.2}) != before
    assert of(calibration={'raw': [0.0, 1.0], 'probability': [0.0, 0.9]}) != before
    assert of(state={**SECTIONS['state'], 'lost_frames': 6}) != before


def test_a_grounder_has_its_part_in_the_fingerprint(tmp_path: Path) -> None:
    bundle = load_bundle(write_colour_bundle(tmp_path / 'bundle'))
    assert fingerprint(bundle, bundle) != fingerprint(bundle)


def test_figures_are_kept_with_what_they_are_of(tmp_path: Path) -> None:
    path = tmp_path / 'results.json'
    Measured(path).put('a', 'dev/box', 'f1', {'auc': 0.123456, 'none': math.nan, 'bins': [{'count': 3}]})
    again = Measured(path)
    assert again.figures('a', 'dev/box') == {'auc': 0.1235, 'none': None, 'bins': [{'count': 3}]}
    assert again.is_of('a', 'dev/box', 'f1') and not again.is_of('a', 'dev/box', 'f2')
    assert not again.is_of('a', 'dev/text', 'f1') and not again.is_of('b', 'dev/box', 'f1')
    assert again.figures('a', 'size') is None and again.bundles == ['a']


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / 'results.json').write_text('{"bundles": ')
    with pytest.raises(ValueError, match='results.json'):
        Measured(tmp_path / 'results.json')
