"""A zero-shot detector of random weights as a grounder: what it detects is not judged, how it is used is."""
from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import CLIPTokenizerFast, OwlViTConfig, OwlViTForObjectDetection, OwlViTProcessor
from transformers.models.owlvit.image_processing_pil_owlvit import OwlViTImageProcessorPil
from support.colour_bundle import write_box_follower
from support.one_thread import ONE_THREAD

from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.tracking import SearchMode, TargetState, create_grounder, create_tracker
from vl_tracker_ros.tracking.zero_shot import ZeroShotGrounder

IMAGE = np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8)
SIZES = {'hidden_size': 16, 'intermediate_size': 32, 'num_hidden_layers': 1, 'num_attention_heads': 2}


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('detector')
    pieces = ['!', '<s>', '</s>', *'der', 'd</w>']
    tokenizer = CLIPTokenizerFast(vocab={piece: i for i, piece in enumerate(pieces)}, merges=[], unk_token='!',
                                  bos_token='<s>', eos_token='</s>', pad_token='!', model_max_length=16)
    size = {'height': 32, 'width': 32}
    OwlViTProcessor(OwlViTImageProcessorPil(size=size, crop_size=size), tokenizer).save_pretrained(folder)
    torch.manual_seed(0)
    OwlViTForObjectDetection(OwlViTConfig(
        text_config={**SIZES, 'vocab_size': len(pieces), 'max_position_embeddings': 16, 'bos_token_id': 1,
                     'eos_token_id': 2, 'pad_token_id': 0},
        vision_config={**SIZES, 'image_size': 32, 'patch_size': 8}, projection_dim=16)).save_pretrained(folder)
    return folder


def test_found_is_what_scores_in_images_in_a_row(folder: Path) -> None:
    grounder = ZeroShotGrounder(str(folder), score=0.0)
    grounder.warm_up()
    grounder.begin('red ' * 50)     # more than the detector reads
    first, second = grounder.search(IMAGE, 0.0), grounder.search(IMAGE, 0.1)
    assert (first.state, first.box_xywh_px) == (TargetState.SEARCHING, None)
    assert (second.state, second.search) == (TargetState.TRACKING, SearchMode.GLOBAL)
    assert 0 < second.score <= 1
    x, y, w, h = second.box_xywh_px
    assert x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 64 and y + h <= 48
    grounder.begin('red')
    assert grounder.search(IMAGE, 0.2).state is TargetState.SEARCHING


def test_what_scores_too_little_is_not_found(folder: Path) -> None:
    grounder = ZeroShotGrounder(str(folder), score=1.0)
    grounder.begin('red')
    results = [grounder.search(IMAGE, 0.0) for _ in range(4)]
    assert {(result.state, result.box_xywh_px, result.score) for result in results} == {
        (TargetState.SEARCHING, None, 0.0)}


def test_it_is_made_by_its_prefix(folder: Path) -> None:
    assert create_grounder(f'zero-shot:{folder}', ONE_THREAD).name == str(folder)


def test_it_searches_beside_a_tracker_that_needs_a_box(folder: Path, tmp_path: Path) -> None:
    grounder = ZeroShotGrounder(str(folder), score=0.0)
    tracker = create_tracker(write_box_follower(tmp_path / 'follower'), ONE_THREAD, grounder=grounder, beside=True)
    results = [tracker.start(IMAGE, text='red')]
    deadline = time.monotonic() + 20.0
    while results[-1].directive.source == 'grounder':
        assert time.monotonic() < deadline and results[-1].state is TargetState.SEARCHING
        results.append(tracker.update(IMAGE))
    assert results[-1].evidence is not None         # the local tracker looks where it was found


def test_a_folder_without_a_detector_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match='cannot be loaded as a zero-shot detector') as caught:
        create_grounder(f'zero-shot:{tmp_path}')
    assert '\n' not in str(caught.value)


def test_weights_that_are_a_pickle_are_not_opened(folder: Path, tmp_path: Path) -> None:
    victim, copy = tmp_path / 'broken_in', Path(shutil.copytree(folder, tmp_path / 'detector'))
    (copy / 'model.safetensors').unlink()

    class Malicious:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(victim),)

    torch.save({'weights': Malicious()}, copy / 'pytorch_model.bin')
    with pytest.raises(EngineError, match='cannot be loaded as a zero-shot detector: .*safetensors'):
        create_grounder(f'zero-shot:{copy}')
    assert not victim.exists()


def test_what_it_needs_is_said_where_it_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, 'vl_tracker_ros.tracking.zero_shot')
    monkeypatch.setitem(sys.modules, 'transformers', None)
    with pytest.raises(EngineError, match='needs torch and transformers'):
        create_grounder(f'zero-shot:{folder}')
