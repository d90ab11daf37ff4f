"""Word lists of the rules in `phrases_rules.py`: small and closed where English is, by ending where it is not."""
from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words('the a an this that these those my your his her its our their some any')
RELATIVES = _words('who which that')
AUXILIARIES = _words('is are was were be been being')

COLOURS = _words('black white gray grey silver red green blue yellow orange brown purple pink gold golden beige '
                 'cyan magenta violet turquoise teal maroon navy cream tan olive khaki dark light bright pale '
                 'multicolored')
_LOOKS = _words('small smaller little large larger big bigger huge tiny giant tall short long thin thick wide '
                'narrow slim fat old young new round square rectangular oval flat transparent shiny striped '
                'checked checkered plaid spotted dotted patterned furry fluffy hairy bearded bald blond blonde '
                'wooden metal plastic paper leather glass bare naked biggest largest hooded dirty clean empty dry '
                'wet heavy')
COLOURINGS = _words('coloured colored painted striped dressed clad wearing covered decorated')     # open an appearance
PLACES = _words('left right middle upper lower top bottom front rear back leftmost rightmost nearest farthest '
                'central foremost distant first second third last')
CLOTHES = _words('shirt shirts t-shirt tshirt coat jacket suit dress skirt trousers pants jeans shorts short hat '
                 'cap helmet sweater hoodie uniform vest jersey top shoes boots gloves glasses sunglasses scarf '
                 'robe clothes clothing swimsuit bikini tie costume armor armour kimono stripes')

SPATIAL = _words('on in under above below near behind between among amongst amid at along beside besides '
                 'alongside beneath underneath over across through around inside outside within against opposite '
                 'into onto from toward towards upon by off past')
_SPATIAL_PHRASES = ('in front of', 'next to', 'close to', 'far from', 'on top of', 'to the left', 'to the right',
                    'to the front', 'to the back', 'ahead', 'nearby')
SPATIAL_PHRASES = tuple(tuple(phrase.split()) for phrase in _SPATIAL_PHRASES)

PARTICIPLES = _words('held worn ridden driven blown thrown caught hung hit fed shaken kept taken put drawn led '
                     'shot swung spun cut bitten eaten seen lying')
_NOT_VERBS = _words('building ceiling ring king string swing wing thing painting railing awning clothing morning '
                    'evening duckling sibling spring sling wedding earring something nothing anything everything '
                    'viking pudding red bed shed sled seed weed reed feed speed steed breed hundred')
# Before a noun these are a part of its name.
COMPOUNDS = _words('racing washing sewing swimming boxing diving parking shopping sleeping fishing sailing rowing '
                   'baking frying remote-controlled stuffed unmanned baked fried motorised motorized')

AIMING = _words('looking staring gazing pointing aiming shooting barking smiling waving looks stares gazes points '
                'aims shoots barks smiles waves')     # "at" goes on with the action


def is_colour(word: str) -> bool:
    return word in COLOURS or word.endswith('ish') and any(map(word.startswith, COLOURS))


def is_look(word: str) -> bool:
    """Whether an adjective tells of colour, size, shape, material or dress."""
    return (is_colour(word) or word in _LOOKS or word.endswith('less') or '-' in word and word.endswith('ed')
            or word.removesuffix('est') in _LOOKS)


def is_verb(word: str) -> bool:
    """Whether the word may be a verb's -ing or -ed form, or one of the irregular participles."""
    if word in PARTICIPLES:
        return True
    return len(word) > 4 and word.endswith(('ing', 'ed')) and word not in _NOT_VERBS and not is_look(word)


def is_passive(word: str) -> bool:
    return is_verb(word) and not word.endswith('ing')
