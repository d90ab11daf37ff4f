"""A pre-norm transformer block whose attention can leave out keys."""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_HIDDEN = -1e4      # added to a score: softmax gives 0, in half precision too


def attention_bias(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """What is added to the scores so that only tokens whose mask (bool) is True are looked at.

    A float, since a bool mask is exported with a guard behind the softmax that keeps TensorRT from fusing attention.
    """
    return torch.where(mask, 0.0, _HIDDEN).to(dtype)


class Attention(nn.Module):
    """Multi-head self-attention with one fused qkv projection."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor, key_mask: Tensor | None = None) -> Tensor:
        """x (B,N,C); key_mask (B,N) or (B,N,N) bool, False = nobody, or the token of this row, may look at that one."""
        return self.attend(*self.project(x), key_mask)

    def project(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values of x (B,N,C), each (B,heads,N,C/heads)."""
        batch, count, dim = x.shape
        q, k, v = self.qkv(x).reshape(batch, count, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4)
        return q, k, v

    def attend(self, q: Tensor, k: Tensor, v: Tensor, key_mask: Tensor | None = None) -> Tensor:
        """What `project` gives -> (B,N,C); key_mask as in forward."""
        batch, heads, count, width = q.shape
        bias = None if key_mask is None else attention_bias(key_mask.reshape(batch, 1, -1, count), q.dtype)
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.proj(out.transpose(1, 2).reshape(batch, count, heads * width))


class Mlp(nn.Module):
    def __init__(self, dim: int, ratio: float) -> None:
        super().__init__()
        self.fc1 = nn.Linear(dim, int(dim * ratio))
        self.fc2 = nn.Linear(int(dim * ratio), dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x)))


class DropPath(nn.Module):
    """Leaves out a residual branch for a random share of the samples, in training only (stochastic depth)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        keep = torch.rand(x.shape[0], *[1] * (x.ndim - 1), device=x.device) >= self.rate
        return x * keep / (1 - self.rate)


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x))."""

    def __init__(self, dim: int, heads: int, mlp_ratio: float = 4.0, depth: int = 1, eps: float = 1e-5,
                 drop_path: float = 0.0) -> None:
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=eps), Attention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=eps), Mlp(dim, mlp_ratio)
        self.drop_path = DropPath(drop_path)
        for layer in (self.attn.proj, self.mlp.fc2):                # residual branches start small
            nn.init.normal_(layer.weight, std=0.02 / (2 * depth) ** 0.5)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, key_mask: Tensor | None = None) -> Tensor:
        x = x + self.drop_path(self.attn(self.norm1(x), key_mask))
        return x + self.drop_path(self.mlp(self.norm2(x)))


def masked_mean(tokens: Tensor, mask: Tensor) -> Tensor:
    """Mean over the tokens (B,N,C) whose mask (B,N) is 1; zeros where there is none. -> (B,C)"""
    weight = mask.unsqueeze(-1).to(tokens.dtype)
    return (tokens * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def cosine_map(tokens: Tensor, embedding: Tensor) -> Tensor:
    """Cosine of each token (B,N,C) with the embedding (B,C). -> (B,N) float32"""
    tokens, embedding = tokens.float(), embedding.float()
    return torch.einsum('bnc,bc->bn', F.normalize(tokens, dim=-1), F.normalize(embedding, dim=-1))
