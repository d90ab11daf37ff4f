from __future__ import annotations

from pathlib import Path

import onnx
import pytest
import torch
from support.official_fill import official_weights
from support.official_mvlm import official_clip_shapes
from support.reference import load_reference
from torch import Tensor

from vl_tracker_ros.export import export_network
from vl_tracker_ros.models.exported import weights_by_name
from vl_tracker_ros.models.text.clip import CLIP_VIT_B_32, CLIP_VIT_L_14, ClipText, ClipTextConfig
from vl_tracker_ros.models.text.names import clip_names

torch.set_num_threads(1)

SMALL = ClipTextConfig('', width=16, layers=2, heads=2, vocabulary=50, length=9)
IDS = torch.tensor([[48, 3, 4, 49, 0, 0, 0, 0, 0]])
MASK = (IDS > 0).float()


def small(**changes: object) -> ClipText:
    torch.manual_seed(0)
    return ClipText(ClipTextConfig(**{**vars(SMALL), **changes})).eval()


def test_tokens_see_only_what_stands_before_them() -> None:
    model, other = small(), IDS.clone()
    other[0, 4:] = 7
    assert torch.equal(model(other, MASK)[:, :4], model(IDS, MASK)[:, :4])
    assert not torch.allclose(model(other, MASK)[:, 4:], model(IDS, MASK)[:, 4:])


def test_a_shorter_sentence_gives_the_same_tokens() -> None:
    model = small()
    torch.testing.assert_close(model(IDS[:, :4], MASK[:, :4]), model(IDS, MASK)[:, :4])


def test_final_is_the_last_block_after_its_layer_norm() -> None:
    last, final = small(output='last_block'), small(output='final')
    assert not any('final_layer_norm' in name for name in last.state_dict())
    final.load_state_dict(last.state_dict(), strict=False)
    expected = torch.nn.functional.layer_norm(last(IDS, MASK), (16,))
    torch.testing.assert_close(final(IDS, MASK), expected)


def test_quick_gelu_is_another_function_than_gelu() -> None:
    quick, exact = small(quick_gelu=True), small(quick_gelu=False)
    exact.load_state_dict(quick.state_dict())
    assert not torch.allclose(quick(IDS, MASK), exact(IDS, MASK), atol=1e-6)


def test_export_keeps_the_names_of_all_weights(tmp_path: Path) -> None:
    model = small(output='final')
    export_network(model, {'ids': IDS, 'mask': MASK}, ['text'], tmp_path / 'text.onnx')
    weights = weights_by_name(onnx.load(tmp_path / 'text.onnx').graph)
    assert model.state_dict().keys() <= weights.keys()


@pytest.mark.parametrize(('config', 'millions'), [(CLIP_VIT_B_32, 63.2), (CLIP_VIT_L_14, 123.1)])
def test_public_sizes(config: ClipTextConfig, millions: float) -> None:
    """Width 512 and 768: token table, 77 positions, 12 blocks of 12 width^2 + 13 width; no final norm."""
    with torch.device('meta'):
        count = sum(p.numel() for p in ClipText(config).parameters())
    width = config.width
    assert count == (49408 + 77) * width + 12 * (12 * width ** 2 + 13 * width)
    assert count / 1e6 == pytest.approx(millions, abs=0.1)


@pytest.mark.parametrize('changes', [{'output': 'pooled'}, {'heads': 3}])
def test_bad_configs_name_the_value(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(changes.values())))):
        small(**changes)


def test_vit_l_14_gives_the_official_tokens() -> None:
    """The full tower; the tokens up to the end of the sentence, whose values do not depend on the padding."""
    reference = load_reference('official_text')
    model = ClipText(CLIP_VIT_L_14).eval()
    shapes = {name: shape for name, shape in official_clip_shapes().items() if 'ln_final' not in name}
    model.model.load_state_dict(clip_names(official_weights(shapes)))
    ids = torch.from_numpy(reference['clip_ids'])
    with torch.no_grad():
        tokens: Tensor = model(ids, torch.ones(ids.shape))
    torch.testing.assert_close(tokens, torch.from_numpy(reference['clip_last_block']), atol=1e-4, rtol=0)
