from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.colour_bundle import SECTIONS, WORDS, write_colour_bundle
from support.one_thread import ONE_THREAD
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing

from vl_tracker_ros.bundle import Bundle, BundleError, load_bundle, write_bundle
from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.language.phrases import Phrases
from vl_tracker_ros.language.text_encoder import TextEncoder


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path / 'colour'))


def test_ids_and_mask_are_padded(bundle: Bundle) -> None:
    ids, mask = TextEncoder(bundle).tokenise('the Red square')
    expected = [WORDS.index(word) for word in ('the', 'red', 'square')]
    np.testing.assert_array_equal(ids, [[*expected, 0, 0, 0, 0, 0]])
    np.testing.assert_array_equal(mask, [[1, 1, 1, 0, 0, 0, 0, 0]])


def test_long_text_is_cut_with_one_warning_that_names_both_lengths(bundle: Bundle, caplog) -> None:
    caplog.set_level(logging.WARNING)
    ids, mask = TextEncoder(bundle).tokenise('red ' * 50)
    assert ids.shape == (1, 8) and mask.sum() == 8
    assert len(caplog.records) == 1 and 'of 50 tokens is cut to the first 8' in caplog.text


def test_text_as_long_as_the_limit_is_not_worth_a_warning(bundle: Bundle, caplog) -> None:
    caplog.set_level(logging.WARNING)
    _, mask = TextEncoder(bundle).tokenise('red ' * 8)
    assert mask.sum() == 8 and not caplog.records


def test_a_cut_text_keeps_its_end_token(bundle: Bundle, caplog) -> None:
    start, end = WORDS.index('a'), WORDS.index('in')
    tokenizer = Tokenizer.from_file(str(bundle.path / 'tokenizer.json'))
    tokenizer.post_processor = TemplateProcessing(single='a $A in', special_tokens=[('a', start), ('in', end)])
    tokenizer.save(str(bundle.path / 'tokenizer.json'))
    ids, _ = TextEncoder(write_bundle(bundle.path, SECTIONS)).tokenise('red ' * 50)
    assert ids.tolist() == [[start, *[WORDS.index('red')] * 6, end]]
    assert 'of 50 tokens is cut to the first 6' in caplog.text


def test_nothing_is_padding_through_the_network(bundle: Bundle) -> None:
    encoder = TextEncoder(bundle)
    text, mask = encoder.encode_nothing()
    assert text.shape == (1, 8, 3) and text.dtype == np.float32
    assert mask.shape == (1, 8) and not mask.any()


def test_padding_and_truncation_of_the_file_do_not_count(bundle: Bundle) -> None:
    path = bundle.path / 'tokenizer.json'
    content = json.loads(path.read_text())
    content['truncation'] = {'direction': 'Right', 'max_length': 2, 'strategy': 'LongestFirst', 'stride': 0}
    content['padding'] = {'strategy': {'Fixed': 20}, 'direction': 'Right', 'pad_to_multiple_of': None,
                          'pad_id': 0, 'pad_type_id': 0, 'pad_token': '<unk>'}
    path.write_text(json.dumps(content))
    _, mask = TextEncoder(write_bundle(bundle.path, SECTIONS)).tokenise('the red square')
    assert mask.sum() == 3


def test_features_are_of_the_words(bundle: Bundle) -> None:
    text, mask = TextEncoder(bundle, ONE_THREAD).encode('the red square')
    assert text.shape == (1, 8, 3) and text.dtype == np.float32 and mask.dtype == np.float32
    np.testing.assert_allclose(text[0, 1], [2 / 3, -1 / 3, -1 / 3], atol=1e-6)
    assert not text[0, 3:].any()


def test_broken_tokenizer_gives_one_line(bundle: Bundle) -> None:
    (bundle.path / 'tokenizer.json').write_text('{}')
    with pytest.raises(BundleError, match='tokenizer.json: not a tokenizer'):
        TextEncoder(write_bundle(bundle.path, SECTIONS))


def test_features_of_another_size_are_refused(bundle: Bundle) -> None:
    other = replace(bundle, network=replace(bundle.network, text_dim=4))
    with pytest.raises(EngineError, match=r'features \(1, 8, 3\), but bundle.yaml says \(1, 8, 4\)'):
        TextEncoder(other).encode('red')


def with_groups(bundle: Bundle, groups: list[str]) -> Bundle:
    return replace(bundle, network=replace(bundle.network, text_groups=groups))


def test_phrases_of_a_tracker_that_reads_them_apart(bundle: Bundle) -> None:
    bundle = with_groups(bundle, ['category', 'appearance', 'action', 'location'])
    ids, mask = TextEncoder(bundle).tokenise('the red car')
    assert ids.tolist() == [[WORDS.index('car'), 0, WORDS.index('red'), 0, 0, 0, 0, 0]]
    assert mask.tolist() == [[1, 0, 1, 0, 0, 0, 0, 0]]
    _, mask = TextEncoder(bundle, decomposer=lambda description: Phrases(location='in the box')).tokenise('the red car')
    assert mask.tolist() == [[0, 0, 0, 0, 0, 0, 1, 1]]


def test_groups_that_are_no_phrases_are_named(bundle: Bundle) -> None:
    with pytest.raises(BundleError, match=r"bundle.yaml: network: text_groups \['colour'\] should be some of"):
        TextEncoder(with_groups(bundle, ['colour']))
