import { expect, test } from 'vitest'
import { differenceOf, idOf } from '../../src/registrations.ts'

const BUILT_IN = ['*://localhost/*']

test('registers what is granted and not there yet', () => {
  expect(differenceOf(['https://a.test/*', 'https://b.test/*'], BUILT_IN, [idOf('https://a.test/*')])).toEqual({
    add: ['https://b.test/*'],
    remove: [],
  })
})

test('removes what is no longer granted, and only that', () => {
  expect(differenceOf(['https://a.test/*'], BUILT_IN, [idOf('https://a.test/*'), idOf('https://b.test/*')])).toEqual({
    add: [],
    remove: [idOf('https://b.test/*')],
  })
})

test('leaves to the manifest what the manifest has: a second script in a page would be a second bridge', () => {
  expect(differenceOf(['*://localhost/*'], BUILT_IN, [])).toEqual({ add: [], remove: [] })
})
