from __future__ import annotations

from pathlib import Path

import pytest
from support.checkout import CHECKOUT

from vl_tracker_ros.models import list_models
from vl_tracker_ros.training.config import ConfigError, read_chosen
from vl_tracker_ros.training.run import held_out, model_of


@pytest.mark.parametrize('path', sorted((CHECKOUT / 'config').glob('[ce]*/*.yaml')),
                         ids=lambda path: f'{path.parent.name}-{path.stem}')
def test_our_own_configs_are_right(path: Path) -> None:
    chosen = read_chosen(path)
    assert chosen['name'] == path.stem and chosen['model'] in list_models()


def test_one_item_of_ten_is_held_out() -> None:
    assert [index for index in range(25) if held_out(index)] == [3, 13, 23]


def test_unknown_model_is_named() -> None:
    with pytest.raises(ConfigError, match="run.yaml: no model 'mvlm_huge'; known: .*mvlm_tiny"):
        model_of(Path('run.yaml'), 'mvlm_huge')
