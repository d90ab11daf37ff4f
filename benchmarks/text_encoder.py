"""The small text encoder beside its teacher, on sentences, words and forms that it was not trained on.

    python benchmarks/text_encoder.py --text weights/text_small --data DATA [--json FILE]

Prints a Markdown table of docs/text_encoders.md. A sentence's vector is the mean of its tokens, as trackers see it;
the third column is an encoder of the same sizes with random weights.

agreement    Spearman correlation of the cosines of all pairs with those of the teacher
retrieval    share of paraphrases whose sentence is the nearest of 100
nearer       share of sentences to which a paraphrase is nearer than a sentence with one fact changed
... typo     one slip of the finger in each sentence; the teacher's answers are those to the correct ones
"""
from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import torch
from scipy.stats import spearmanr
from tokenizers import Tokenizer
from torch import Tensor

from vl_tracker_ros.export import export_network
from vl_tracker_ros.models.text.small import TOKENIZER, SmallTextConfig, TextTransformer, load_small_text
from vl_tracker_ros.training.distillation.corpus import Language, read_language, split_words
from vl_tracker_ros.training.distillation.descriptions import Description, change_one, draw
from vl_tracker_ros.training.distillation.sentences import UNSEEN, say
from vl_tracker_ros.training.distillation.student import sentence_vectors
from vl_tracker_ros.training.distillation.teacher import Teacher
from vl_tracker_ros.training.distillation.typos import misspell

Embed = Callable[[list[str]], Tensor]           # sentences to unit vectors (n,C)
PARAPHRASES = Path(__file__).with_name('paraphrases.tsv')
GALLERY = 100
LENGTH = 24


def agreement(vectors: Tensor, teacher: Tensor) -> float:
    above = torch.ones(len(vectors), len(vectors), dtype=torch.bool).triu(1)
    return float(spearmanr((vectors @ vectors.T)[above], (teacher @ teacher.T)[above]).statistic)


def retrieval(embed: Embed, sentences: list[str], paraphrases: list[str]) -> float:
    found = [(embed(paraphrases[i:i + GALLERY]) @ embed(sentences[i:i + GALLERY]).T).argmax(1)
             for i in range(0, len(sentences), GALLERY)]
    return float(torch.cat([index == torch.arange(len(index)) for index in found]).float().mean())


def nearer(embed: Embed, sentences: list[str], paraphrases: list[str], different: list[str]) -> float:
    anchor, same, other = embed(sentences), embed(paraphrases), embed(different)
    return float(((anchor * same).sum(1) > (anchor * other).sum(1)).float().mean())


def slips(sentences: list[str]) -> list[str]:
    return [misspell(sentence, Random(sentence)) for sentence in sentences]


def changed_fact(before: Description, after: Description) -> str:
    """What differs: noun, colour, garment, exchanged colours, place or action."""
    if before.worn == after.worn:
        return next(name for name in ('noun', 'colour', 'place', 'action')
                    if getattr(before, name) != getattr(after, name))
    if dict(before.worn).keys() != dict(after.worn).keys():
        return 'garment'
    return 'exchanged colours' if sorted(c for _, c in before.worn) == sorted(c for _, c in after.worn) else 'colour'


def measure(embed: Embed, teacher: Embed, language: Language, words: list[str]) -> dict[str, float]:
    phrases = [f'the {word}' for word in words]
    right = {'sentences': teacher(language.unseen), 'words': teacher(phrases)}
    return {'agreement, sentences of unseen classes': agreement(embed(language.unseen), right['sentences']),
            'agreement, sentences with a typo': agreement(embed(slips(language.unseen)), right['sentences']),
            'agreement, unseen words': agreement(embed(phrases), right['words']),
            **_measured_on_descriptions(embed), **_measured_on_hand_written(embed)}


def _measured_on_descriptions(embed: Embed) -> dict[str, float]:
    rng = Random(0)
    meanings = [draw(rng) for _ in range(5 * GALLERY)]
    others, forms = [change_one(meaning, rng) for meaning in meanings], [rng.random() for _ in meanings]
    said = [say(meaning, Random(form)) for meaning, form in zip(meanings, forms)]
    different = [say(other, Random(form)) for other, form in zip(others, forms)]
    again = [say(meaning, rng, UNSEEN) for meaning in meanings]
    row = {'retrieval, unseen forms': retrieval(embed, said, again),
           'retrieval, with a typo': retrieval(embed, said, slips(again)),
           'nearer, all': nearer(embed, said, again, different),
           'nearer, with a typo': nearer(embed, said, slips(again), different)}
    kinds = [changed_fact(*pair) for pair in zip(meanings, others)]
    for kind in sorted(set(kinds)):
        chosen = [[group[i] for i, k in enumerate(kinds) if k == kind] for group in (said, again, different)]
        row[f'nearer, {kind}'] = nearer(embed, *chosen)
    return row


def _measured_on_hand_written(embed: Embed) -> dict[str, float]:
    rows = [line.split('\t') for line in PARAPHRASES.read_text(encoding='utf-8').splitlines()[1:]]
    said, again, different = ([row[i] for row in rows] for i in range(3))
    return {f'retrieval, written by hand (of {len(rows)})': retrieval(embed, said, again),
            'nearer, written by hand': nearer(embed, said, again, different)}


def cost(encoder: TextTransformer, student: Embed, teacher: Embed) -> dict[str, float]:
    """Megabytes of text.onnx, and the teacher's milliseconds for one sentence over the student's, taken in turn."""
    seconds: dict[Embed, list[float]] = {student: [], teacher: []}
    for _ in range(20):
        for embed, taken in seconds.items():
            start = time.process_time()
            embed(['the woman in a red coat and black trousers on the left'])
            taken.append(time.process_time() - start)
    ids = torch.arange(LENGTH)[None]
    with TemporaryDirectory() as folder:
        path = Path(folder) / 'text.onnx'
        export_network(encoder, {'ids': ids, 'mask': torch.ones(1, LENGTH)}, ['text'], path)
        return {'text.onnx, MB': path.stat().st_size / 1e6,
                "teacher's time / student's": sorted(seconds[teacher])[10] / sorted(seconds[student])[10]}


def table(columns: dict[str, dict[str, float]]) -> str:
    lines = ['| | ' + ' | '.join(columns) + ' |', '|--' * (len(columns) + 1) + '|']
    for name in next(iter(columns.values())):
        lines.append(f'| {name} | ' + ' | '.join(f'{column[name]:.3f}' for column in columns.values()) + ' |')
    return '\n'.join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--text', type=Path, required=True, help='folder of the encoder')
    parser.add_argument('--data', type=Path, required=True, help='folder with lang/lasot_nlp.tsv')
    parser.add_argument('--json', type=Path, help='write the figures there too')
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random, encoder = TextTransformer(SmallTextConfig()).eval(), TextTransformer(SmallTextConfig()).eval()
    load_small_text(encoder, args.text)
    tokenizer = Tokenizer.from_file(str(args.text / TOKENIZER))
    teacher, language = Teacher(), read_language(args.data / 'lang' / 'lasot_nlp.tsv')
    _, words = split_words(teacher.words, language)
    embeds = {'student': partial(sentence_vectors, encoder, tokenizer), 'teacher': teacher.embed,
              'random': partial(sentence_vectors, random, tokenizer)}
    columns = {name: measure(embed, teacher.embed, language, words[:300]) for name, embed in embeds.items()}
    print(table(columns))
    prices = cost(encoder, embeds['student'], embeds['teacher'])
    print('\n'.join(f'{name}: {value:.2f}' for name, value in prices.items()))
    if args.json:
        args.json.write_text(json.dumps({**columns, 'cost': prices}, indent=1))


if __name__ == '__main__':
    main()
