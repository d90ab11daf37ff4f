from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.all_in_one.mixup import ModalMixup, sentence_vector

TEXT = torch.tensor([[[1.0, 0.0], [3.0, 4.0], [8.0, 8.0]]])
MASK = torch.tensor([[1.0, 1.0, 0.0]])


@pytest.mark.parametrize(('how', 'expected'), [
    ('masked_mean', (2.0, 2.0)), ('mean_released', (4.0, 4.0)), ('cls_released', (1.0, 0.0))])
def test_sentence_vectors_by_hand(how: str, expected: tuple[float, float]) -> None:
    assert torch.equal(sentence_vector(TEXT, MASK, how), torch.tensor([expected]))


def test_mixup_by_hand() -> None:
    mixup = ModalMixup(2, 2)
    with torch.no_grad():
        mixup.project.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 2.0]]))
        mixup.project.bias.copy_(torch.tensor([1.0, 0.0]))
        language = mixup.embed(torch.tensor([[2.0, 2.0]]))              # (3, 4) before it gets length 1
        assert torch.allclose(language, torch.tensor([[0.6, 0.8]]))
        mixed = mixup(torch.tensor([[[1.0, 10.0], [-2.0, 0.0]]]), language)
    assert torch.allclose(mixed, torch.tensor([[[1.6, 18.0], [-3.2, 0.0]]]))


def test_no_words_leave_the_tokens_as_they_are() -> None:
    tokens = torch.randn(1, 3, 2)
    assert torch.equal(ModalMixup(2, 2)(tokens, torch.zeros(1, 2)), tokens)
