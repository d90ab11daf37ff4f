"""The parts of a bundle, on drawn data that a bundle which sees colours can follow."""
from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from look_alikes import HIDDEN, JUDGED
from parts import Bench, MeasuringError, modes_of, on_dev, on_look_alikes, part_fingerprint, parts_of, size, speed
from support.colour_bundle import SIZE, WORDS
from support.walk import FRAMES

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.evaluation.run_folder import RunFolder


@pytest.fixture(scope='module')
def bench(data: Path, colour: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(data, tmp_path_factory.mktemp('out'), sys.executable, f'{colour.path}/', scenes=1)


def test_modes_are_those_that_the_network_was_made_for(colour: Bundle, follower: Bundle) -> None:
    assert modes_of(colour) == ('text', 'box', 'both') and modes_of(follower) == ('box',)
    assert list(parts_of(follower)) == ['size', 'speed', 'look_alikes/box', 'dev/box']
    assert list(parts_of(colour, ['text'])) == ['size', 'speed', 'look_alikes/text', 'dev/text']


def test_words_alone_need_a_grounder_where_the_bundle_needs_a_box(bench: Bench, colour: Bundle,
                                                                  follower: Bundle) -> None:
    needy = replace(follower, network=replace(colour.network, inputs=['search', 'template', 'text', 'text_mask']))
    assert bench.grounder_for(needy, 'text').name == colour.name
    assert bench.grounder_for(needy, 'both') is None and bench.grounder_for(colour, 'text') is None
    assert part_fingerprint(bench, needy, 'dev/text') != part_fingerprint(bench, needy, 'dev/both')
    assert part_fingerprint(bench, needy, 'dev/both') == part_fingerprint(bench, needy, 'size')


def test_real_sequences(bench: Bench, colour: Bundle) -> None:
    figures = on_dev(bench, colour, 'box')
    assert figures['auc'] > 0.7 and figures['frames'] == 2 * FRAMES and set(figures['sequences']) == {'walk', 'crowd'}
    assert figures['singled_out'] == 1 and figures['auc_singled_out'] == figures['sequences']['walk']
    assert figures['found_said_lost'] == 0 and len(figures['success']) == 21 and figures['bins']


def test_what_was_tracked_is_not_tracked_again(bench: Bench, colour: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    before = on_dev(bench, colour, 'box')
    monkeypatch.setattr(RunFolder, 'write', None)
    assert on_dev(bench, colour, 'box') == before


def test_look_alikes_count_the_frame_before_the_target_hides(bench: Bench, colour: Bundle) -> None:
    """From the true box of a grey video nothing is found: the words are of no colour that the bundle knows."""
    figures = on_look_alikes(bench, colour, 'box')
    assert figures['videos'] == 1 and figures['right_object'] in (0, 1) and 0 <= figures['hidden_said_lost'] <= 1
    assert figures['regained_soon'] in (0, 1)
    assert HIDDEN.degree(JUDGED) == 0 and len(list(bench.look_alikes().iterdir())) == 1


def test_size(bench: Bench, colour: Bundle) -> None:
    figures = size(bench, colour)
    assert figures['tracker_parameters'] == 2 * SIZE + 8, 'xs, ys and what is written in the text'
    assert figures['parameters'] == figures['tracker_parameters'] + 3 * len(WORDS)
    assert figures['bytes'] == sum((colour.path / name).stat().st_size for name in colour.files)


def test_a_refused_run_says_why(bench: Bench, colour: Bundle, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(MeasuringError, match='exit code 2'):
        bench.run(colour, bench.data / 'nothing', 'box')
    assert 'no such folder' in capsys.readouterr().err


def test_speed_without_the_peer_says_what_is_missing(bench: Bench, colour: Bundle,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('parts.export_network', lambda *_: None)
    with pytest.raises(MeasuringError, match='unknown peer'):
        speed(replace(bench, peer='opencv:Nobody'), colour)
    with pytest.raises(MeasuringError, match='no_python'):
        speed(replace(bench, python='no_python'), colour)
