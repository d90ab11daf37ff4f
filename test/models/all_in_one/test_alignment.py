from __future__ import annotations

import math

import pytest
import torch
from support.reference import load_reference
from torch.nn import functional as F

from vl_tracker_ros.models.all_in_one.alignment import MultiModalAlignment, nt_xent
from vl_tracker_ros.models.all_in_one.losses import alignment_losses, cross_modal_loss, intra_modal_loss

REFERENCE = {name: torch.from_numpy(value) for name, value in load_reference('all_in_one_losses').items()}
X, Z, WORDS = REFERENCE['x'], REFERENCE['z'], REFERENCE['language']


def test_nt_xent_by_hand() -> None:
    a, b = torch.eye(2)[:1], torch.eye(2)[1:]
    pairs = torch.cat([a, b])                                           # a1 = b1, a2 = b2, orthogonal to each other
    expected = -math.log(math.exp(2) / (math.exp(2) + 2))
    assert nt_xent(pairs, pairs).item() == pytest.approx(expected)


def test_one_pair_has_no_negatives_and_none_costs_nothing() -> None:
    assert nt_xent(X[:1], Z[:1]).item() == pytest.approx(0, abs=1e-6)
    assert nt_xent(X[:0], Z[:0]).item() == 0


@pytest.mark.parametrize(('a', 'b', 'name'), [(X, WORDS, 'ntx_xl'), (Z, WORDS, 'ntx_zl'), (X, Z, 'ntx_xz'),
                                              (X, WORDS[:1].expand(4, -1), 'ntx_xl_constlang')])
def test_nt_xent_equals_the_official_one(a: torch.Tensor, b: torch.Tensor, name: str) -> None:
    loss = nt_xent(F.normalize(a, dim=-1), F.normalize(b, dim=-1))
    assert loss.item() == pytest.approx(REFERENCE[name].item(), abs=1e-5)


def test_both_alignments_equal_the_official_ones() -> None:
    x, z, words = (F.normalize(vector, dim=-1) for vector in (X, Z, WORDS))
    assert cross_modal_loss(x, z, words).item() == pytest.approx(REFERENCE['cma'].item(), abs=1e-5)
    assert intra_modal_loss(x, z).item() == pytest.approx(REFERENCE['ima'].item(), abs=1e-5)


def test_only_views_with_the_target_and_with_words_are_pairs() -> None:
    vectors = tuple(F.normalize(vector, dim=-1) for vector in (X, Z, WORDS))
    present, spoken = torch.tensor([True, True, True, False]), torch.tensor([True, True, False, True])
    cma, ima = alignment_losses(vectors, present, spoken)  # type: ignore[arg-type]
    assert cma.item() == pytest.approx(cross_modal_loss(*(vector[:2] for vector in vectors)).item())
    assert ima.item() == pytest.approx(intra_modal_loss(vectors[0][:3], vectors[1][:3]).item())


def test_nothing_to_align_is_zero_with_a_gradient() -> None:
    vectors = torch.randn(3, 2, 4, requires_grad=True)
    none = torch.zeros(2, dtype=torch.bool)
    sum(alignment_losses(tuple(vectors), none, none)).backward()  # type: ignore[arg-type, union-attr]
    assert torch.equal(vectors.grad, torch.zeros(3, 2, 4))


@pytest.mark.parametrize(('pooling', 'inputs'), [('flatten', (20, 12)), ('mean', (4, 4))])
def test_projections_have_the_size_of_what_is_pooled(pooling: str, inputs: tuple[int, int]) -> None:
    alignment = MultiModalAlignment(4, 5, 3, 6, pooling)
    assert (alignment.search.in_features, alignment.template.in_features) == inputs
    vectors = alignment(torch.randn(2, 5, 4), torch.randn(2, 3, 4), torch.randn(2, 4))
    assert all(v.shape == (2, 6) and torch.allclose(v.norm(dim=-1), torch.ones(2)) for v in vectors)
