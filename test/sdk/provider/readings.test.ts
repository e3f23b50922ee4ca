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

  test.each(wires.map(({ api }) => api))('of %s is there with its first call, and with it only what is asked beside it', async (api) => {
    const part = readings.partOf(wire(api))
    await part.loaded()
    expect(there()).toEqual(wires.filter((each) => readings.partOf(each) === part).map((each) => each.api))
  })

  test('is one part for wires that are asked side by side, and another for another', () => {
    const part = readings.partOf(wire('mistral-chat'))
    expect(readings.partOf(wire('mistral-embeddings'))).toBe(part)
    expect(readings.partOf(wire('openai-chat'))).not.toBe(part)
  })

  test('is told why it could not be loaded, and nothing else suffers', async () => {
    vi.doMock('../../../sdk/provider/cohere/reading.ts', () => {
      throw new TypeError('Failed to fetch dynamically imported module')
    })
    expect(await readings.partOf(wire('cohere-chat')).loaded()).toBe(false)
    expect([there(), readings.readingProblem()]).toEqual([[], expect.any(String)])
    await readings.partOf(wire('ollama-chat')).loaded()
    expect(there()).toEqual(['ollama-chat', 'ollama-generate', 'ollama-embed'])
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
