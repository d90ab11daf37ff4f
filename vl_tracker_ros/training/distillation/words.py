"""The words of descriptions: concepts, each with the words that mean it. The first word names the concept."""
from __future__ import annotations

Concepts = dict[str, tuple[str, ...]]


def _concepts(text: str) -> Concepts:
    """Concepts are parted by commas or new lines, the words of one by slashes."""
    groups = (group.strip() for group in text.replace('\n', ',').split(','))
    return {group.split('/')[0]: tuple(group.split('/')) for group in groups if group}


COLOURS = _concepts('''
    black/dark, white, grey/gray/silver, red, orange, yellow/golden, green, blue, purple/violet, pink, brown/beige
    dark blue/navy, light blue/sky blue, dark red/maroon, bright green/lime green, turquoise/teal
    striped, checked/chequered/plaid, spotted/dotted, colourful/multicoloured
''')
PEOPLE = _concepts('''
    person/human/somebody/figure, pedestrian/passer-by, woman/lady/female, man/guy/gentleman/male, girl/young girl
    boy/young boy, child/kid/toddler, baby/infant, worker/workman/labourer, police officer/policeman, soldier, nurse
    doctor, waiter, cook/chef, farmer, driver, cyclist/bicyclist, rider/horseman, skier, snowboarder, surfer, swimmer
    skater, runner/jogger, football player/footballer, basketball player, tennis player, dancer, guard, firefighter
    motorcyclist/biker, wakeboarder/water skier, paraglider, climber, student, tourist, customer/shopper, visitor
    old man/elderly man, old woman/elderly woman
''')
GARMENTS = _concepts('''
    shirt/top/blouse, t-shirt/tee, sweater/pullover/jumper, hoodie/sweatshirt, coat/overcoat, jacket/blazer, cardigan
    vest/waistcoat, dress/gown, skirt, suit, uniform, trousers/pants, jeans, leggings/tights, shorts, boots, shoes
    sneakers/trainers, hat, cap/baseball cap, helmet, scarf, gloves, socks, backpack/rucksack, bag/handbag/purse
    raincoat, apron, swimsuit, tie, sunglasses/glasses, mask, cape/cloak, hair
''')
PLURALS = frozenset('trousers pants jeans leggings tights shorts boots shoes sneakers trainers gloves socks sunglasses '
                    'glasses hair'.split())
VEHICLES = _concepts('''
    car/automobile, van/minivan, truck/lorry, bus/coach, taxi/cab, suv/jeep, pickup/pickup truck, racing car/race car
    police car, ambulance, fire engine, tractor, excavator/digger, forklift, motorcycle/motorbike, scooter/moped
    bicycle/bike, train/locomotive, tram/streetcar, boat, ship/vessel, speedboat, sailing boat/sailboat, canoe/kayak
    airplane/aeroplane/plane, helicopter, drone/quadcopter, balloon, tank, cart/trolley, pram/stroller, wheelchair
    trailer, sled/sledge, glider, rocket, robot
''')
ANIMALS = _concepts('''
    dog/hound, puppy, cat/kitten, horse/pony, cow/cattle, bull, sheep, lamb, goat, pig, chicken/hen, cock/rooster, duck
    goose, swan, bird, pigeon/dove, eagle/hawk, owl, parrot, penguin, gull/seagull, crow/raven, fish, goldfish, shark
    whale, dolphin, seal, turtle/tortoise, frog/toad, lizard/gecko, snake, crocodile/alligator, bear, panda, wolf, fox
    lion, tiger, leopard/cheetah, elephant, giraffe, zebra, hippo/hippopotamus, rhino/rhinoceros, camel, deer/stag
    kangaroo, monkey/ape, gorilla, rabbit/hare/bunny, squirrel, mouse/rat, hamster, hedgehog, bee/wasp, butterfly
    spider, ant, crab, bat, chameleon, donkey, animal
''')
TOOLS = _concepts('''
    hammer, screwdriver, wrench/spanner, pliers, saw, drill, axe, knife, scissors, tape measure, bolt, nut, screw, nail
    washer, pipe/tube, hose, wire/cable, rope, chain, ladder, bucket/pail, shovel/spade, broom, brush, rake, wheel, tyre
    battery, plug, adapter, lamp/light, torch/flashlight, cone/traffic cone, barrel, crate, pallet, toolbox
    paint roller, clip, label, metal sheet, stone/rock, brick, wood/log, luggage tag, fuel cap, glove box
''')
HOUSEHOLD = _concepts('''
    cup/mug, glass, bottle, can/tin, plate/dish, bowl, pan/frying pan, pot/saucepan, kettle, teapot, jug, fork, spoon
    spatula, chopping board, toaster, microwave, oven/stove, fridge/refrigerator, sink, tap, sponge, towel, napkin, tray
    jar, carton, box/package/parcel, basket, table/desk, chair, stool, sofa/couch, bed, pillow/cushion, blanket, carpet
    curtain, door, window, shelf, cupboard/cabinet, drawer, mirror, clock, picture/painting, vase, candle, bin/dustbin
    book, newspaper, magazine, pen, pencil, paper/sheet of paper, envelope, folder, key, wallet, coin, watch, ring
    phone/mobile phone/smartphone, laptop/notebook, computer, keyboard, screen/monitor, television, camera, radio
    speaker/loudspeaker, headphones, microphone, remote control, fan/electric fan, guitar, piano, violin, drum, umbrella
    suitcase/luggage, cloth/rag, ribbon, flag, sign/board, balloon, candle holder, plant/flower pot, flower, tree
''')
FOOD = _concepts('''
    apple, pear, banana, orange fruit/mandarin, lemon, lime, melon, watermelon, grapes, peach, plum, kiwi, mango
    pineapple, strawberry, cherry, avocado, tomato, potato, carrot, onion, garlic, pepper, cucumber, cabbage, lettuce
    broccoli, mushroom, bread/loaf, cake, biscuit/cookie, cheese, butter, egg, milk, yogurt/yoghurt, juice, water bottle
    coffee, tea, honey, jam, ketchup, mustard, mayonnaise, sausage, ham, pizza, sandwich, sugar, salt, chocolate
''')
SPORT = _concepts('''
    ball, football/soccer ball, basketball, volleyball, tennis ball, golf ball, baseball, rugby ball, racket, bat stick
    skateboard, surfboard, snowboard, skis, skates, goal, net, frisbee, kite, parachute, sail, trophy, dumbbell, puck
    toy/teddy bear, doll, swing, yoyo/yo-yo, rubik's cube/magic cube, dice, playing card, tent
''')
THINGS = VEHICLES | ANIMALS | TOOLS | HOUSEHOLD | FOOD | SPORT
ANYTHING = ('object', 'thing', 'one', 'item')

HUMAN_ACTIONS = _concepts('''
    walking/strolling, running/jogging/sprinting, standing/standing still, sitting/seated, lying down/lying, jumping
    dancing, climbing, swimming, skiing, surfing, skating/skateboarding, riding a bicycle/cycling/on a bike
    riding a horse/on horseback, riding a motorcycle/on a motorbike, driving, waving/waving a hand, talking on the phone
    carrying a bag/holding a bag, pushing a cart/pushing a trolley, holding an umbrella/under an umbrella, eating
    cooking, reading, playing football, playing basketball, throwing a ball, kicking a ball, turning around/turning
    walking away/going away, coming closer/approaching, crossing the street/crossing the road, bending down/crouching
''')
THING_ACTIONS = _concepts('''
    moving, standing still/not moving, flying/in flight, falling, rolling, turning/spinning/rotating, sliding
    floating, lying/resting, hanging, swinging, moving away/going away, coming closer/approaching
''')
ANIMAL_ACTIONS = _concepts('''
    walking, running, standing/standing still, lying down/lying, jumping, swimming, flying, eating, climbing, sleeping
''')
VEHICLE_ACTIONS = _concepts('''
    driving/moving/going, parked/standing still, turning, driving away/going away, coming closer/approaching, drifting
''')
PLACES = _concepts('''
    on the left/to the left/on the left side/at the left, on the right/to the right/on the right side/at the right
    at the top/in the upper part/above, at the bottom/in the lower part/below
    in the middle/in the centre/in the center, in the corner
    in front/in the foreground/closest to the camera/nearest, in the back/in the background/farthest away
    on the street/on the road/on the highway, on the pavement/on the sidewalk, on the grass/on the lawn/on the field
    on the table/on the desk, on the ground/on the floor, in the water/in the sea/in the river, on the beach/on the sand
    in the snow/on the snow, in the sky/in the air, in the room/indoors, in the forest/among the trees
    in front of the building/before the house, behind the car, next to the car/beside the car, next to the tree
    under the tree, on the wall, by the window, at the door, in the crowd/among people, in the kitchen, on the track
''')
SIZES = _concepts('''
    large/big/huge, small/little/tiny, tall/high, short, long, round, broken/damaged, old, new, empty, open
''')

# words and forms that are kept from training, to be measured with
UNSEEN_WEARING = ('clad in', 'sporting', 'who has on', 'outfitted with', 'who is wrapped in')
