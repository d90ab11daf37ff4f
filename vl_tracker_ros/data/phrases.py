"""Free sentences of a clip, put together from what people wrote about its target."""
from __future__ import annotations

_AFTER_THE_NOUN = ('in ', 'with ', 'on ', 'wearing ')
_FORMS = ('{noun}', '{noun} {action}', '{noun} {location}', '{noun} {action} {location}')


def _noun_phrase(category: str, appearance: str) -> str:
    """'white boat', 'woman in a blue dress', 'rider with a helmet'."""
    if appearance.startswith(_AFTER_THE_NOUN):
        return f'{category} {appearance}'
    return f'{appearance} {category}'.strip()


def clip_sentences(attributes: dict) -> tuple[str, ...]:
    """The sentence as written, then others of its phrases (category, appearance, action, location; any may be missing).

    Lower case, without a full stop, none twice; the last is the category alone.
    """
    said = {key: attributes.get(key, '').strip().lower() for key in ('category', 'appearance', 'action', 'location')}
    nouns = (_noun_phrase(said['category'], said['appearance']), said['category'])
    sentences = [attributes.get('sentence', '').strip().rstrip('.').lower()]
    for noun in nouns:
        sentences += [' '.join(form.format(noun=noun, **said).split()) for form in reversed(_FORMS)]
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))
