from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import onnx
import pytest
import torch
from safetensors.torch import save_file
from support.tiny_text import TINY_TEXT
from torch import Tensor, nn

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.export import export_network
from vl_tracker_ros.models.text.small import SmallTextConfig, TextTransformer, find_small_text, load_small_text

IDS = torch.tensor([[5, 9, 3, 0, 0], [7, 0, 0, 0, 0]])
MASK = (IDS > 0).float()


@pytest.fixture
def encoder() -> TextTransformer:
    torch.manual_seed(0)
    return TextTransformer(TINY_TEXT).eval()


@torch.no_grad()
def tokens(encoder: TextTransformer, ids: Tensor, mask: Tensor) -> Tensor:
    return encoder(ids, mask)


def test_a_token_has_the_width(encoder: TextTransformer) -> None:
    assert tokens(encoder, IDS, MASK).shape == (2, 5, 16) and encoder.width == 16


def test_padding_behind_a_sentence_changes_nothing(encoder: TextTransformer) -> None:
    whole, alone = tokens(encoder, IDS, MASK)[0, :3], tokens(encoder, IDS[:1, :3], MASK[:1, :3])[0]
    assert torch.allclose(whole, alone, atol=1e-5)


def test_order_counts(encoder: TextTransformer) -> None:
    swapped = IDS[:, [1, 0, 2, 3, 4]]
    assert not torch.allclose(tokens(encoder, IDS, MASK)[0, 2], tokens(encoder, swapped, MASK)[0, 2], atol=1e-5)


def test_no_language_is_finite(encoder: TextTransformer) -> None:
    assert torch.isfinite(tokens(encoder, torch.zeros_like(IDS), torch.zeros_like(MASK))).all()


def test_too_many_tokens_are_refused(encoder: TextTransformer) -> None:
    with pytest.raises(ValueError, match='9 tokens are more than the length 8'):
        encoder(torch.zeros(1, 9, dtype=torch.long), torch.ones(1, 9))


def test_heads_that_do_not_divide_are_refused() -> None:
    with pytest.raises(ValueError, match='width 16 should be a multiple of heads 3'):
        replace(TINY_TEXT, heads=3)


def test_the_real_sizes_stay_below_4_mb_as_onnx(tmp_path: Path) -> None:
    ids = torch.arange(24)[None]
    export_network(TextTransformer(SmallTextConfig()), {'ids': ids, 'mask': torch.ones(1, 24)}, ['text'],
                   tmp_path / 'text.onnx')
    assert (tmp_path / 'text.onnx').stat().st_size < 4e6
    assert len(onnx.load(tmp_path / 'text.onnx').graph.initializer) > 20


def test_it_is_found_inside_a_model(encoder: TextTransformer) -> None:
    assert find_small_text(nn.Sequential(nn.Linear(1, 1), nn.Sequential(encoder))) is encoder
    assert find_small_text(nn.Linear(1, 1)) is None


def test_weights_of_a_folder_are_loaded(encoder: TextTransformer, tmp_path: Path) -> None:
    save_file(encoder.state_dict(), tmp_path / 'model.safetensors')
    other = TextTransformer(TINY_TEXT).eval()
    load_small_text(other, tmp_path)
    assert torch.equal(tokens(other, IDS, MASK), tokens(encoder, IDS, MASK))


def test_weights_of_other_sizes_are_refused(encoder: TextTransformer, tmp_path: Path) -> None:
    save_file(encoder.state_dict(), tmp_path / 'model.safetensors')
    with pytest.raises(CheckpointError, match=r'of another shape: tokens.weight \(200, 8\) in the file'):
        load_small_text(TextTransformer(replace(TINY_TEXT, vocabulary=100)), tmp_path)


def test_a_folder_without_weights_is_named(encoder: TextTransformer, tmp_path: Path) -> None:
    with pytest.raises(OSError, match='model.safetensors'):
        load_small_text(encoder, tmp_path)
