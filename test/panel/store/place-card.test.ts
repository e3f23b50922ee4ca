import { expect, test } from 'vitest'
import { placeCard } from '../../../panel/store/place-card.ts'

const room = { left: 0, top: 0, right: 1000, bottom: 400 }

test.each([
  ['below its row', { width: 300, height: 100 }, { x: 500, top: 100, bottom: 121 }, { x: 504, y: 125, height: 100 }],
  ['within the room', { width: 300, height: 100 }, { x: 900, top: 100, bottom: 121 }, { x: 696, y: 125, height: 100 }],
  ['above it, where there is none below', { width: 300, height: 100 }, { x: 500, top: 350, bottom: 371 }, { x: 504, y: 246, height: 100 }],
  [
    'right of the pointer, where there is neither',
    { width: 300, height: 300 },
    { x: 500, top: 200, bottom: 221 },
    { x: 516, y: 96, height: 300 },
  ],
  ['left of it', { width: 300, height: 300 }, { x: 900, top: 200, bottom: 221 }, { x: 584, y: 96, height: 300 }],
  ['cut, where there is no room at all', { width: 900, height: 300 }, { x: 500, top: 250, bottom: 271 }, { x: 96, y: 4, height: 242 }],
])('a card stands %s', (_, size, pointer, place) => {
  expect(placeCard(size, pointer, room)).toEqual(place)
})
