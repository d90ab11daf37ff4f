"""Post-norm transformer blocks whose positions are added to queries and keys, as in DETR and TransT."""
from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.multi_head import MultiHeadAttention


class AttentionBlock(nn.Module):
    """LayerNorm(x + attention(x, context)); with `context` x itself it is self-attention."""

    def __init__(self, dim: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(dim, heads)
        self.dropout, self.norm = nn.Dropout(dropout), nn.LayerNorm(dim)

    def forward(self, x: Tensor, position: Tensor, context: Tensor, context_position: Tensor,
                bias: Tensor | None = None) -> Tensor:
        """x (B,N,C), context (B,K,C), positions (1,N,C) and (1,K,C), bias (B,1,1,K) on the scores -> (B,N,C)."""
        return self.norm(x + self.dropout(self.attention(x + position, context + context_position, context, bias)))


class FeedForwardBlock(nn.Module):
    """LayerNorm(x + W2 relu(W1 x))."""

    def __init__(self, dim: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)
        self.dropout, self.norm = nn.Dropout(dropout), nn.LayerNorm(dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x + self.dropout(self.fc2(self.dropout(F.relu(self.fc1(x))))))


class TransformerBlock(nn.Module):
    """An AttentionBlock, then a FeedForwardBlock."""

    def __init__(self, dim: int, heads: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.attend = AttentionBlock(dim, heads, dropout)
        self.feed_forward = FeedForwardBlock(dim, hidden, dropout)

    def forward(self, x: Tensor, position: Tensor, context: Tensor, context_position: Tensor,
                bias: Tensor | None = None) -> Tensor:
        """As AttentionBlock."""
        return self.feed_forward(self.attend(x, position, context, context_position, bias))
