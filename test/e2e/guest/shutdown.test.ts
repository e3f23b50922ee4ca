/** Capture leaves as it came, also where others have built on it since. */
import type { Browser, Page } from 'puppeteer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBare, openBrowser } from './browser.ts'
import { bundlePage } from './bundle.ts'
import { type GuestServer, startServer } from './server.ts'

let server: GuestServer
let browser: Browser
let code: string
let page: Page

beforeAll(async () => {
  ;[server, browser, code] = await Promise.all([startServer(), openBrowser(), bundlePage()])
})

beforeEach(async () => {
  page = await openBare(browser, server.origin, code)
  return () => page.close()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** Reads two answers in two ways; runs in the page. */
const use = async (): Promise<{ readonly text: string; readonly read: number; readonly heard: number }> => {
  const before = guest.heard().length
  const text = await (await fetch('/form')).text()
  const result = await (await fetch('/form')).body?.getReader().read()
  return { text, read: result?.value?.byteLength ?? 0, heard: guest.heard().length - before }
}

const works = { text: 'a=1&b=zw%C3%B6lf', read: 16 }

describe('shutdown', () => {
  test('every property of every prototype is as before, and capture comes back when asked', async () => {
    const changed = await page.evaluate(() => {
      const owners: readonly object[] = [
        globalThis,
        Response.prototype,
        Request.prototype,
        ReadableStream.prototype,
        ReadableStreamDefaultReader.prototype,
        ReadableStreamBYOBReader.prototype,
        XMLHttpRequest.prototype,
        EventSource.prototype,
        EventTarget.prototype,
        Object.getPrototypeOf(new ReadableStream().values()),
      ]
      const values = (): (readonly [string, unknown])[] =>
        owners.flatMap((owner) =>
          Reflect.ownKeys(owner).map((key) => {
            const { value, get } = Object.getOwnPropertyDescriptor(owner, key) ?? {}
            return [String(key), value ?? get] as const
          }),
        )
      const differing = (before: readonly (readonly [string, unknown])[]): string[] =>
        values().flatMap(([key, value], index) => (Object.is(value, before[index]?.[1]) ? [] : [key]))
      const bare = values()
      guest.install()
      const installed = differing(bare)
      guest.shutdown()
      return { installed, after: differing(bare) }
    })
    expect(changed.installed.length).toBeGreaterThan(30)
    expect(changed.after).toEqual([])
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 0 })
    await page.evaluate(() => guest.install())
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 2 })
    expect(await page.evaluate(() => guest.heard().map(({ last }) => last.join()))).toEqual(['end', 'end'])
  })

  test('a library on top stays, capture sleeps below it, and the library may leave later', async () => {
    const steps = await page.evaluate(() => {
      guest.install()
      const ours = globalThis.fetch
      const read = ReadableStreamDefaultReader.prototype.read
      let calls = 0
      const library: typeof fetch = (...args) => {
        calls += 1
        return ours(...args)
      }
      globalThis.fetch = library
      Reflect.set(ReadableStreamDefaultReader.prototype, 'read', function (this: ReadableStreamDefaultReader) {
        calls += 1
        return read.call(this)
      })
      Reflect.set(globalThis, 'calls', () => calls)
      Reflect.set(globalThis, 'leave', () => {
        globalThis.fetch = ours
        ReadableStreamDefaultReader.prototype.read = read
      })
      guest.shutdown()
      return { stays: globalThis.fetch === library }
    })
    expect(steps.stays).toBe(true)
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 0 })
    expect(await page.evaluate('calls()')).toBe(3)
    await page.evaluate('leave()')
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 0 })
    expect(await page.evaluate('calls()')).toBe(3)
  })

  test('a library below comes back in its place', async () => {
    const restored = await page.evaluate(() => {
      const native = globalThis.fetch
      const library: typeof fetch = (...args) => native(...args)
      globalThis.fetch = library
      guest.install()
      const covered = globalThis.fetch !== library
      guest.shutdown()
      return { covered, back: globalThis.fetch === library }
    })
    expect(restored).toEqual({ covered: true, back: true })
  })

  test('prototypes frozen since: nothing throws, and capture sleeps', async () => {
    await page.evaluate(() => {
      guest.install()
      for (const { prototype } of [Response, ReadableStream, ReadableStreamDefaultReader]) Object.freeze(prototype)
      guest.shutdown()
    })
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 0 })
  })

  test('a stream that is being read goes on to its end', async () => {
    const read = await page.evaluate(async () => {
      guest.install()
      const response = await fetch('/stream?id=goes-on&chunks=3&pace=20')
      const text = response.text()
      guest.shutdown()
      return text
    })
    expect(read.match(/data:/g)?.length).toBe(3)
  })

  test('two copies of capture in one page both hear, and leave in any order', async () => {
    await page.evaluate(() => {
      Reflect.set(globalThis, 'first', guest)
      guest.install()
    })
    await page.evaluate(code)
    await page.evaluate(() => guest.install())
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 2 })
    expect(await page.evaluate('[first, guest].map((copy) => copy.heard().map(({ text, last }) => text + last.join()))')).toEqual([
      [`${works.text}end`, `${works.text}end`],
      [`${works.text}end`, `${works.text}end`],
    ])
    await page.evaluate('first.shutdown()')
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 2 })
    await page.evaluate(() => guest.shutdown())
    expect(await page.evaluate(use)).toEqual({ ...works, heard: 0 })
    expect(await page.evaluate('[first, guest].map((copy) => copy.faults())')).toEqual([0, 0])
  })

  test('nativeFetch() is not seen', async () => {
    const heard = await page.evaluate(async () => {
      guest.install()
      const { status } = await guest.nativeFetch()('/form')
      return { status, heard: guest.heard().length }
    })
    expect(heard).toEqual({ status: 200, heard: 0 })
  })

  test('a sink or an observer that throws is counted and not seen', async () => {
    const result = await page.evaluate(async () => {
      guest.installBroken()
      const text = await (await fetch('/form')).text()
      const failed = await fetch('/refuse').catch((reason: unknown) => String(reason))
      return { text, failed, faults: guest.faults() }
    })
    expect(result).toEqual({ text: works.text, failed: 'TypeError: Failed to fetch', faults: 3 })
  })
})
