from __future__ import annotations

import torch
from support.tiny_atstrack import tiny_atstrack
from support.tiny_mvlm import tiny_mvlm

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.training.batches import collate
from vl_tracker_ros.training.predict import needs_template, predict
from vl_tracker_ros.training.tokenizer import train_tokenizer
from vl_tracker_ros.training.validation import Validation


def tokenise_for(mixture: Mixture, model: torch.nn.Module) -> DescriptionTokenizer:
    tokenizer = train_tokenizer([s.caption for s in mixture.batch((0,), 32, False)], 200)
    return DescriptionTokenizer(tokenizer, model.spec.text_length, model.spec.text_groups)


def test_a_tracker_that_always_wants_its_template() -> None:
    assert needs_template(tiny_atstrack().spec) and not needs_template(tiny_mvlm().spec)


def test_phrases_templates_and_an_empty_memory_reach_the_tracker(mixture: Mixture) -> None:
    model = tiny_atstrack(template_size=64)
    batch = collate(mixture.batch((1,), 4, with_template=True), tokenise_for(mixture, model))
    out = predict(model, batch)
    assert out.boxes.shape == (4, 16, 4)
    assert model.loss(out, batch.boxes, batch.present)['loss'].isfinite()


def test_validation_asks_with_words_alone_only_who_can_answer(mixture: Mixture) -> None:
    model = tiny_atstrack(template_size=64)
    measured = Validation(mixture, tokenise_for(mixture, model), batches=1, size=8).measure(model)
    assert set(measured) == {'template_iou', 'template_right'}
