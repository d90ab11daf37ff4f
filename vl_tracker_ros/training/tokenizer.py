"""Word pieces of our own, learned from the sentences that the tracker is trained on."""
from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

PAD, UNKNOWN = '[PAD]', '[UNK]'
UNKNOWN_ID = 1


def train_tokenizer(sentences: Iterable[str], vocabulary: int) -> Tokenizer:
    """A lower-casing WordPiece tokenizer of at most `vocabulary` pieces; padding is id 0, an unknown piece id 1.

    The same sentences may give other pieces and ids the next time (ties are broken by hash): keep it with the run.
    """
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()         # each punctuation mark is a word
    trainer = trainers.WordPieceTrainer(vocab_size=vocabulary, special_tokens=[PAD, UNKNOWN], show_progress=False)
    tokenizer.train_from_iterator(sentences, trainer)
    return tokenizer


def training_sentences(captions: Iterable[str], language_file: str | None) -> list[str]:
    """The captions and, when given, the sentences of a tab-separated file (name, tab, sentence)."""
    sentences = list(captions)
    if language_file:
        with open(language_file, encoding='utf-8') as lines:
            sentences += [line.rstrip('\n').split('\t', 1)[-1] for line in lines]
    return sentences
