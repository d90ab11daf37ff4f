"""What the student learns from: the corpus, its word pieces, and the teacher's answers."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from vl_tracker_ros.models.text.small import TOKENIZER
from vl_tracker_ros.training.config import ConfigError
from vl_tracker_ros.training.distillation.corpus import (
    distilled_sentences, read_language, split_words, tokenizer_sentences)
from vl_tracker_ros.training.distillation.teacher import Teacher
from vl_tracker_ros.training.tokenizer import train_tokenizer

_ANSWERS, _ASKED = 'teacher.safetensors', 'sentences.txt'


@dataclass(frozen=True)
class Lesson:
    """Sentences by length, the teacher's unit vectors of them (n,DIM), and its vectors of our pieces (V,DIM)."""

    sentences: list[str]
    vectors: Tensor
    pieces: Tensor
    tokenizer: Tokenizer


def prepare(captions: int, seed: int, vocabulary: int, language_file: Path, folder: Path) -> Lesson:
    """Tokenizer and answers are kept in the folder: the one cannot be made twice, the others take minutes.

    Raises ConfigError for a folder of another corpus, and what `Teacher` and `read_language` raise.
    """
    teacher, language = Teacher(), read_language(language_file)
    known, _ = split_words(teacher.words, language)
    sentences = sorted(distilled_sentences(known, language, captions, seed), key=len)
    path, asked = folder / TOKENIZER, folder / _ASKED
    if not path.exists():
        train_tokenizer(tokenizer_sentences(known, sentences), vocabulary).save(str(path))
    tokenizer = Tokenizer.from_file(str(path))
    if not asked.exists():
        _ask(teacher, sentences, tokenizer, folder)
    if asked.read_text(encoding='utf-8').split('\n') != sentences:
        raise ConfigError(f'{asked}: is of another corpus; start a new folder')
    answers = load_file(folder / _ANSWERS)
    return Lesson(sentences, answers['vectors'], answers['pieces'], tokenizer)


def _ask(teacher: Teacher, sentences: list[str], tokenizer: Tokenizer, folder: Path) -> None:
    """The list of what was asked is written last: where there is one, the answers are whole."""
    pieces = [tokenizer.id_to_token(index).removeprefix('##') for index in range(tokenizer.get_vocab_size())]
    save_file({'vectors': teacher.embed(sentences), 'pieces': teacher.piece_vectors(pieces)}, folder / _ANSWERS)
    (folder / _ASKED).write_text('\n'.join(sentences), encoding='utf-8')
