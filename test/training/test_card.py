"""The card of a bundle says what bundle.yaml and the measurements say."""
from __future__ import annotations

from pathlib import Path

from support.colour_bundle import write_box_follower, write_colour_bundle

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.training.card import card, write_card

DEV = {'auc': 0.484, 'auc_median': 0.533, 'precision': 0.706, 'shown_right': 0.58, 'lost_said_lost': None,
       'found_said_lost': 0.02, 'ece': 0.174, 'sequences': {'a': 0.4, 'b': 0.6}}
LOOK_ALIKES = {'videos': 40, 'right_object': 0.9, 'hidden_said_lost': 0.07, 'regained_soon': 0.8}
TRAINING = {'data': 'drawn squares', 'samples': 111104, 'minutes': 97.0, 'follows': ['red squares'], 'fails': ['cats']}


def test_a_card_before_anything_was_measured(tmp_path: Path) -> None:
    bundle = load_bundle(write_colour_bundle(tmp_path / 'colour', training=TRAINING,
                                             metrics={'confidence': {'ece': 0.03}}))
    text = write_card(bundle).read_text()
    assert text.startswith('# colour\n') and 'followed from words or a first box or both.' in text
    assert '| trained on | 111,104 samples, 97 minutes |' in text and 'Not on real video yet' in text
    assert '## What it can follow\n\n* red squares\n' in text and '## What it cannot\n\n* cats\n' in text
    assert '| confidence ece | 0.03 |' in text and 'drawn squares.' in text and 'research use only' in text
    assert load_bundle(bundle.path) == bundle, 'the card is not among the files with a checksum'


def test_measured_figures_are_rows_and_what_there_was_not_is_a_dash(tmp_path: Path) -> None:
    bundle = load_bundle(write_colour_bundle(tmp_path / 'colour'))
    text = card(bundle, {'dev/box': DEV, 'look_alikes/box': LOOK_ALIKES, 'size': {'bytes': 3}})
    assert 'On 2 real sequences' in text and 'Not on real video yet' not in text
    assert '| the first box | 0.484 | 0.533 | 0.706 | 58.0% | – | 2.0% | 0.174 |' in text
    assert '| the first box | 90.0% | 7.0% | 80.0% |' in text and 'words alone' not in text
    assert 'What it can follow' not in text and 'trained on |' not in text


def test_a_vision_only_bundle_has_no_words(tmp_path: Path) -> None:
    text = card(load_bundle(write_box_follower(tmp_path / 'follower')), {})
    assert 'followed from a first box.' in text and 'word pieces' not in text and '1 template of 32x32' in text
