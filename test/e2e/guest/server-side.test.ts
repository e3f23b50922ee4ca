/** What a server notices of a page under capture: a cancel arrives, and nobody reads faster than the page. */
import type { Browser } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { longRun } from '../../support/long-run.ts'
import { openBare, openBrowser } from './browser.ts'
import { bundlePage } from './bundle.ts'
import { type Account, type GuestServer, startServer } from './server.ts'

let server: GuestServer
let browser: Browser
let code: string

beforeAll(async () => {
  ;[server, browser, code] = await Promise.all([startServer(), openBrowser(), bundlePage()])
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** Ways to take two chunks and leave. Each runs in the page as it stands here. */
const leaving: { readonly [name: string]: (url: string) => Promise<void> } = {
  'reader.cancel()': async (url) => {
    const reader = (await fetch(url)).body?.getReader()
    await reader?.read()
    await reader?.read()
    await reader?.cancel()
  },
  'break out of for await': async (url) => {
    const { body } = await fetch(url)
    let n = 0
    for await (const chunk of body ?? []) {
      n += chunk.byteLength > 0 ? 1 : 0
      if (n === 2) break
    }
  },
  'abort()': async (url) => {
    const abort = new AbortController()
    const reader = (await fetch(url, { signal: abort.signal })).body?.getReader()
    await reader?.read()
    await reader?.read()
    abort.abort()
  },
  'cancel behind pipeThrough': async (url) => {
    const reader = (await fetch(url)).body?.pipeThrough(new TextDecoderStream()).getReader()
    await reader?.read()
    await reader?.read()
    await reader?.cancel()
  },
  'abort() during text()': async (url) => {
    const abort = new AbortController()
    const text = (await fetch(url, { signal: abort.signal })).text()
    setTimeout(() => abort.abort(), 150)
    await text.catch(() => undefined)
  },
}

/** Ways to stall after the first bytes. */
const stalling: { readonly [name: string]: (url: string) => Promise<void> } = {
  'never read': async (url) => void Reflect.set(globalThis, 'kept', await fetch(url)),
  'one read': async (url) => {
    const reader = (await fetch(url)).body?.getReader()
    await reader?.read()
    Reflect.set(globalThis, 'kept', reader)
  },
  'one round of for await': async (url) => {
    const iterator = (await fetch(url)).body?.values()
    await iterator?.next()
    Reflect.set(globalThis, 'kept', iterator)
  },
  'pipeTo a blocked destination': async (url) => {
    const response = await fetch(url)
    void response.body?.pipeTo(new WritableStream({ write: () => new Promise(() => undefined) }))
    Reflect.set(globalThis, 'kept', response)
  },
  'pipeThrough unread': async (url) => {
    const readable = (await fetch(url)).body?.pipeThrough(new TextDecoderStream())
    Reflect.set(globalThis, 'kept', readable)
  },
  'structuredClone unread': async (url) => {
    const body = (await fetch(url)).body
    if (body) Reflect.set(globalThis, 'kept', structuredClone(body, { transfer: [body] }))
  },
}

/** Each takes seconds: `npm test` runs two ways. */
const waysOf = <T>(ways: { readonly [name: string]: T }): readonly (readonly [string, T])[] =>
  Object.entries(ways).slice(0, longRun ? undefined : 2)

const MiB = 1024 * 1024
const total = 300 * MiB

/** Asks until the server's account of the answer no longer changes. */
async function settled(id: string, over: (account: Account) => boolean): Promise<Account> {
  let before = -1
  let quiet = 0
  for (let tries = 0; tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const account = server.account(id)
    quiet = account && account.bytes === before ? quiet + 1 : 0
    if (account && (over(account) || quiet === 4)) return account
    before = account?.bytes ?? -1
  }
  throw new Error('the server never came to rest')
}

async function inPage(captured: boolean, way: (url: string) => Promise<void>, url: string, look: () => Promise<Account>): Promise<Account> {
  const page = await openBare(browser, server.origin, code)
  try {
    if (captured) await page.evaluate(() => guest.install())
    await page.evaluate(way, url)
    return await look()
  } finally {
    await page.close()
  }
}

describe('at the server', () => {
  // The server's clock does not wait for a page that the machine has kept from running.
  test.for(waysOf(leaving))('two chunks, 100 ms apart, then %s: it stops after at most three', { retry: 2 }, async ([name, way]) => {
    const id = `leaving ${name} ${Math.random()}`
    const url = `/stream?${new URLSearchParams({ id, chunks: '40', pace: '100' }).toString()}`
    const account = await inPage(true, way, url, () => settled(id, ({ state }) => state !== 'open'))
    expect(account.state).toBe('gone')
    expect(account.chunks).toBeLessThanOrEqual(3)
  })

  test.for(waysOf(stalling))('a reader that stalls holds the server back: %s', async ([name, way]) => {
    const wrote = async (captured: boolean): Promise<number> => {
      const id = `${name} ${captured}`
      const url = `/flood?${new URLSearchParams({ id, bytes: String(total) }).toString()}`
      const account = await inPage(captured, way, url, () => settled(id, () => false))
      return account.bytes / MiB
    }
    const bare = await wrote(false)
    const captured = await wrote(true)
    console.log(`${name}: bare ${bare.toFixed(1)} MiB, with capture ${captured.toFixed(1)} MiB of ${total / MiB}`)
    // The sockets' buffers take some 60 MiB here, several more or less from run to run.
    expect(captured).toBeLessThan(bare + 24)
    expect(captured).toBeLessThan(total / MiB / 2)
  })
})
