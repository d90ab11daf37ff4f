"""The grammar of captions: the words, and the forms that put them together. All that a caption can say is here.

A caption is ARTICLE + PHRASE + PLACE + IDLE. PHRASE is one of FORMS, by what is claimed:

| claim | true of | example |
|--|--|--|
| worn | a person who wears these garments in these colours | the woman wearing a red coat and black boots |
| clothed | a person with a garment of this colour | a man in red |
| coloured | a thing of this kind and colour | the green apple |
| bare | anything of this kind | a car |

PLACE (left, right, top, bottom, middle, large, small, beside) is added where it holds for the target and for no rival;
left to middle in whole images only, since in a crop they mean nothing. IDLE adds words that a picture cannot refute.
Synonyms are drawn per word. A caption that may be true of another object in view is not used.
"""

# what an annotated garment may be called
GARMENT_WORDS = {
    'blouse': ('top', 'blouse', 'shirt'), 'shirt': ('shirt', 'top'), 't-shirt': ('t-shirt', 'shirt', 'top'),
    'top': ('top', 'shirt'), 'sweater': ('sweater', 'pullover', 'top'), 'jumper': ('sweater', 'jumper'),
    'sweatshirt': ('sweatshirt', 'sweater'), 'hoodie': ('hoodie',), 'pants': ('trousers', 'pants'),
    'jeans': ('jeans', 'trousers', 'pants'), 'leggings': ('leggings', 'trousers'), 'skirt': ('skirt',),
    'dress': ('dress',), 'shorts': ('shorts',), 'coat': ('coat', 'jacket'), 'jacket': ('jacket', 'coat'),
    'blazer': ('jacket', 'blazer'), 'cardigan': ('cardigan', 'jacket'), 'vest': ('vest', 'top'), 'hat': ('hat', 'cap'),
    'bag': ('bag',), 'purse': ('bag', 'purse', 'handbag'), 'boots': ('boots',), 'shoes': ('shoes',),
    'scarf': ('scarf',), 'suit': ('suit',), 'stockings': ('stockings', 'tights'), 'tights': ('tights',),
    'romper': ('romper',), 'cape': ('cape',), 'tie': ('tie', 'bow tie'), 'hair': ('hair',),
}
PLURAL = {'trousers', 'pants', 'jeans', 'leggings', 'shorts', 'boots', 'shoes', 'stockings', 'tights', 'hair'}
# what covers enough of a person to be told first
OUTER = {'blouse', 'shirt', 't-shirt', 'top', 'sweater', 'jumper', 'sweatshirt', 'hoodie', 'pants', 'jeans',
         'leggings', 'skirt', 'dress', 'shorts', 'coat', 'jacket', 'blazer', 'cardigan', 'vest', 'suit', 'romper',
         'cape'}
PEOPLE = {'person': 0.3, 'woman': 0.26, 'man': 0.14, 'pedestrian': 0.06, 'lady': 0.05, 'girl': 0.05, 'guy': 0.03,
          'boy': 0.03, 'someone': 0.03, 'somebody': 0.02, 'figure': 0.02, 'human': 0.01}
NO_ARTICLE = {'someone', 'somebody'}
HUMAN = {*PEOPLE, 'bicyclist', 'cyclist', 'rider', 'surfer', 'paraglider', 'player', 'child', 'soldier'}
SYNONYMS = {'car': ('vehicle', 'automobile'), 'bicyclist': ('cyclist',), 'box': ('cube',), 'pedestrian': ('person',),
            'apple': ('fruit',), 'milk': ('carton', 'package'), 'juice': ('carton', 'package'), 'bag': ('purse',)}
ANY = ('object', 'thing', 'one', 'item')
# What a nameless thing is called as well: after a colour, a noun that the picture knows nothing of shall not matter.
ANY_NOUN = (*ANY, *ANY, 'bow tie', 'seat', 'toy', 'sign', 'cushion', 'bottle', 'book', 'flower', 'plate',
            'cloth', 'ribbon', 'door', 'lamp', 'helmet', 'boat', 'umbrella', 'chair', 'can', 'mug',
            'bucket', 'cone', 'flag', 'panel', 'curtain', 'patch')
COLOUR_WORDS = {'grey': ('grey', 'gray', 'silver'), 'black': ('black', 'black', 'dark'),
                'brown': ('brown', 'beige', 'brown')}

FORMS = {
    'worn': ('{noun} wearing {garments}', '{noun} in {garments}', '{noun} with {garments}',
             '{noun} dressed in {garments}', '{noun} who wears {garments}', '{noun} that has {garments} on'),
    'clothed': ('{colour}-clothed {noun}', '{noun} in {colour}', '{noun} dressed in {colour}',
                '{noun} wearing {colour}'),
    'coloured': ('{colour} {noun}', '{colour} {noun}', '{colour} {noun}', '{colour}-coloured {noun}',
                 '{noun} that is {colour}'),
    'bare': ('{noun}',),
}
PLACES = {
    'left': ('{} on the left', '{} to the left', '{} on the left side', 'left {}', 'leftmost {}'),
    'right': ('{} on the right', '{} to the right', '{} on the right side', 'right {}', 'rightmost {}'),
    'top': ('{} at the top', '{} in the upper part', 'upper {}'),
    'bottom': ('{} at the bottom', '{} in the lower part', 'lower {}'),
    'middle': ('{} in the middle', '{} in the centre', 'middle {}'),
    'large': ('large {}', 'big {}', 'largest {}'),
    'small': ('small {}', 'little {}', 'smallest {}'),
    'beside': ('{} next to {other}', '{} beside {other}', '{} close to {other}'),
}
IDLE = ('moving', 'in the picture', 'in the background', 'over there', 'in view')
IDLE_OF_PEOPLE = (*IDLE, 'walking', 'standing', 'standing still', 'walking on the street', 'on the pavement',
                  'walking away', 'in front of the building', 'running', 'walking along the path')
ARTICLES = ('the', 'the', '', 'a')
