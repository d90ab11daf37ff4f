"""The spatially decoupled decoder (eq. 3): tasks talk in self-attention and look at the image apart."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.layers.attention import Mlp
from vl_tracker_ros.models.layers.multi_head import MultiHeadAttention
from vl_tracker_ros.models.sdtrack.box_rpb import BoxRPB
from vl_tracker_ros.models.sdtrack.config import SDTrackConfig
from vl_tracker_ros.models.sdtrack.heads import Prediction, PredictionHeads
from vl_tracker_ros.models.layers.positions import cell_centres, sine_embedding
from vl_tracker_ros.models.sdtrack.query_selection import Queries


class SelfAttention(nn.Module):
    """x + attention(norm(x)); positions go to queries and keys, not to values."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.norm, self.attn = nn.LayerNorm(config.dim), MultiHeadAttention(config.dim, config.heads)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, position: Tensor) -> Tensor:
        """x (B,N,C), position (B,N,C) or (1,N,C) -> (B,N,C)."""
        normed = self.norm(x)
        placed = normed + position
        return x + self.dropout(self.attn(placed, placed, normed))


class TaskBranch(nn.Module):
    """x + cross-attention with position bias to the search tokens, then x + FFN: what each task has of its own."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(config.dim), MultiHeadAttention(config.dim, config.heads)
        self.rpb = BoxRPB(config.heads, config.rpb_hidden, config.grid) if config.box_rpb else None
        self.norm2, self.mlp = nn.LayerNorm(config.dim), Mlp(config.dim, config.ffn_ratio)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, position: Tensor, keys: Tensor, values: Tensor, boxes_cxcywh: Tensor) -> Tensor:
        """x, position (B,N,C); keys, values (B,h*w,C); boxes (B,N,4), one for each query -> (B,N,C)."""
        bias = None if self.rpb is None else self.rpb(boxes_cxcywh)
        x = x + self.dropout(self.attn(self.norm1(x) + position, keys, values, bias))
        return x + self.dropout(self.mlp(self.norm2(x)))


class DecoderLayer(nn.Module):
    """One self-attention over [Q_c; Q_l] (or one for each), then two task branches (or one for both)."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.self_attention = nn.ModuleList(SelfAttention(config) for _ in range(2 - config.shared_self_attention))
        self.branches = nn.ModuleList(TaskBranch(config) for _ in range(1 + config.disentangled_cross_attention))

    def forward(self, contents: list[Tensor], positions: list[Tensor], keys: Tensor, values: Tensor,
                boxes_cxcywh: Tensor) -> list[Tensor]:
        """contents and positions hold (B,N,C) of each task; shapes as in TaskBranch."""
        branches = (self.branches[0], self.branches[-1])
        return [branch(content, position, keys, values, boxes_cxcywh)
                for branch, content, position in zip(branches, self._exchange(contents, positions), positions)]

    def _exchange(self, contents: list[Tensor], positions: list[Tensor]) -> list[Tensor]:
        if len(self.self_attention) == 2:
            return [attend(*task) for attend, *task in zip(self.self_attention, contents, positions)]
        joint = self.self_attention[0](torch.cat(contents, dim=1), torch.cat(positions, dim=1))
        return list(joint.chunk(2, dim=1))


class Decoder(nn.Module):
    """L layers, each of which moves the boxes a little. The next layer takes them as given (detached)."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.norms = nn.ModuleList(nn.LayerNorm(config.dim) for _ in range(2))
        self.register_buffer('key_position', sine_embedding(cell_centres(config.grid), config.dim)[None],
                             persistent=False)

    def forward(self, queries: Queries, tokens: Tensor, heads: PredictionHeads) -> list[Prediction]:
        """What each layer says, for search tokens (B,h*w,C)."""
        contents, boxes, predictions = queries.contents, queries.anchors, []
        for layer in self.layers:
            contents = layer(contents, queries.positions, tokens + self.key_position, tokens, boxes)
            predictions.append(heads(*(norm(x) for norm, x in zip(self.norms, contents)), boxes))
            boxes = predictions[-1].boxes.detach()
        return predictions
