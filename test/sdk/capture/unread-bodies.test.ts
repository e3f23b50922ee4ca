/** Bodies that nobody reads. The clock is the test's own; the streams and responses are the engine's. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { captureFetch, type FetchTarget } from '../../../sdk/capture/fetch.ts'
import { LEFT_MS, UNREAD_MS } from '../../../sdk/capture/unread-bodies.ts'

const chunk = new TextEncoder().encode('data: one\n\n')

let undo = (): void => undefined
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => {
  undo()
  vi.useRealTimers()
})

/** A fetch whose body gives one chunk and then waits, and what an observer hears of it. */
async function open(
  unreadAfter?: number,
): Promise<{ readonly response: Response; readonly body: ReadableStream; readonly heard: string[] }> {
  const heard: string[] = []
  const stream = new ReadableStream({ type: 'bytes', start: (controller) => controller.enqueue(chunk.slice()) })
  const target: FetchTarget = { fetch: async () => new Response(stream) }
  const word = (name: string) => () => void heard.push(name)
  undo = captureFetch(
    () => ({
      failed: word('failed'),
      response: () => ({
        chunk: word('chunk'),
        end: word('end'),
        error: word('error'),
        cancel: word('cancel'),
        unread: word('unread'),
        unreadAfter,
      }),
    }),
    target,
  )
  const response = await target.fetch('https://model.test/')
  if (!response.body) throw new Error('no body')
  return { response, body: response.body, heard }
}

describe('a body that nobody reads', () => {
  test('is given up at the limit and not before, and its reads are not heard any more', async () => {
    const { body, heard } = await open()
    vi.advanceTimersByTime(UNREAD_MS - 1)
    expect(heard).toEqual([])
    vi.advanceTimersByTime(2)
    expect(heard).toEqual(['unread'])
    expect(await body.getReader().read()).toMatchObject({ done: false })
    vi.advanceTimersByTime(2 * LEFT_MS)
    expect(heard).toEqual(['unread'])
  })

  test('is given up sooner where the observer says so', async () => {
    const { heard } = await open(1_000)
    vi.advanceTimersByTime(1_001)
    expect(heard).toEqual(['unread'])
  })

  test('is waited for as long as it takes while a read is under way', async () => {
    const { body, heard } = await open()
    const reader = body.getReader()
    await reader.read()
    const silent = reader.read()
    vi.advanceTimersByTime(100 * LEFT_MS)
    expect(heard).toEqual(['chunk'])
    await reader.cancel()
    await silent
    expect(heard).toEqual(['chunk', 'cancel'])
    vi.advanceTimersByTime(LEFT_MS)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is waited for while text() is', async () => {
    const { response, heard } = await open()
    void response.text()
    vi.advanceTimersByTime(100 * LEFT_MS)
    await Promise.resolve()
    expect(heard).not.toContain('unread')
  })

  test('that was read in part is given up later, counted from the last read', async () => {
    const { body, heard } = await open()
    vi.advanceTimersByTime(UNREAD_MS - 1)
    await body.getReader().read()
    vi.advanceTimersByTime(LEFT_MS - 1)
    expect(heard).toEqual(['chunk'])
    vi.advanceTimersByTime(2)
    expect(heard).toEqual(['chunk', 'unread'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('leaves a timer behind when it is cancelled, once, and none when nobody observes any more', async () => {
    const { body, heard } = await open()
    await body.cancel()
    expect(heard).toEqual(['cancel'])
    vi.advanceTimersByTime(UNREAD_MS)
    expect(vi.getTimerCount()).toBe(0)
    undo()
    await open()
    expect(vi.getTimerCount()).toBe(1)
    undo()
    expect(vi.getTimerCount()).toBe(0)
  })
})
