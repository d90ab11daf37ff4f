from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from vl_tracker_ros.errors import TokenizerError
from vl_tracker_ros.models.text.hub import PublicFileError
from vl_tracker_ros.models.text.tokenizer import public_tokenizer

BYTES = 256
START = 2 * BYTES + 3       # after the bytes, the bytes that end a word, and three merges
PIECES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'red', 'car', '##s']


@pytest.fixture
def clip(tmp_path: Path) -> Tokenizer:
    with gzip.open(tmp_path / 'bpe_simple_vocab_16e6.txt.gz', 'wt', encoding='utf-8') as file:
        file.write('#version: 0.2\nr e\nre d</w>\nc a\n')
    return public_tokenizer(str(tmp_path))


@pytest.fixture
def bert(tmp_path: Path) -> Tokenizer:
    (tmp_path / 'vocab.txt').write_text('\n'.join(PIECES) + '\n')
    return public_tokenizer(str(tmp_path))


def end_of_word(letter: str) -> int:
    """CLIP's byte symbols are ordered as printed characters, from '!' on."""
    return BYTES + ord(letter) - ord('!')


def test_clip_merges_in_order_and_marks_both_ends(clip: Tokenizer) -> None:
    ca, red = 2 * BYTES + 2, 2 * BYTES + 1
    assert clip.encode('red car').ids == [START, red, ca, end_of_word('r'), START + 1]
    assert clip.get_vocab_size() == START + 2


def test_clip_ignores_case_and_spaces_and_splits_digits(clip: Tokenizer) -> None:
    assert clip.encode('  RED \t caR\n').ids == clip.encode('red car').ids
    assert clip.encode('12').ids == [START, end_of_word('1'), end_of_word('2'), START + 1]


def test_bert_ignores_case_and_marks_both_ends(bert: Tokenizer) -> None:
    assert bert.encode('The RED cars x').ids == [2, 5, 6, 7, 8, 1, 3]


def test_a_saved_tokenizer_is_read_back(bert: Tokenizer, tmp_path: Path) -> None:
    (tmp_path / 'saved').mkdir()
    bert.save(str(tmp_path / 'saved' / 'tokenizer.json'))
    again = public_tokenizer(str(tmp_path / 'saved'))
    assert again.encode('the red car').ids == bert.encode('the red car').ids


def test_cutting_keeps_the_end(bert: Tokenizer) -> None:
    bert.enable_truncation(4)
    assert bert.encode('the red car').ids == [2, 5, 6, 3]


@pytest.mark.parametrize(('file', 'content'), [
    ('tokenizer.json', b'{}'), ('bpe_simple_vocab_16e6.txt.gz', b'no gzip'), ('vocab.txt', b'\xff\xfe\xfa')])
def test_what_is_no_tokenizer_gives_one_line(file: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(TokenizerError, match=f'{file}: not a tokenizer: ') as caught:
        public_tokenizer(str(tmp_path))
    assert '\n' not in str(caught.value)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / 'merges.bin').write_bytes(b'')
    with pytest.raises(TokenizerError, match='merges.bin: is none of tokenizer.json'):
        public_tokenizer(str(tmp_path / 'merges.bin'))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublicFileError, match='holds none of tokenizer.json'):
        public_tokenizer(str(tmp_path))
