"""Fine-Grained Modulation: each phrase is changed by the part of the video that it speaks of (section 3.3)."""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.attention import Mlp
from vl_tracker_ros.models.layers.multi_head import MultiHeadAttention

_ABOVE_ALL = 2.0        # no cosine is: padding is sorted behind the words


class VisualFeatureModulation(nn.Module):
    """VFM: F' = LN(F + MHCA(F, V, V)), F'' = LN(F' + FFN(F')), for the phrase tokens F and the template tokens V."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.attention, self.norm1 = MultiHeadAttention(dim, heads), nn.LayerNorm(dim)
        self.mlp, self.norm2 = Mlp(dim, 4.0), nn.LayerNorm(dim)

    def forward(self, phrase: Tensor, visual: Tensor) -> Tensor:
        """phrase (B,Lp,C), visual (B,N,C) -> (B,Lp,C)"""
        phrase = self.norm1(phrase + self.attention(phrase, visual, visual))
        return self.norm2(phrase + self.mlp(phrase))


class LanguageFeatureAblation(nn.Module):
    """LFA: F_loc = G * LN(F + MHCA(F, X, X)), where the gate G closes for words that resemble nothing in the view.

    M_sim is the cosine of projected search tokens X and phrase tokens F; a word's similarity s is its maximum over X.
    """

    def __init__(self, dim: int, heads: int, sharpness: float, variance_weight: float) -> None:
        super().__init__()
        self._sharpness, self._variance_weight = sharpness, variance_weight
        self.to_search, self.to_phrase = nn.Linear(dim, dim, bias=False), nn.Linear(dim, dim, bias=False)
        self.attention, self.norm = MultiHeadAttention(dim, heads), nn.LayerNorm(dim)

    def forward(self, phrase: Tensor, mask: Tensor, search: Tensor) -> Tensor:
        """phrase (B,Lp,C) with mask (B,Lp), search (B,N,C) -> (B,Lp,C)"""
        similarity = torch.matmul(F.normalize(self.to_phrase(phrase), dim=-1),
                                  F.normalize(self.to_search(search), dim=-1).transpose(1, 2)).amax(-1)
        gate = ablation_gate(similarity, mask, self._sharpness, self._variance_weight)
        return gate[..., None] * self.norm(phrase + self.attention(phrase, search, search))


def ablation_gate(similarity: Tensor, mask: Tensor, sharpness: float, variance_weight: float) -> Tensor:
    """G = sigmoid(k (s - theta)), theta = median(s) - lambda var(s) over the real words of the phrase.

    similarity s (B,L) cosines, mask (B,L) 1 = a real word -> (B,L) in (0,1). The median of an even number of words is
    the lower of the two in the middle.
    """
    count = mask.sum(1, keepdim=True).clamp(min=1)
    ordered = similarity.masked_fill(mask < 0.5, _ABOVE_ALL).sort(dim=1).values
    median = ordered.gather(1, ((count - 1) / 2).long())
    mean = (similarity * mask).sum(1, keepdim=True) / count
    variance = ((similarity - mean) ** 2 * mask).sum(1, keepdim=True) / count
    return torch.sigmoid(sharpness * (similarity - median + variance_weight * variance))


class FineGrainedModulation(nn.Module):
    """Category and Appearance look at the latest template, Action at all templates, Location at the search view."""

    _VFM = ('category', 'appearance', 'action')

    def __init__(self, attributes: tuple[str, ...], dim: int, heads: int, *, vfm: bool, lfa: bool, sharpness: float,
                 variance_weight: float) -> None:
        super().__init__()
        self.vfm = nn.ModuleDict({name: VisualFeatureModulation(dim, heads)
                                  for name in self._VFM if vfm and name in attributes})
        self.lfa = (LanguageFeatureAblation(dim, heads, sharpness, variance_weight)
                    if lfa and 'location' in attributes else None)

    def forward(self, phrases: dict[str, Tensor], masks: dict[str, Tensor], templates: Tensor,
                search: Tensor) -> dict[str, Tensor]:
        """Phrases by attribute, each (B,Lp,C) with mask (B,Lp); templates (B,T,Nz,C), latest last; search (B,N,C)."""
        latest, sequence = templates[:, -1], templates.flatten(1, 2)
        visual = {'category': latest, 'appearance': latest, 'action': sequence}
        changed = {name: vfm(phrases[name], visual[name]) for name, vfm in self.vfm.items()}
        if self.lfa is not None:
            changed['location'] = self.lfa(phrases['location'], masks['location'], search)
        return phrases | changed
