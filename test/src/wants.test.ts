import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WANT_TIMEOUT_MS, createWants } from '../../src/wants.ts'

describe('payloads that were asked for', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('come to everybody who asked, and are asked for once', async () => {
    const send = vi.fn<(epoch: string, key: string) => void>()
    const wants = createWants(send)
    const both = Promise.all([wants.ask('e', 'k'), wants.ask('e', 'k'), wants.ask('other', 'k')])
    wants.answered({ type: 'blob', epoch: 'e', key: 'k', value: { a: 1 } })
    wants.answered({ type: 'blob', epoch: 'other', key: 'k', value: null })
    wants.answered({ type: 'blob', epoch: 'e', key: 'nobody asked', value: 1 })
    expect(await both).toEqual([{ a: 1 }, { a: 1 }, undefined])
    expect(send.mock.calls).toEqual([
      ['e', 'k'],
      ['other', 'k'],
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('are none when no answer comes in time, and may be asked for again', async () => {
    const send = vi.fn<(epoch: string, key: string) => void>()
    const wants = createWants(send)
    const first = wants.ask('e', 'k')
    vi.advanceTimersByTime(WANT_TIMEOUT_MS)
    expect(await first).toBeUndefined()
    const second = wants.ask('e', 'k')
    wants.answered({ type: 'blob', epoch: 'e', key: 'k', value: 'late' })
    expect(await second).toBe('late')
    expect(send).toHaveBeenCalledTimes(2)
  })

  test('are none when the line closes', async () => {
    const wants = createWants(() => {})
    const asked = wants.ask('e', 'k')
    wants.close()
    expect(await asked).toBeUndefined()
  })
})
