"""Decomposition by a language model, as in the paper; its prompt is not published, this one is ours."""
from __future__ import annotations

import json
from collections.abc import Callable

from vl_tracker_ros.language.phrases import ATTRIBUTES, Phrases, PhrasesError, phrases_from

PROMPT = """Split the description of an object in a video into four phrases and answer with one JSON object only.
"category": what the object is, its noun. "appearance": its colour, size, shape, clothes or parts.
"action": what it does or what is done to it. "location": where it is, relative to the image or to other things.
Use only words of the description, each at most once. A phrase that the description does not contain is "".

Description: the small white dog with a red collar running on the grass behind the girl
Answer: {"category": "dog", "appearance": "small white with a red collar", "action": "running", \
"location": "on the grass behind the girl"}

Description: the cup
Answer: {"category": "cup", "appearance": "", "action": "", "location": ""}

Description: <description>
Answer:"""
_MAX_NEW_TOKENS = 200


class LanguageModelDecomposer:
    """Makes phrases by `generate`, which continues a prompt with a text."""

    def __init__(self, generate: Callable[[str], str]) -> None:
        self._generate = generate

    def __call__(self, description: str) -> Phrases:
        """The phrases of a description; raises PhrasesError when the answer is not the JSON object asked for."""
        answer = self._generate(PROMPT.replace('<description>', ' '.join(description.split())))
        try:
            values = json.loads(answer)
            if not isinstance(values, dict) or set(values) != set(ATTRIBUTES):
                raise PhrasesError(f'should be an object with {", ".join(ATTRIBUTES)}')
            return phrases_from(values)
        except ValueError as error:             # JSONDecodeError and PhrasesError both are
            raise PhrasesError(f'the language model gave no phrases of {description!r}: {error}; its answer was '
                               f'{answer.strip()[:200]!r}') from error


def load_language_model(name_or_folder: str) -> LanguageModelDecomposer:
    """A decomposer with a text-generation model of `transformers`: a name on the Hugging Face Hub, or a folder.

    A model with a chat template is asked by it. Raises OSError when there is no such model.
    """
    from transformers import pipeline

    model = pipeline('text-generation', model=name_or_folder, device='cpu')

    def generate(prompt: str) -> str:
        if model.tokenizer.chat_template:
            prompt = model.tokenizer.apply_chat_template([{'role': 'user', 'content': prompt}], tokenize=False,
                                                         add_generation_prompt=True)
        answers = model(prompt, max_new_tokens=_MAX_NEW_TOKENS, do_sample=False, return_full_text=False)
        return answers[0]['generated_text']

    return LanguageModelDecomposer(generate)
