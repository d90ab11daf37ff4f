"""The example of docs/adding_a_tracker.md works as it stands."""
from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from support.checkout import CHECKOUT
from support.onnx_graph import OPERATORS, operators
from support.own_registry import own_registry
from support.tiny_run import RELEASE

from vl_tracker_ros.bundle import Bundle, write_bundle
from vl_tracker_ros.evaluation.parity import parity
from vl_tracker_ros.export import export_model
from vl_tracker_ros.models import create_model, list_models
from vl_tracker_ros.tracking import create_tracker

PAGE = (CHECKOUT / 'docs' / 'adding_a_tracker.md').read_text(encoding='utf-8')


def block(language: str) -> str:
    return re.search(rf'```{language}\n(.*?)```', PAGE, re.DOTALL)[1]


@pytest.fixture(scope='module', autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package of the page as pip would install it."""
    site, project = tmp_path_factory.mktemp('site'), tomllib.loads(block('toml'))
    name, version = project['project']['name'], project['project']['version']
    metadata = site / f'{name.replace("-", "_")}-{version}.dist-info'
    metadata.mkdir()
    (metadata / 'METADATA').write_text(f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n')
    points = project['project']['entry-points']
    (metadata / 'entry_points.txt').write_text('\n'.join(
        line for group, entries in points.items()
        for line in (f'[{group}]', *(f'{key} = {value}' for key, value in entries.items()))))
    module, = project['tool']['setuptools']['py-modules']
    (site / f'{module}.py').write_text(block('python'))
    with pytest.MonkeyPatch.context() as patch:
        own_registry(patch)
        patch.syspath_prepend(site)
        yield


def test_it_is_found_by_name() -> None:
    assert 'example' in list_models()


def test_it_learns() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = create_model('example').train()
    search, template = torch.randn(2, 3, 128, 128), torch.randn(2, 1, 3, 64, 64)
    boxes, present = torch.tensor([[0.3, 0.4, 0.2, 0.3], [0.7, 0.6, 0.3, 0.2]]), torch.tensor([True, True])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(20):
        terms = model.loss(model.predict({'search': search, 'template': template}), boxes, present)
        optimizer.zero_grad()
        terms['loss'].backward()
        optimizer.step()
        losses.append(terms['loss'].item())
    assert losses[-1] < 0.5 * losses[0]


@pytest.fixture(scope='module')
def bundle(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder, model = tmp_path_factory.mktemp('bundles') / 'example', create_model('example')
    export_model(model, folder)
    return write_bundle(folder, {
        **RELEASE, 'name': 'example', 'model': 'example', 'tracker': 'example', 'network': vars(model.spec),
        'metrics': {}, 'training': {}, 'calibration': {'raw': [0.0, 1.0], 'probability': [0.0, 1.0]}})


def test_its_bundle_is_the_model(bundle: Bundle) -> None:
    image = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    deviations = parity(bundle, [image])
    assert len(deviations) == 9 and all(deviation.passes for deviation in deviations)
    assert operators(Path(bundle.path) / 'tracker.onnx') <= OPERATORS


def test_its_bundle_tracks(bundle: Bundle) -> None:
    image = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    tracker = create_tracker(bundle.path)
    tracker.start(image, box=(40, 30, 20, 20))
    assert 0 <= tracker.update(image, 0.04).score <= 1
