"""Visual transformer: search view and template exchange what they see (S encoder layers, one decoder layer)."""
from __future__ import annotations

from torch import Tensor, nn

from vl_tracker_ros.models.cost.blocks import AttentionBlock, TransformerBlock
from vl_tracker_ros.models.cost.config import COSTConfig
from vl_tracker_ros.models.layers.positions import cell_centres, sine_embedding


class VisualEncoderLayer(nn.Module):
    """Self-attention (MHSA) within each stream, then each stream asks the other (MHCA)."""

    def __init__(self, config: COSTConfig) -> None:
        super().__init__()
        dim, heads, hidden, dropout = config.dim, config.heads, config.ffn_dim, config.dropout
        self.self_search, self.self_template = (AttentionBlock(dim, heads, dropout) for _ in range(2))
        self.cross_search, self.cross_template = (TransformerBlock(dim, heads, hidden, dropout) for _ in range(2))

    def forward(self, x: Tensor, z: Tensor, pos_x: Tensor, pos_z: Tensor) -> tuple[Tensor, Tensor]:
        """Search tokens x (B,N,C) and template tokens z (B,M,C) with their positions -> the same, changed."""
        x, z = self.self_search(x, pos_x, x, pos_x), self.self_template(z, pos_z, z, pos_z)
        return self.cross_search(x, pos_x, z, pos_z), self.cross_template(z, pos_z, x, pos_x)


class VisualTransformer(nn.Module):
    """Positions are sines of the row and the column, added to queries and keys only."""

    def __init__(self, config: COSTConfig) -> None:
        super().__init__()
        self.encoder = nn.ModuleList(VisualEncoderLayer(config) for _ in range(config.visual_layers))
        self.decoder = TransformerBlock(config.dim, config.heads, config.ffn_dim, config.dropout)
        for name, side in (('search', config.features), ('template', config.template_size // config.stride)):
            table = sine_embedding(cell_centres(side), config.dim)[None]
            self.register_buffer(f'pos_{name}', table, persistent=False)

    def forward(self, x: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
        """Search tokens x (B,N,C) after the decoder, template tokens z (B,M,C) after the encoder.

        The decoder's queries are the search tokens, as in TransT: what follows needs one token for each place of the
        search view.
        """
        for layer in self.encoder:
            x, z = layer(x, z, self.pos_search, self.pos_template)
        return self.decoder(x, self.pos_search, z, self.pos_template), z
