"""Convolutional stem: the part of a small hybrid that learns from little data."""
from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


def conv_bn_relu(in_channels: int, out_channels: int, kernel: int = 3, stride: int = 1,
                 bias: bool = False) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, kernel, stride, kernel // 2, bias=bias),
                         nn.BatchNorm2d(out_channels), nn.ReLU(inplace=True))


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = conv_bn_relu(channels, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        nn.init.zeros_(self.bn2.weight)                             # starts as the identity

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.bn2(self.conv2(self.conv1(x))))


class ConvStem(nn.Sequential):
    """(B,3,H,W) -> (B,channels,H/8,W/8)."""

    def __init__(self, channels: int, residual_blocks: int = 2) -> None:
        super().__init__(conv_bn_relu(3, channels // 4, stride=2), conv_bn_relu(channels // 4, channels // 2, stride=2),
                         conv_bn_relu(channels // 2, channels, stride=2),
                         *(ResidualBlock(channels) for _ in range(residual_blocks)))
