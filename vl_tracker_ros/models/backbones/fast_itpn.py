"""Fast-iTPN: two convolutional stages at strides 4 and 8, then a transformer at stride 16 (the weights of MVLM).

Submodules have the names of the public files (Fast-iTPN and MVLM), so that these load as they are.
"""
from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.attention import DropPath, attention_bias

EPS = 1e-6
STRIDE = 16


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of a map (B,C,H,W)."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvMlp(nn.Module):
    """1x1 convolution, GELU, norm, 1x1 convolution."""

    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(dim, hidden, 1), nn.Conv2d(hidden, dim, 1)
        self.ffn_ln = ChannelNorm(hidden, eps=EPS)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.ffn_ln(F.gelu(self.fc1(x))))


class ConvMlpBlock(nn.Module):
    """x + mlp(norm(x)) at every position of a map (B,C,H,W)."""

    def __init__(self, dim: int, mlp_ratio: float, drop_path: float) -> None:
        super().__init__()
        self.norm2, self.mlp = ChannelNorm(dim, eps=EPS), ConvMlp(dim, int(dim * mlp_ratio))
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.drop_path(self.mlp(self.norm2(x)))


class PatchMerge(nn.Module):
    """(B,C,H,W) -> (B,2C,H/2,W/2)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm, self.reduction = ChannelNorm(dim, eps=EPS), nn.Conv2d(dim, 2 * dim, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.reduction(self.norm(x))


class Attention(nn.Module):
    """Self-attention whose queries and values have a bias and whose keys have none."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(dim, dim, bias=False) for _ in range(3))
        self.q_bias, self.v_bias = nn.Parameter(torch.zeros(dim)), nn.Parameter(torch.zeros(dim))
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x (B,N,C); mask (B,N,N) or (B,1,N) bool, False = the token of this row may not look at that one."""
        q, k, v = (y.unflatten(2, (self.heads, -1)).transpose(1, 2)
                   for y in (self.q_proj(x) + self.q_bias, self.k_proj(x), self.v_proj(x) + self.v_bias))
        bias = None if mask is None else attention_bias(mask[:, None], q.dtype)
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.proj(out.transpose(1, 2).flatten(2))


class SwiGlu(nn.Module):
    """w3(norm(silu(w1 x) * w2 x))."""

    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.w1, self.w2, self.w3 = nn.Linear(dim, hidden), nn.Linear(dim, hidden), nn.Linear(hidden, dim)
        self.ffn_ln = nn.LayerNorm(hidden, eps=EPS)

    def forward(self, x: Tensor) -> Tensor:
        return self.w3(self.ffn_ln(F.silu(self.w1(x)) * self.w2(x)))


class Block(nn.Module):
    """Pre-norm attention and SwiGLU; gamma_1 and gamma_2 scale the residual branches (LayerScale)."""

    def __init__(self, dim: int, heads: int, mlp_ratio: float, drop_path: float, layer_scale: float) -> None:
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=EPS), Attention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=EPS), SwiGlu(dim, int(dim * mlp_ratio))
        self.gamma_1, self.gamma_2 = (nn.Parameter(torch.full((dim,), layer_scale)) for _ in range(2))
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = x + self.drop_path(self.gamma_1 * self.attn(self.norm1(x), mask))
        return x + self.drop_path(self.gamma_2 * self.mlp(self.norm2(x)))


class PatchEmbed(nn.Module):
    """(B,3,H,W) -> (B,dim,H/4,W/4). The convolution sees the image twice, in six channels, as the trackers do."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(6, dim, 4, 4)

    def forward(self, images: Tensor) -> Tensor:
        return self.proj(torch.cat([images, images], dim=1))


class FastITPN(nn.Module):
    """`embed` makes tokens of one image, `forward` is the transformer over all tokens that a tracker joins.

    `pos_embed` (1,search+template,C) holds the positions of the search tokens, then those of one template.
    The defaults are Fast-iTPN-B.
    """

    def __init__(self, search_size: int, template_size: int, dim: int = 512, stage_depth: int = 3, depth: int = 24,
                 heads: int = 8, mlp_ratio: float = 3.0, drop_path: float = 0.1, layer_scale: float = 0.1) -> None:
        super().__init__()
        rates = iter(torch.linspace(0, drop_path, 2 * stage_depth + depth, device='cpu').tolist())
        self.depth = depth
        self.patch_embed = PatchEmbed(dim // 4)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        count = (search_size // STRIDE) ** 2 + (template_size // STRIDE) ** 2
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, count, dim))
        self.blocks = nn.ModuleList([
            *_stage(dim // 4, stage_depth, mlp_ratio, rates), *_stage(dim // 2, stage_depth, mlp_ratio, rates),
            *(Block(dim, heads, mlp_ratio, next(rates), layer_scale) for _ in range(depth))])
        self.fc_norm = nn.LayerNorm(dim, eps=EPS)

    def embed(self, images: Tensor) -> Tensor:
        """(B,3,H,W) -> (B,H/16*W/16,C), without positions."""
        x = self.patch_embed(images)
        for block in self.blocks[:-self.depth]:
            x = block(x)
        return x.flatten(2).transpose(1, 2)

    def forward(self, tokens: Tensor, mask: Tensor | None = None) -> Tensor:
        """Tokens (B,N,C) through the joint blocks, before fc_norm; mask as in Attention."""
        for block in self.blocks[-self.depth:]:
            tokens = block(tokens, mask)
        return tokens


def _stage(dim: int, depth: int, mlp_ratio: float, rates: Iterator[float]) -> list[nn.Module]:
    return [*(ConvMlpBlock(dim, mlp_ratio, next(rates)) for _ in range(depth)), PatchMerge(dim)]
