"""Multi-head attention with separate queries, keys and values, and room for a position bias."""
from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class MultiHeadAttention(nn.Module):
    """softmax(Q K^T / sqrt(C/heads) + bias) V, projected."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v = (nn.Linear(dim, dim) for _ in range(3))
        self.proj = nn.Linear(dim, dim)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None = None) -> Tensor:
        """query (B,N,C), key and value (B,K,C), bias (B,heads,N,K) or None -> (B,N,C)."""
        q, k, v = self._split(self.q(query)), self._split(self.k(key)), self._split(self.v(value))
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.proj(out.transpose(1, 2).reshape(query.shape))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)
