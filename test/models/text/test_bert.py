from __future__ import annotations

from pathlib import Path

import onnx
import pytest
import torch
from support.official_fill import official_weights
from support.reference import load_reference

from vl_tracker_ros.export import export_network
from vl_tracker_ros.models.exported import weights_by_name
from vl_tracker_ros.models.text.bert import BertText, BertTextConfig

torch.set_num_threads(1)

SMALL = BertTextConfig('', width=16, layers=4, heads=2, vocabulary=50, length=9)
IDS = torch.tensor([[48, 3, 4, 49, 0, 0]])
MASK = (IDS > 0).float()
OUTPUTS = ['last', 'mean_last_four', 'embeddings']


def small(**changes: object) -> BertText:
    torch.manual_seed(0)
    return BertText(BertTextConfig(**{**vars(SMALL), **changes})).eval()


@pytest.mark.parametrize('output', OUTPUTS)
def test_padding_has_no_influence(output: str) -> None:
    model, other = small(output=output), IDS.clone()
    other[0, 4:] = 7
    torch.testing.assert_close(model(other, MASK)[:, :4], model(IDS, MASK)[:, :4])
    torch.testing.assert_close(model(IDS[:, :4], MASK[:, :4]), model(IDS, MASK)[:, :4])


def test_words_see_those_before_and_behind() -> None:
    model, other = small(), IDS.clone()
    other[0, 2] = 7
    changed = (model(other, MASK) - model(IDS, MASK)).abs().amax(-1)[0, :4]
    assert (changed > 1e-5).all()


def test_nothing_but_padding_gives_finite_tokens() -> None:
    assert torch.isfinite(small()(torch.zeros_like(IDS), torch.zeros_like(MASK))).all()


def test_mean_of_the_last_four_layers() -> None:
    mean = small(output='mean_last_four')
    layers = []
    for count in (1, 2, 3, 4):
        model = small(layers=count)
        model.load_state_dict({name: mean.state_dict()[name] for name in model.state_dict()})
        layers.append(model(IDS, MASK))
    torch.testing.assert_close(mean(IDS, MASK), torch.stack(layers).mean(0))


def test_embeddings_have_no_layers() -> None:
    names = small(output='embeddings').state_dict()
    assert names and all(name.startswith('model.embeddings.') for name in names)


def test_export_keeps_the_names_of_all_weights(tmp_path: Path) -> None:
    model = small(output='mean_last_four')
    export_network(model, {'ids': IDS, 'mask': MASK}, ['text'], tmp_path / 'text.onnx')
    weights = weights_by_name(onnx.load(tmp_path / 'text.onnx').graph)
    assert model.state_dict().keys() <= weights.keys()


def test_public_size() -> None:
    """BERT-base has 109.48 M parameters, of which the pooler, which no tracker uses, is 0.59 M."""
    with torch.device('meta'):
        count = sum(p.numel() for p in BertText(BertTextConfig()).parameters())
    assert count == 109_482_240 - (768 * 768 + 768)


@pytest.mark.parametrize('changes', [{'output': 'pooled'}, {'heads': 3}, {'output': 'mean_last_four', 'layers': 3}])
def test_bad_configs_name_the_value(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(list(changes.values())[-1])):
        small(**changes)


def test_embeddings_are_those_of_all_in_one() -> None:
    reference = load_reference('official_text')
    model = BertText(BertTextConfig(output='embeddings', length=40)).eval()
    shapes = {name.replace('embeddings', 'language_embeddings', 1): tuple(value.shape)
              for name, value in model.model.state_dict().items()}
    weights = official_weights(shapes)
    model.model.load_state_dict({name.removeprefix('language_'): value for name, value in weights.items()})
    ids = torch.from_numpy(reference['bert_ids'])
    with torch.no_grad():
        tokens = model(ids, torch.ones(ids.shape))
    torch.testing.assert_close(tokens, torch.from_numpy(reference['bert_embeddings']), atol=1e-6, rtol=0)
