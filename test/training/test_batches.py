from __future__ import annotations

from dataclasses import replace

from dataclasses import astuple
from itertools import islice

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.tracking.preprocess import Normaliser
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD
from vl_tracker_ros.training.batches import Batch, collate, normalise, training_batches
from vl_tracker_ros.training.tokenizer import train_tokenizer


@pytest.fixture(scope='module')
def tokenise() -> DescriptionTokenizer:
    return DescriptionTokenizer(train_tokenizer(['the red car and the blue car'] * 3, 60), 6)


def sample(template: bool, present: bool) -> Sample:
    image = np.random.default_rng(0).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    box = np.full(4, 0.3, np.float32) if present else None
    return Sample(image, image[:4, :4] if template else None, 'the car', box)


def test_samples_become_tensors(tokenise: DescriptionTokenizer) -> None:
    batch = collate([sample(True, True), sample(True, False)], tokenise)
    assert batch.search.shape == (2, 8, 8, 3) and batch.template.shape == (2, 1, 4, 4, 3) and batch.ids.shape == (2, 6)
    assert batch.present.tolist() == [True, False] and batch.boxes.dtype == torch.float32
    assert batch.boxes[0].tolist() == pytest.approx([0.3] * 4)
    assert collate([sample(False, True)], tokenise).template is None


def test_who_has_fewer_templates_than_others_repeats_them(tokenise: DescriptionTokenizer) -> None:
    one, three = sample(True, True), sample(True, True)
    later = np.stack([three.template + 1, three.template + 2])
    templates = collate([one, replace(three, later_templates=later)], tokenise).template
    assert templates.shape == (2, 3, 4, 4, 3)
    assert all(np.array_equal(template, one.template) for template in templates[0])
    assert [int(template[0, 0, 0]) - int(three.template[0, 0, 0]) for template in templates[1]] == [0, 1, 2]


def test_images_are_normalised_as_on_the_robot() -> None:
    image = sample(False, True).search
    robot = np.empty((3, 8, 8), np.float32)
    Normaliser(list(IMAGENET_MEAN), list(IMAGENET_STD)).write(image, robot)
    assert np.allclose(normalise(torch.from_numpy(image)[None])[0].numpy(), robot, atol=1e-5)


def first(mixture: Mixture, tokenise: DescriptionTokenizer, step: int, count: int, seed: int = 1) -> list[Batch]:
    return list(islice(training_batches(mixture, tokenise, seed, 3, step, workers=0), count))


def equal(a: Batch, b: Batch) -> bool:
    return all(x is y is None or (x is not None and y is not None and torch.equal(x, y))
               for x, y in zip(astuple(a), astuple(b), strict=True))


def test_a_step_has_its_batch_wherever_one_starts(mixture: Mixture, tokenise: DescriptionTokenizer) -> None:
    batches = first(mixture, tokenise, 0, 5)
    later = first(mixture, tokenise, 3, 2)
    assert equal(batches[3], later[0]) and equal(batches[4], later[1])
    assert not equal(batches[0], batches[1])
    assert not equal(batches[0], first(mixture, tokenise, 0, 1, seed=2)[0])


def test_processes_share_the_batches_out(mixture: Mixture, tokenise: DescriptionTokenizer) -> None:
    alone = first(mixture, tokenise, 0, 6)
    for rank in range(2):
        own = list(islice(training_batches(mixture, tokenise, 1, 3, rank, workers=0, stride=2), 3))
        assert all(equal(a, b) for a, b in zip(own, alone[rank::2], strict=True))


def test_a_public_tokenizer_keeps_its_words(mixture: Mixture) -> None:
    pieces = {piece: i for i, piece in enumerate(['[PAD]', 'unused', '[UNK]', 'a', 'the'])}
    public = Tokenizer(WordLevel(pieces, unk_token='[UNK]'))
    public.pre_tokenizer = Whitespace()
    assert all((batch.ids != 1).all() for batch in first(mixture, DescriptionTokenizer(public, 6), 0, 20))


def test_some_words_are_dropped_but_padding_stays(mixture: Mixture, tokenise: DescriptionTokenizer) -> None:
    for batch in first(mixture, tokenise, 0, 20):
        assert (batch.ids[batch.mask == 0] == 0).all() and (batch.ids[batch.mask == 1] > 0).all()
