from __future__ import annotations

import json
from pathlib import Path

import pytest

from vl_tracker_ros.language.phrases import Phrases, PhrasesError
from vl_tracker_ros.language.phrases_llm import LanguageModelDecomposer, load_language_model

ANSWER = {'category': 'car', 'appearance': 'red', 'action': '', 'location': 'on the left'}


def test_the_answer_becomes_phrases_and_the_prompt_holds_the_description() -> None:
    prompts = []

    def generate(prompt: str) -> str:
        prompts.append(prompt)
        return f' {json.dumps(ANSWER)}\n'

    assert LanguageModelDecomposer(generate)('the red car\non the left') == Phrases(**ANSWER)
    assert prompts[0].endswith('Description: the red car on the left\nAnswer:')


@pytest.mark.parametrize(('answer', 'cause'), [
    ('', 'Expecting value'),
    ('The category is car.', 'Expecting value'),
    (json.dumps(ANSWER) + ' Done.', 'Extra data'),
    (json.dumps([ANSWER]), 'should be an object with category, appearance, action, location'),
    (json.dumps({'category': 'car'}), 'should be an object with'),
    (json.dumps(ANSWER | {'colour': 'red'}), 'should be an object with'),
    (json.dumps(ANSWER | {'action': None}), 'action should be text, not None'),
])
def test_another_answer_is_an_error_that_shows_it(answer: str, cause: str) -> None:
    with pytest.raises(PhrasesError, match=cause) as caught:
        LanguageModelDecomposer(lambda prompt: answer)('the red car')
    assert "gave no phrases of 'the red car'" in str(caught.value) and repr(answer[:200]) in str(caught.value)


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language model of random weights: it answers, but nonsense."""
    transformers = pytest.importorskip('transformers')
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder = tmp_path_factory.mktemp('model')
    words = {word: i for i, word in enumerate(['<unk>', 'car', 'red', '{', '}'])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token='<unk>'))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token='<unk>').save_pretrained(folder)
    config = transformers.GPT2Config(vocab_size=5, n_positions=1024, n_embd=8, n_layer=1, n_head=1, eos_token_id=0,
                                     bos_token_id=0)
    transformers.GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


def test_a_model_of_transformers_is_asked(folder: Path) -> None:
    with pytest.raises(PhrasesError, match="the language model gave no phrases of 'the red car'"):
        load_language_model(str(folder))('the red car')


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match='none'):
        load_language_model(str(tmp_path / 'none'))
