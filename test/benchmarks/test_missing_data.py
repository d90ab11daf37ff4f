"""What is left out is left out, and a row is measured once."""
from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import missing_data
import numpy as np
import pytest
from missing_data import PEER, VARIANTS, Variant, arguments, groups, measure, summary

from vl_tracker_ros.data.banks import load_banks
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import ViewSizes
from vl_tracker_ros.evaluation.datasets import load_dataset

SIZES = ViewSizes(64, 32)


def test_a_kind_that_is_left_out_is_never_drawn(data: Path) -> None:
    banks = load_banks(data / 'train')
    banks = replace(banks, clips={kind: clips for kind, clips in banks.clips.items() if kind != 'flying'})
    with pytest.raises(DataError, match='without clips of flying'):
        Variant('all').mixture(banks, SIZES)
    assert len(Variant('no flying', without='flying').mixture(banks, SIZES).batch((1,), 4)) == 4


def test_a_part_of_the_clips_gives_other_samples(data: Path) -> None:
    banks = load_banks(data / 'train')
    whole, half = (Variant('', every).mixture(banks, SIZES).batch((1,), 8) for every in (1, 2))
    assert any(not np.array_equal(a.search, b.search) for a, b in zip(whole, half))


def test_groups_of_sequences(data: Path) -> None:
    found = groups(load_dataset('folders', data / 'dev'), data / 'dev')
    assert found['all'] == {'walk', 'crowd'} and found['vehicles'] == {'walk'} and found['people'] == {'crowd'}
    assert 'from drones' not in found


def test_rows_are_measured_once(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing_data, 'ROWS', tmp_path / 'rows.json')
    monkeypatch.setattr(missing_data, 'VARIANTS', VARIANTS[:2])
    args = arguments(['--data', str(data), '--out', str(tmp_path), '--steps', '1', '--frames', '3'])
    measure(args)
    rows = json.loads((tmp_path / 'rows.json').read_text())
    assert set(rows['1/0']) == {'all', 'half of the clips'} and set(rows['1/0']['all']) == {'walk', 'crowd'}
    monkeypatch.setattr(missing_data, 'trained', None)
    measure(args)
    (tmp_path / 'train').symlink_to(data / 'train')
    (tmp_path / 'dev').symlink_to(data / 'dev')
    peers = {'per_sequence': {PEER: {'walk': {'auc': 0.5}, 'crowd': {'auc': 0.7}}}}
    (tmp_path / 'peers_dev.json').write_text(json.dumps(peers))
    lines = summary(tmp_path, 1, 1).splitlines()
    assert lines[-1].startswith('| NanoTrack v2, all frames | 0.600 |')
    mean = np.mean(list(rows['1/0']['all'].values()))
    assert lines[2].startswith(f'| all | {mean:.3f} |')
