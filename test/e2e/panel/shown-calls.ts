/** Calls of a test's own making in the panel, and what its details show of them. */
import type { Frame } from 'puppeteer'
import type { Attributes, SpanContent } from '../../../sdk/protocol/records.ts'
import type { PanelPage, PanelPages } from '../../support/panel-page.ts'

export interface Call {
  readonly content?: SpanContent
  readonly attributes?: Attributes
  readonly name?: string
  readonly parent?: number
}

export const idOf = (number: number): string => number.toString(16).padStart(16, '0')

export function spanOf({ content, attributes, name = 'chat m', parent }: Call, at: number) {
  return {
    traceId: '1'.repeat(32),
    spanId: idOf(at + 1),
    ...(parent === undefined ? {} : { parentSpanId: idOf(parent) }),
    name,
    kind: 3,
    startTimeUnixNano: `${1_790_000_000 + at}000000000`,
    endTimeUnixNano: `${1_790_000_000 + at}500000000`,
    status: { code: 0 },
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', ...attributes },
    events: [],
    links: [],
    resource: '',
    state: 'ended',
    ...(content === undefined ? {} : { content }),
  } as const
}

/** A panel with those calls, a second apart; the last one is selected. */
export async function showCalls(pages: PanelPages, calls: readonly Call[]): Promise<PanelPage> {
  const { page, panel } = await pages.open('dev=empty')
  await panel.evaluate(
    (spans) => {
      const entries = spans.map((span, at) => ({ seq: at + 1, span }))
      window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, entries)
    },
    calls.map((call, at) => spanOf(call, at)),
  )
  await selectCall(panel, calls.length)
  return { page, panel }
}

export async function selectCall(panel: Frame, number: number): Promise<void> {
  await panel.locator(`[data-span="${idOf(number)}"]`).click()
  await panel.waitForSelector('.messages')
}

export const selected = (panel: Frame) => panel.evaluate(() => document.querySelector('[aria-selected=true]')?.getAttribute('data-span'))
export const say = (role: string, text: string) => ({ role, parts: [{ type: 'text', content: text }] })
export const answered = (text: string): SpanContent => ({ outputMessages: [say('assistant', text)] })
export const there = (panel: Frame, selector: string) => panel.waitForSelector(selector, { timeout: 20_000 })
export const countOf = (panel: Frame, selector: string) => panel.$$eval(selector, (all) => all.length)
