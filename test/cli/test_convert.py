"""Checkpoints in the layout of the released files become bundles, at a size that a test exports in seconds."""
from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from support.own_registry import own_registry
from support.tiny_run import RELEASE, write_yaml
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import Tensor

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.cli.main import main
from vl_tracker_ros.engines import EngineOptions, create_engine
from vl_tracker_ros.models import register_model
from vl_tracker_ros.models.mvlm.config import VARIANTS, MVLMConfig
from vl_tracker_ros.models.mvlm.network import MVLM
from vl_tracker_ros.models.text.clip import ClipTextConfig
from vl_tracker_ros.tracking import create_tracker

torch.set_num_threads(1)
CLIP = ClipTextConfig('ViT-L-14/openai', width=16, layers=1, heads=2, vocabulary=20, length=8)
SMALL = MVLMConfig(**{**vars(VARIANTS['mvlm_base']), 'search_size': 64, 'template_size': 64, 'dim': 32, 'heads': 2,
                      'depth': 1, 'stage_depth': 1, 'head_channels': 32, 'text_length': 8, 'clip': CLIP})
OFFICIAL = {'tracker.encoder.': 'encoder.', 'tracker.head.': 'head.', 'text.proj.': 'text_encoder.text_proj.'}


@pytest.fixture(autouse=True)
def small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    own_registry(monkeypatch)
    register_model('small', partial(MVLM, SMALL))


def small() -> MVLM:
    torch.manual_seed(0)
    return MVLM(SMALL).eval()


def official(model: MVLM) -> dict[str, Tensor]:
    """The weights by the names of the released file, which leaves CLIP out."""
    state = {}
    for name, value in model.state_dict().items():
        prefix = next((ours for ours in OFFICIAL if name.startswith(ours)), None)
        if prefix is not None:
            state[OFFICIAL[prefix] + name.removeprefix(prefix)] = value
    return state


@pytest.fixture(scope='module')
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with weights of the text encoder, beside others, and its tokenizer."""
    folder = tmp_path_factory.mktemp('clip')
    clip = {f'text_model.{name}': value.clone() for name, value in small().text.encoder.model.state_dict().items()}
    save_file({**clip, 'visual_projection.weight': torch.ones(2)}, folder / 'model.safetensors')
    words = {word: index for index, word in enumerate(['<unk>', 'the', 'red', 'car'])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token='<unk>'))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / 'tokenizer.json'))
    return folder


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_yaml(tmp_path / 'small.yaml', {**RELEASE, 'name': 'small', 'model': 'small'})


def convert(path: Path, config: Path, text: Path, out: Path, *more: object) -> int:
    arguments = ['convert', '--from', 'mvlm', path, '--out', out, '--variant', config, '--text', text, *more]
    return main([str(argument) for argument in arguments])


def save(content: Any, path: Path) -> Path:
    torch.save(content, path)
    return path


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    return save({'epoch': 60, 'net': official(small())}, tmp_path / 'MVLM_ep0060.pth.tar')


def test_a_released_checkpoint_becomes_a_bundle_that_tracks(
        tmp_path: Path, checkpoint: Path, config: Path, text: Path) -> None:
    assert convert(checkpoint, config, text, tmp_path / 'bundle') == 0
    bundle, model = load_bundle(tmp_path / 'bundle'), small()
    assert (bundle.name, bundle.model, set(bundle.files)) == (
        'small', 'small', {'tracker.onnx', 'text.onnx', 'tokenizer.json'})
    assert bundle.training['converted_from'] == 'MVLM_ep0060.pth.tar'
    assert bundle.training['exported_with']['opset'] == 18
    feeds = {'ids': np.arange(8)[None], 'mask': np.ones((1, 8), np.float32)}
    with torch.no_grad():
        expected = model.text(*(torch.from_numpy(feed) for feed in feeds.values())).numpy()
    engine = create_engine(bundle, 'text.onnx', EngineOptions('onnxruntime', 'cpu'))
    assert np.allclose(engine.run(feeds)['text'], expected, atol=1e-5)
    image = np.random.default_rng(0).integers(0, 255, (80, 100, 3), dtype=np.uint8)
    assert np.isfinite(create_tracker(tmp_path / 'bundle').start(image, 'the red car').score)


def error_of(capsys: pytest.CaptureFixture[str], tmp_path: Path, *arguments: Path) -> str:
    assert convert(*arguments, tmp_path / 'bundle') == 2
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker convert: ') and error.count('\n') == 1
    assert not (tmp_path / 'bundle').exists()
    return error


def changed(**changes: Tensor | None) -> dict[str, Tensor]:
    state = {**official(small()), **{name.replace('__', '.'): value for name, value in changes.items()}}
    return {name: value for name, value in state.items() if value is not None}


@pytest.mark.parametrize(('changes', 'cause'), [
    ({'head__conv5_ctr__bias': None}, 'missing: tracker.head.conv5_ctr.bias (1,)'),
    ({'head__conv9_ctr__bias': torch.ones(4)}, 'left over: tracker.head.conv9_ctr.bias (4,)'),
    ({'head__conv5_ctr__bias': torch.ones(2)}, 'tracker.head.conv5_ctr.bias (2,) in the file but (1,) in the model'),
    ({'head__conv5_ctr__bias': torch.full((1,), torch.nan)}, 'NaN or infinite weights in tracker.head.conv5_ctr.bias'),
    ({'backbone__norm__bias': torch.ones(4)}, "is no checkpoint of mvlm: 'backbone.norm.bias' is no weight of MVLM"),
])
def test_weights_that_do_not_fit_are_one_line(
        tmp_path: Path, config: Path, text: Path, capsys, changes: dict[str, Any], cause: str) -> None:
    path = save({'net': changed(**changes)}, tmp_path / 'net.pth')
    assert cause in error_of(capsys, tmp_path, path, config, text)


def test_files_that_are_no_checkpoint_are_one_line(
        tmp_path: Path, checkpoint: Path, config: Path, text: Path, capsys) -> None:
    (tmp_path / 'text.pth').write_text('not weights\n')
    (tmp_path / 'cut.pth').write_bytes(checkpoint.read_bytes()[:-1000])
    for name in ('text.pth', 'cut.pth'):
        assert f'{name}: is no file of torch.save, or is damaged' in error_of(
            capsys, tmp_path, tmp_path / name, config, text)
    assert 'No such file' in error_of(capsys, tmp_path, tmp_path / 'none.pth', config, text)


def test_text_weights_that_are_not_to_be_had_are_one_line(
        tmp_path: Path, checkpoint: Path, config: Path, capsys) -> None:
    (tmp_path / 'empty').mkdir()
    assert 'empty: holds none of' in error_of(capsys, tmp_path, checkpoint, config, tmp_path / 'empty')


def test_an_unknown_variant_is_one_line(tmp_path: Path, checkpoint: Path, text: Path, capsys) -> None:
    error = error_of(capsys, tmp_path, checkpoint, Path('mvlm_huge'), text)
    assert 'mvlm_huge.yaml' in error
