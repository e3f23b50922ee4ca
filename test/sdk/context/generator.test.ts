import { describe, expect, test } from 'vitest'
import { withGenerator } from '../../../sdk/context/generator.ts'
import { A, B, here, manager, produce } from './support.ts'

async function twice(generator: AsyncGenerator<unknown>): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of generator) items.push(item)
  return items
}

describe('generators', () => {
  test('without help an async generator sees its consumer', async () => {
    expect(await twice(manager.with(A, produce))).toEqual([undefined, undefined])
  })

  test('withGenerator lets it see its run, whoever consumes it', async () => {
    expect(await twice(withGenerator(A, produce()))).toEqual(['A', 'A'])
    expect(await manager.with(B, () => twice(withGenerator(A, produce())))).toEqual(['A', 'A'])
  })

  test('sync generators, values sent in, return and throw', () => {
    const log: unknown[] = []
    function* talk(): Generator<unknown, string, string> {
      try {
        log.push(yield here())
        return 'end'
      } finally {
        log.push(here())
      }
    }
    const wrapped = withGenerator(A, talk())
    expect(wrapped.next()).toEqual({ done: false, value: 'A' })
    expect(wrapped.next('sent')).toEqual({ done: true, value: 'end' })
    const left = withGenerator(A, talk())
    left.next()
    expect(left.return('early')).toEqual({ done: true, value: 'early' })
    const thrown = withGenerator(A, talk())
    thrown.next()
    expect(() => thrown.throw(new Error('in'))).toThrow('in')
    expect(log).toEqual(['sent', 'A', 'A', 'A'])
    expect([...withGenerator(A, [1, 2].values())]).toEqual([1, 2])
  })

  test('stays a generator of its function; anything else is untouched', () => {
    expect(withGenerator(A, produce())).toBeInstanceOf(produce)
    for (const value of [1, null, undefined, [], new Map().values()]) expect(withGenerator(A, value)).toBe(value)
  })
})
