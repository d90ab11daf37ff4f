"""ResNet-50 to its third layer (He et al., 2016), the last at stride 8 by dilation: the backbone of TransT and COST.

Parameters have torchvision's names, so that its public ImageNet file fits.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

OUT_CHANNELS = 1024
_EXPANSION = 4


class FrozenBatchNorm(nn.Module):
    """Batch norm whose statistics and affine are fixed numbers: buffers, nothing to learn."""

    def __init__(self, channels: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        for name, value in (('weight', 1.0), ('bias', 0.0), ('running_mean', 0.0), ('running_var', 1.0)):
            self.register_buffer(name, torch.full((channels,), value))

    def forward(self, x: Tensor) -> Tensor:
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)


class Bottleneck(nn.Module):
    """x + 1x1, 3x3, 1x1 convolutions; `downsample` where the shape changes."""

    def __init__(self, in_channels: int, channels: int, stride: int, dilation: int) -> None:
        super().__init__()
        out = channels * _EXPANSION
        self.conv1, self.bn1 = nn.Conv2d(in_channels, channels, 1, bias=False), FrozenBatchNorm(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride, dilation, dilation, bias=False)
        self.bn2 = FrozenBatchNorm(channels)
        self.conv3, self.bn3 = nn.Conv2d(channels, out, 1, bias=False), FrozenBatchNorm(out)
        self.downsample = None if in_channels == out else nn.Sequential(
            nn.Conv2d(in_channels, out, 1, stride, bias=False), FrozenBatchNorm(out))

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        shortcut = x if self.downsample is None else self.downsample(x)
        return F.relu(shortcut + self.bn3(self.conv3(y)))


class ResNet50(nn.Module):
    """(B,3,H,W) -> (B,1024,H/8,W/8); without dilation (B,1024,H/16,W/16).

    The stride that dilation replaces is that of layer3's first block, whose own kernel stays dense, as in torchvision.
    """

    def __init__(self, dilation: bool = True) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), FrozenBatchNorm(64)
        self.layer1 = _layer(64, 64, 3, stride=1)
        self.layer2 = _layer(256, 128, 4, stride=2)
        self.layer3 = _layer(512, 256, 6, stride=1, dilation=2) if dilation else _layer(512, 256, 6, stride=2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')

    def forward(self, images: Tensor) -> Tensor:
        x = F.relu(self.bn1(self.conv1(images)))
        x = F.max_pool2d(x, 3, stride=2, padding=1)
        return self.layer3(self.layer2(self.layer1(x)))


def _layer(in_channels: int, channels: int, depth: int, stride: int, dilation: int = 1) -> nn.Sequential:
    first = Bottleneck(in_channels, channels, stride, dilation=1)
    return nn.Sequential(first, *(Bottleneck(channels * _EXPANSION, channels, 1, dilation) for _ in range(depth - 1)))
