from __future__ import annotations

import pytest
import torch
from support.tiny_mvlm import tiny_mvlm

from vl_tracker_ros.models.text.clip import ClipTextConfig

PYRAMID = {'stage_depth': 1, 'correlation_prior': False, 'language_modulation': False, 'word_filters': 0}
CLIP = ClipTextConfig('', width=16, layers=1, heads=2, vocabulary=200, length=8)
RELEASED = {**PYRAMID, 'backbone': 'fast_itpn', 'clip': CLIP, 'num_templates': 0, 'mask_padding': False,
            'region_score': 'released', 'region_text': 'pre_encoder', 'correlation_projection': False,
            'margin_form': 'released', 'margin_temperature': 1.0, 'margin_loss_weight': 0.5}


@pytest.mark.parametrize('switches', [{}, {**PYRAMID, 'backbone': 'hivit'}, RELEASED],
                         ids=['hybrid', 'hivit', 'released'])
def test_one_batch_is_learnt_by_heart(switches: dict[str, object]) -> None:
    """Two images, two sentences, four targets: what is said decides which is meant."""
    model = tiny_mvlm(**switches).train()
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(2, 3, 64, 64, generator=generator)[[0, 0, 1, 1]]
    ids = torch.randint(1, 200, (2, 8), generator=generator)[[0, 1, 0, 1]]
    boxes = torch.tensor([[0.3, 0.3, 0.3, 0.2], [0.7, 0.6, 0.2, 0.4], [0.2, 0.8, 0.3, 0.3], [0.6, 0.3, 0.4, 0.3]])
    mask, present = torch.ones(4, 8), torch.ones(4, dtype=torch.bool)
    optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), 0.01)
    history = []
    for _ in range(25):
        given = {'search': images, 'text': model.text(ids, mask), 'text_mask': mask}
        out = model.predict({name: value for name, value in given.items() if name in model.spec.inputs})
        losses = model.loss(out, boxes, present)
        optimizer.zero_grad()
        losses['loss'].backward()
        optimizer.step()
        history.append({name: value.item() for name, value in losses.items()})
    assert history[-1]['loss'] < 0.6 * history[0]['loss']
    assert all(history[-1][name] < history[0][name] for name in ('focal', 'l1', 'giou', 'margin'))
