from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.layers.positions import cell_centres, sine_embedding


def test_cells_go_row_by_row() -> None:
    assert cell_centres(2).tolist() == [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]]


def test_sine_embedding_by_hand() -> None:
    quarter_right, half_down = 0.25, 0.5
    found = sine_embedding(torch.tensor([quarter_right, half_down]), 8)
    slow = 2 * torch.pi / 100                   # the second of two wavelengths: 10000 ** (1/2) times the first
    y = [0.0, torch.sin(torch.tensor(slow / 2)).item(), -1.0, torch.cos(torch.tensor(slow / 2)).item()]
    x = [1.0, torch.sin(torch.tensor(slow / 4)).item(), 0.0, torch.cos(torch.tensor(slow / 4)).item()]
    assert found.tolist() == pytest.approx(y + x, abs=1e-6)
