"""MVLM's encoder on a pyramid backbone: two early stages on each image, then one transformer over all tokens."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.backbones.fast_itpn import FastITPN
from vl_tracker_ros.models.backbones.hivit import HiViT
from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.joint import JointTokens


class PyramidEncoder(nn.Module):
    """Token order: class token (Fast-iTPN only), search, templates, text, as in the released code.

    Text has no positions but those of its own encoder, and every template has the same.
    """

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        self.config = config
        sizes = config.dim, config.stage_depth, config.depth, config.heads
        self.body: FastITPN | HiViT
        if config.backbone == 'fast_itpn':                          # its position table always has a template's part
            self.body = FastITPN(config.search_size, config.template_size, *sizes)
        else:
            self.body = HiViT(config.search_size, config.template_size if config.num_templates else 0, *sizes)

    def forward(self, search: Tensor, text: Tensor, text_mask: Tensor | None = None, template: Tensor | None = None,
                template_mask: Tensor | None = None) -> JointTokens:
        """search (B,3,S,S), text (B,L,C), text_mask (B,L), template (B,T,3,Z,Z), template_mask (B,T)."""
        parts = [*self._class_token(len(search)), self.body.embed(search) + self._positions()[0]]
        if template is not None:
            z = self.body.embed(template.flatten(0, 1)) + self._positions()[1]
            parts.append(z.unflatten(0, template.shape[:2]).flatten(1, 2))
        parts.append(text)
        lengths = [part.shape[1] for part in parts]
        mask = self._mask(lengths, text, text_mask, template_mask)
        refined = self.body(torch.cat(parts, dim=1), mask).split(lengths, dim=1)
        start = len(lengths) - 2 - (template is not None)           # behind the class token, if there is one
        return JointTokens(self.body.fc_norm(refined[start]), refined[start], refined[-1], text,
                           None if template is None else refined[-2])

    def _class_token(self, batch: int) -> list[Tensor]:
        if self.config.backbone == 'hivit':
            return []
        return [self.body.cls_token.expand(batch, -1, -1)]

    def _positions(self) -> tuple[Tensor, Tensor]:
        """Of the search tokens (1,N,C) and of one template's (1,n,C)."""
        if self.config.backbone == 'hivit':
            return self.body.absolute_pos_embed, self.body.template_pos_embed
        count = self.config.grid ** 2
        return self.body.pos_embed[:, :count], self.body.pos_embed[:, count:]

    def _mask(self, lengths: list[int], text: Tensor, text_mask: Tensor | None,
              template_mask: Tensor | None) -> Tensor | None:
        """Who may look at whom (B,N,N) or (B,1,N) bool; None where everybody may look at everybody."""
        total, words = sum(lengths), lengths[-1]
        allowed = None
        if text_mask is not None or template_mask is not None:
            allowed = self._keys(lengths, text, text_mask, template_mask)[:, None]
        if self.config.text_self_attention:
            return allowed
        is_text = torch.arange(total, device=text.device) >= total - words
        apart = ~(is_text[:, None] & is_text)[None]
        return apart.expand(len(text), -1, -1) if allowed is None else apart & allowed

    @staticmethod
    def _keys(lengths: list[int], text: Tensor, text_mask: Tensor | None, template_mask: Tensor | None) -> Tensor:
        """Tokens that may be looked at, (B,N) bool."""
        keys = [torch.ones(len(text), length, dtype=torch.bool, device=text.device) for length in lengths]
        if text_mask is not None:
            keys[-1] = text_mask > 0.5
        if template_mask is not None:
            keys[-2] = (template_mask > 0.5).repeat_interleave(lengths[-2] // template_mask.shape[1], dim=1)
        return torch.cat(keys, dim=1)
