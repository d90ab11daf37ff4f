"""The words that captions are made of."""
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
OUTER = {'blouse', 'shirt', 't-shirt', 'top', 'sweater', 'jumper', 'sweatshirt', 'hoodie', 'pants', 'jeans',
          'leggings', 'skirt', 'dress', 'shorts', 'coat', 'jacket', 'blazer', 'cardigan', 'vest', 'suit', 'romper',
          'cape'}
PEOPLE = ('person', 'woman', 'man', 'pedestrian', 'lady', 'girl', 'guy', 'boy')
HUMAN = {*PEOPLE, 'bicyclist', 'cyclist', 'rider', 'surfer', 'paraglider', 'player'}
PEOPLE_WEIGHTS = (0.36, 0.3, 0.14, 0.06, 0.05, 0.04, 0.03, 0.02)
IDLE_WORDS = ('walking', 'moving', 'standing', 'standing still', 'walking on the street', 'on the pavement',
               'walking away', 'in front of the building', 'moving on the road', 'on the table', 'on the grass',
               'in the picture', 'running', 'in the background', 'walking along the path', 'next to the tree')
ANY = ('object', 'thing', 'one')
# What a nameless thing is called as well: after a colour, a noun that the picture knows nothing of shall not matter.
ANY_NOUN = (*ANY, *ANY, 'bow tie', 'seat', 'toy', 'sign', 'cushion', 'bottle', 'book', 'flower', 'plate',
             'cloth', 'ribbon', 'door', 'lamp', 'helmet', 'boat', 'umbrella', 'chair', 'can', 'mug',
             'bucket', 'cone', 'flag', 'panel', 'curtain', 'patch')
COLOUR_WORDS = {'grey': ('grey', 'gray', 'silver'), 'black': ('black', 'black', 'dark'),
                 'brown': ('brown', 'beige', 'brown')}
SYNONYMS = {'car': ('vehicle',), 'bicyclist': ('cyclist',), 'box': ('cube',), 'pedestrian': ('person',),
            'apple': ('fruit',), 'milk': ('carton', 'package'), 'juice': ('carton', 'package'), 'bag': ('purse',)}
