import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Frame, KeyInput, Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { type GenAiTab, openGenAiTab, setTheme, showView, viewOf } from '../../support/devtools.ts'
import { openFile } from '../../support/panel.ts'
import { pause, until } from '../../support/until.ts'
import { emit, numbered, readNames, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser
let page: Page
let tab: GenAiTab

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
  page = await launched.browser.newPage()
  await page.goto(`${site.origin}/speaks`)
  tab = await openGenAiTab(page, launched)
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

test('the GenAI tab opens in the real DevTools and follows its theme', async () => {
  const { devtoolsPage, panel } = tab
  const isDark = (): Promise<boolean> => panel.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  await setTheme(devtoolsPage, 'dark')
  await until('the panel is dark', isDark)
  await setTheme(devtoolsPage, 'default')
  await until('the panel is light again', async () => !(await isDark()))
  expect(await panel.evaluate(() => location.pathname)).toBe('/panel/index.html')
})

const isPainted = (panel: Frame, name: string): Promise<boolean> => panel.evaluate((text) => document.body.textContent.includes(text), name)

test('a tab that is not shown takes in what comes, paints nothing, and has it all when it is shown', async () => {
  const { devtoolsPage, devtools, panel } = tab
  await emit(page, 'shown', 3)
  await until('they are painted', () => isPainted(panel, 'shown 3'))
  await showView(devtoolsPage, 'console')
  await until('the panel has no frames', () => panel.evaluate(frameless))
  await panel.evaluate(() => {
    const changes: unknown[] = []
    new MutationObserver((seen) => changes.push(...seen)).observe(document, { subtree: true, childList: true, attributes: true })
    Object.assign(window, { changes })
  })
  await emit(page, 'hidden', 5)
  await untilNames(devtools, [...numbered('shown', 3), ...numbered('hidden', 5)])
  // So long a paint would not wait.
  await pause(300)
  expect(await panel.evaluate(() => Reflect.get(window, 'changes'))).toEqual([])
  await showView(devtoolsPage, viewOf(launched.extensionId))
  await until('all are painted', () => isPainted(panel, 'hidden 5'))
})

test('within DevTools a copy is on the clipboard, and its keys stay in the panel', async () => {
  const { devtoolsPage, devtools, panel } = tab
  await page.browserContext().overridePermissions(site.origin, ['clipboard-read'])
  await emit(page, 'copied', 1)
  await until('it is painted', () => isPainted(panel, 'copied 1'))
  await panel.locator('[data-span]').click()
  await panel.focus('[role=treegrid]')
  await devtoolsPage.keyboard.press('ContextMenu')
  for (const key of ['ArrowRight', 'Enter'] as const) {
    await until('an entry has the focus', () => panel.evaluate(() => document.activeElement?.matches('.context-menu button') ?? false))
    await devtoolsPage.keyboard.press(key)
  }
  await until('it is copied', () => panel.$eval('.remark-region', (region) => region.textContent?.startsWith('Copied JSON') ?? false))
  await page.bringToFront()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(JSON.parse(copied)).toMatchObject({ name: expect.any(String), spanId: expect.any(String) })
  await devtoolsPage.bringToFront()

  await devtoolsPage.keyboard.down('Control')
  await devtoolsPage.keyboard.press('e')
  await devtoolsPage.keyboard.up('Control')
  await until('recording is stopped', () => panel.$('[data-notice=stopped]'))
  await emit(page, 'lost', 2)
  await until('they are counted', () =>
    panel.$eval('[data-notice=stopped]', (bar) => bar.textContent?.includes('2 spans not recorded') ?? false),
  )
  await panel.locator('[data-action=record-again]').click()
  await emit(page, 'found', 1)
  await until('it is painted', () => isPainted(panel, 'found 1'))
  const names = await readNames(devtools)
  expect([names.includes('lost 1'), names.includes('found 1')]).toEqual([false, true])
  await panel.focus('[role=treegrid]')
  await devtoolsPage.keyboard.down('Control')
  await devtoolsPage.keyboard.press('l')
  await devtoolsPage.keyboard.up('Control')
  await panel.waitForSelector('[data-empty=waiting]')
})

test('a tool that throws shows its stack, read without a line of the page’s code', async () => {
  const { devtools, panel } = tab
  const plain = await page.evaluate(() => window.pages?.fail('plain'))
  const written = await page.evaluate(() => window.pages?.fail('stacks-of-its-own'))
  const getter = await page.evaluate(() => window.pages?.fail('getter'))
  // V8 writes a stack once: had the SDK asked before the page, the page would have its own form in no other place.
  expect([plain?.ran, written, getter]).toEqual([0, { stack: 'written 1', ran: 0 }, { stack: 1, ran: 0 }])
  expect(plain?.stack).toMatch(/^RangeError: no such shelf\n +at /)
  const names = ['plain', 'stacks-of-its-own', 'getter'].map((how) => `execute_tool read_shelf ${how}`)
  await until('they are in the tab', async () => {
    const there = await readNames(devtools)
    return names.every((name) => there.includes(name))
  })
  const failure = async (how: string): Promise<unknown> => {
    await panel.locator(`[data-span] ::-p-text(read_shelf ${how})`).click()
    // The one before said the same.
    await panel.waitForSelector(`.details-title ::-p-text(read_shelf ${how})`)
    await panel.waitForSelector('[data-role=error] ::-p-text(no such shelf)')
    return panel.$$eval('[data-part=stack] .stack', (stacks) => stacks.map(({ textContent }) => textContent))
  }
  expect(await failure('plain')).toEqual([plain?.stack])
  expect(await failure('getter')).toEqual([])
})

/** Runs in the panel: whether no frame comes within a while. */
function frameless(): Promise<boolean> {
  return new Promise((resolve) => {
    const frame = requestAnimationFrame(() => resolve(false))
    setTimeout(() => {
      cancelAnimationFrame(frame)
      resolve(true)
    }, 200)
  })
}

describe('the policy of the extension’s pages', () => {
  /** Which directives refuse what the panel's page does; of a refusal the page is told in a task of its own. */
  const refusalsIn = (frame: Frame): Promise<readonly string[]> =>
    frame.evaluate(async () => {
      const refused: string[] = []
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => refused.push(violatedDirective))
      const tries: readonly (() => unknown)[] = [
        () => (document.createElement('div').innerHTML = '<b>x</b>'),
        () => new Worker('/any.js'),
        () => (Reflect.get(window, 'trustedTypes') as { createPolicy(name: string, rules: object): unknown }).createPolicy('other', {}),
        () => fetch('http://127.0.0.1:1/'),
        () => fetch(location.href),
      ]
      for (const attempt of tries) {
        const before = refused.length
        try {
          await attempt()
          refused.push('none')
        } catch {
          for (let tasks = 0; refused.length === before && tasks < 100; tasks++) await new Promise((resolve) => setTimeout(resolve, 10))
        }
      }
      return refused
    })

  test('lets no markup, no address of a worker and no other policy in, and the panel talks to nobody', async () => {
    expect(await refusalsIn(tab.panel)).toEqual([
      'require-trusted-types-for',
      'require-trusted-types-for',
      'trusted-types',
      'connect-src',
      'none',
    ])
  })

  test('is one that the panel keeps to: a file opens, details open, and nothing of it is refused', async () => {
    const { panel } = tab
    const folder = mkdtempSync(join(tmpdir(), 'genai-policy-'))
    const refused: string[] = []
    await panel.evaluate(() => {
      const seen: string[] = []
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) => seen.push(`${violatedDirective} ${sample}`))
      Object.assign(window, { refused: seen })
    })
    try {
      const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'of a file', startTimeUnixNano: '1790000000000000000' }
      writeFileSync(join(folder, 'trace.json'), JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }))
      await openFile(panel, join(folder, 'trace.json'))
      await until('the file is open', () => isPainted(panel, 'of a file'))
      await panel.evaluate(() => document.querySelector<HTMLElement>('[role=row][data-outcome]')?.click())
      refused.push(...(await panel.evaluate(() => Reflect.get(window, 'refused') as string[])))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    expect(refused).toEqual([])
  })

  test('keeps content scripts out of the settings', async () => {
    const session = await page.createCDPSession()
    const contexts: { readonly id: number; readonly origin: string }[] = []
    session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context))
    await session.send('Runtime.enable')
    const bridge = await until('the content script is there', () =>
      contexts.find(({ origin }) => origin === `chrome-extension://${launched.extensionId}`),
    )
    const expression = `chrome.storage.local.get().then(() => 'open', (error) => error.message)`
    const { result } = await session.send('Runtime.evaluate', { contextId: bridge.id, expression, awaitPromise: true })
    expect(result.value).toContain('not allowed')
  })
})

/** DevTools' own search: its field is there before it is shown. */
async function isSearchOpen(devtoolsPage: Page): Promise<boolean> {
  const fields = await devtoolsPage.$$('pierce/.search-bar input, .search-bar devtools-prompt')
  const visible = await Promise.all(fields.map((field) => field.isVisible()))
  return visible.includes(true)
}

test("Ctrl+F finds in the panel, and DevTools' own search does not open; DevTools' search finds in the panel as well", async () => {
  const { devtoolsPage, panel } = tab
  const { keyboard } = devtoolsPage
  const words = (selector: string): Promise<string> => panel.evaluate((at) => document.querySelector(at)?.textContent ?? '', selector)
  const countStarts = (start: string) => until(`the count is ${start}`, async () => (await words('.find-count')).startsWith(start))
  const control = async (key: KeyInput): Promise<void> => {
    await keyboard.down('Control')
    await keyboard.press(key)
    await keyboard.up('Control')
  }
  await emit(page, 'sought', 2)
  await until('they are painted', () => isPainted(panel, 'sought 2'))
  await panel.focus('.grid')
  await control('f')
  await until('the find bar has the focus', () => panel.evaluate(() => document.activeElement?.getAttribute('data-action') === 'find'))
  await keyboard.type('sought')
  await countStarts('1 of 2')
  await keyboard.press('Enter')
  await countStarts('2 of 2')
  await keyboard.press('Escape')
  await until('the rows have the focus', () => panel.evaluate(() => document.activeElement?.getAttribute('role') === 'treegrid'))
  expect(await panel.$('.find-bar')).toBeNull()
  expect(await isSearchOpen(devtoolsPage)).toBe(false)
  // Outside of the panel's frame the key is DevTools' own.
  await panel.evaluate(() => window.parent.focus())
  await devtoolsPage.evaluate(() => document.body.focus())
  await control('f')
  await until("DevTools' search is open", () => isSearchOpen(devtoolsPage))
  expect(await panel.$('.find-bar')).toBeNull()
  await keyboard.type('sought')
  await countStarts('1 of 2')
  await keyboard.press('Enter')
  await countStarts('2 of 2')
  await keyboard.press('Escape')
  await until('it is closed, and the rows have the focus', () =>
    panel.evaluate(
      () =>
        document.querySelector('.find-bar') === null && document.hasFocus() && document.activeElement?.getAttribute('role') === 'treegrid',
    ),
  )
})
