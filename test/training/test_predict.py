from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from support.tiny_all_in_one import tiny_all_in_one
from support.tiny_atstrack import tiny_atstrack
from support.tiny_cost import tiny_cost
from support.tiny_mvlm import tiny_mvlm
from support.tiny_sdtrack import tiny_sdtrack

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.mixture import Mixture, house_mixture
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.batches import collate, normalise
from vl_tracker_ros.training.predict import has_idle_parameters, needs_template, predict, template_share
from vl_tracker_ros.training.tokenizer import train_tokenizer
from vl_tracker_ros.training.validation import Validation


def tokenise_for(mixture: Mixture, model: torch.nn.Module) -> DescriptionTokenizer:
    tokenizer = train_tokenizer([s.caption for s in mixture.batch((0,), 32, False)], 200)
    return DescriptionTokenizer(tokenizer, model.spec.text_length, model.spec.text_groups)


def test_a_tracker_that_always_wants_its_template() -> None:
    assert needs_template(tiny_atstrack().spec) and not needs_template(tiny_mvlm().spec)


def test_template_share_follows_from_what_the_tracker_takes() -> None:
    mvlm, atstrack = tiny_mvlm().spec, tiny_atstrack().spec
    words_only = replace(mvlm, inputs=['search', 'text', 'text_mask'])
    assert [template_share(spec, 0.3) for spec in (words_only, mvlm, atstrack)] == [0.0, 0.3, 1.0]


def test_every_template_of_a_sample_fills_a_slot(mixture: Mixture) -> None:
    model, seen = tiny_atstrack(template_size=64), {}
    samples = [replace(s, later_templates=np.stack([s.template // 2, s.template // 4]))
               for s in mixture.batch((1,), 2, with_template=True)]
    batch = collate(samples, tokenise_for(mixture, model))
    model.predict = seen.update                      # type: ignore[method-assign]
    predict(model, batch)
    assert seen['template'].shape == (2, 3, 3, 64, 64)
    assert torch.equal(seen['template'][:, 2], normalise(batch.template[:, 2]))


def test_phrases_templates_and_an_empty_memory_reach_the_tracker(mixture: Mixture) -> None:
    model = tiny_atstrack(template_size=64)
    batch = collate(mixture.batch((1,), 4, with_template=True), tokenise_for(mixture, model))
    out = predict(model, batch)
    assert out.boxes.shape == (4, 16, 4)
    assert model.loss(out, batch.boxes, batch.present)['loss'].isfinite()


@pytest.mark.parametrize('make', [tiny_all_in_one, tiny_atstrack, tiny_cost, tiny_mvlm, tiny_sdtrack])
def test_everything_is_on_the_device_of_the_batch(banks: Banks, make: Callable[[], TrackerModel]) -> None:
    """Torch refuses to mix the meta device with the CPU, as it does a GPU."""
    model = make()
    mixture = house_mixture(banks, model.spec.search_size, model.spec.template_size)
    batch = collate(mixture.batch((1,), 2, with_template=True), tokenise_for(mixture, model))
    assert predict(model.to('meta'), batch.to(torch.device('meta'))).boxes.is_meta


def test_only_where_the_template_may_be_missing_parameters_may_idle(mixture: Mixture) -> None:
    model = tiny_mvlm()
    assert has_idle_parameters(model.spec) and not has_idle_parameters(tiny_atstrack().spec)
    batch = collate(mixture.batch((1,), 2, with_template=False), tokenise_for(mixture, model))
    model.loss(predict(model, batch), batch.boxes, batch.present)['loss'].backward()
    assert any(parameter.grad is None for parameter in model.parameters())


def test_validation_asks_with_words_alone_only_who_can_answer(mixture: Mixture) -> None:
    model = tiny_atstrack(template_size=64)
    measured = Validation(mixture, tokenise_for(mixture, model), batches=1, size=8).measure(model)
    assert set(measured) == {'template_iou', 'template_right'}
