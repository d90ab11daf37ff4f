"""The tiny family's shared backbone: convolutions to stride 16, and where the template is found in the search view.

Convolutions and correlation learn from little data what a plain transformer has to discover; each tracker's own
mechanisms stand on the tokens that come out.
"""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.conv import ConvStem, ResidualBlock, conv_bn_relu

STRIDE = 16


@dataclass(frozen=True)
class HybridConfig:
    """stem_channels at stride 8, dim at stride 16; correlation x correlation positions of the template are looked for.

    correlation 0: search view and template do not see each other. word_filters: as many that a sentence makes; 0: none.
    """

    stem_channels: int = 64
    dim: int = 128
    neck_blocks: int = 1
    correlation: int = 7
    word_filters: int = 0


class CorrelationPrior(nn.Module):
    """Cosine of every search position with each of the template's middle side x side positions, at stride 16."""

    def __init__(self, channels: int, dim: int, side: int) -> None:
        super().__init__()
        self._side = side
        self.project = nn.Conv2d(channels, channels, 1)
        self.merge = nn.Sequential(nn.BatchNorm2d(side ** 2), conv_bn_relu(side ** 2, channels, stride=2),
                                   nn.Conv2d(channels, dim, 1))

    def forward(self, search: Tensor, template: Tensor) -> Tensor:
        """search (B,C,H,W), template (B,C,Hz,Wz) -> (B,dim,H/2,W/2)."""
        start = (template.shape[-1] - self._side) // 2
        stop = start + self._side
        kernel = F.normalize(self.project(template)[..., start:stop, start:stop].flatten(2), dim=1)
        query = F.normalize(self.project(search).flatten(2), dim=1)
        maps = torch.matmul(kernel.transpose(1, 2), query)
        return self.merge(maps.unflatten(2, search.shape[-2:]))


class WordFilters(nn.Module):
    """Cosine of every search position with filters that the sentence makes, at stride 8: colours of small things.

    After the dynamic filters of Li et al., Tracking by Natural Language Specification (CVPR 2017). They add nothing at
    first.
    """

    def __init__(self, channels: int, dim: int, count: int) -> None:
        super().__init__()
        self._count = count
        self.filters = nn.Linear(dim, count * channels)
        self.project = nn.Conv2d(channels, channels, 1)
        self.merge = nn.Sequential(nn.BatchNorm2d(count), conv_bn_relu(count, channels, stride=2),
                                   nn.Conv2d(channels, dim, 1))
        nn.init.zeros_(self.merge[-1].weight)
        nn.init.zeros_(self.merge[-1].bias)

    def forward(self, search: Tensor, sentence: Tensor) -> Tensor:
        """search (B,C,H,W), sentence (B,dim) -> (B,dim,H/2,W/2)."""
        kernel = F.normalize(self.filters(sentence).unflatten(1, (self._count, -1)), dim=2)
        query = F.normalize(self.project(search).flatten(2), dim=1)
        return self.merge(torch.matmul(kernel, query).unflatten(2, search.shape[-2:]))


def words_alone(search: Tensor, template: Tensor | None, template_mask: Tensor | None) -> Tensor:
    """(B,) 1 where no template is given, else 0; a mask that is left out is all ones."""
    if template is None:
        return search.new_ones(len(search))
    return search.new_zeros(len(search)) if template_mask is None else 1 - template_mask.amax(1)


class HybridBackbone(nn.Module):
    """Stem, correlation with the first template, which is the target's own, filters of words, and a residual neck.

    The filters of words count nothing where a template is given, which shows what words only say.
    """

    def __init__(self, config: HybridConfig) -> None:
        super().__init__()
        channels, dim = config.stem_channels, config.dim
        self.stem = ConvStem(channels)
        self.patch = nn.Conv2d(channels, dim, 3, stride=2, padding=1)
        self.prior = CorrelationPrior(channels, dim, config.correlation) if config.correlation else None
        self.words = WordFilters(channels, dim, config.word_filters) if config.word_filters else None
        self.neck = nn.Sequential(*(ResidualBlock(dim) for _ in range(config.neck_blocks)))

    def forward(self, search: Tensor, template: Tensor | None = None,
                template_mask: Tensor | None = None, sentence: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """search (B,3,S,S), template (B,T,3,Z,Z) or None, template_mask (B,T), 1 = given; without it all are.

        sentence (B,dim): for the filters of words, where there are any.

        -> search map (B,dim,S/16,S/16) and template maps (B,T,dim,Z/16,Z/16), None without templates.
        """
        features = self.stem(search)
        x = self.patch(features)
        if self.words is not None:
            alone = words_alone(search, template, template_mask)
            x = x + self.words(features, sentence) * alone[:, None, None, None]
        if template is None:
            return self.neck(x), None
        z_features = self.stem(template.flatten(0, 1))
        if self.prior is not None:
            found = self.prior(features, z_features.unflatten(0, template.shape[:2])[:, 0])
            x = x + (found if template_mask is None else found * template_mask[:, :1, None, None])
        return self.neck(x), self.neck(self.patch(z_features)).unflatten(0, template.shape[:2])
