"""What the student is to learn of the teacher, and what the teacher does not know."""
from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

_TEMPERATURE = 0.1
_FACT_WEIGHT = 20.0     # of a fact that is said, against one of the many that are not


def imitation_loss(imitation: Tensor, teacher: Tensor) -> Tensor:
    """1 - cosine of the student's (n,DIM) and the teacher's unit vectors (n,DIM)."""
    return (1 - F.cosine_similarity(imitation, teacher, dim=-1)).mean()


def relation_loss(sentence: Tensor, teacher: Tensor) -> Tensor:
    """Squared differences of the batch's cosines among themselves, in sentence (n,C) and in teacher (n,DIM).

    Relational distillation (Park et al., CVPR 2019) with cosines for distances: it shapes the vectors that ship,
    where imitation shapes what a head makes of them.
    """
    unit = F.normalize(sentence, dim=-1)
    others = ~torch.eye(len(unit), dtype=torch.bool)
    return F.mse_loss((unit @ unit.T)[others], (teacher @ teacher.T)[others])


def contrast_loss(sentence: Tensor, paraphrase: Tensor, negative: Tensor) -> Tensor:
    """InfoNCE (van den Oord et al., 2018) of (n,C) each: a paraphrase is nearer than all that differs in a fact."""
    anchor = F.normalize(sentence, dim=-1)
    others = F.normalize(torch.cat([paraphrase, negative]), dim=-1)
    return F.cross_entropy(anchor @ others.T / _TEMPERATURE, torch.arange(len(anchor)))


def fact_loss(logits: Tensor, facts: Tensor) -> Tensor:
    """Binary cross-entropy of each fact (n,F), 1 = said. Few of them are, and those weigh more."""
    weight = logits.new_tensor(_FACT_WEIGHT)
    return F.binary_cross_entropy_with_logits(logits, facts, pos_weight=weight)
