/** What reads each vendor's wires, as a page loads it: by itself, once, and again where that failed. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Readings from '../../../sdk/provider/readings.ts'
import type { Wire } from '../../../sdk/provider/read/dialect.ts'
import { wireOf, wires } from '../../../sdk/provider/wires.ts'
import type { Api } from '../../../sdk/recognition/apis.ts'

let readings: typeof Readings

beforeEach(async () => {
  vi.resetModules()
  readings = await import('../../../sdk/provider/readings.ts')
})

function wire(api: Api): Wire {
  const found = wireOf(api)
  if (found === undefined) throw new Error(api)
  return found
}
const there = (): readonly Api[] => wires.filter((each) => readings.readingOf(each) !== undefined).map(({ api }) => api)

describe('what reads the wires', () => {
  test('is not there before it is loaded', () => expect(there()).toEqual([]))

  test.each([...new Set(wires.map(({ vendor }) => vendor))])('of %s is there with the first of them, and no other', async (vendor) => {
    const own = wires.filter((each) => each.vendor === vendor)
    const [first] = own
    if (first === undefined) throw new Error('no wire')
    await readings.loadReading(first)
    expect(there()).toEqual(own.map(({ api }) => api))
  })

  test('is loaded once, however many calls ask', async () => {
    const [one, two] = [readings.loadReading(wire('openai-chat')), readings.loadReading(wire('openai-responses'))]
    expect(one).toBe(two)
    expect(readings.loadReading(wire('ollama-chat'))).not.toBe(one)
    await one
  })

  test('is asked for again by the next call where it could not be loaded, and nobody is told', async () => {
    let online = false
    vi.doMock('../../../sdk/provider/cohere/reading.ts', async (original) => {
      if (!online) throw new TypeError('Failed to fetch dynamically imported module')
      return original()
    })
    const cohere = wire('cohere-chat')
    await expect(readings.loadReading(cohere)).resolves.toBeUndefined()
    expect(there()).toEqual([])
    online = true
    await readings.loadReading(cohere)
    expect(there()).toEqual(['cohere-chat'])
    vi.doUnmock('../../../sdk/provider/cohere/reading.ts')
  })

  test('may all be put in at once', async () => {
    const { useAllReadings } = await import('../../../sdk/provider/all-readings.ts')
    useAllReadings()
    expect(there()).toEqual(wires.map(({ api }) => api))
  })

  test('is all there with the entry for what reads in the turn of the page', async () => {
    await import('../../../sdk/inject.ts')
    expect(there()).toEqual(wires.map(({ api }) => api))
  })
})
