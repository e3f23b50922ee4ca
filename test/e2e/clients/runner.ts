/** Runs one form in a fresh frame, without or with the SDK, and gathers what the application saw, what the server saw, and the spans. */
import type { Page } from 'puppeteer'
import type { Demo } from '../../../demo/server/server.ts'
import { longRun } from '../../support/long-run.ts'
import { pause, until } from '../../support/until.ts'
import { type Asked, askedOf } from './asked.ts'
import { formOf, type Kind } from './kinds.ts'

export interface EndedSpan {
  readonly scope: string
  readonly name: string
  /** OpenTelemetry's number; 2 is CLIENT. */
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly { readonly name: string; readonly attributes?: Readonly<Record<string, unknown>> }[]
  readonly status: { readonly code: number; readonly message?: string }
  readonly links: number
  readonly startTime: readonly [number, number]
  readonly parent?: string
}

export interface Outcome {
  /** What the application saw, and what nobody in it handled. */
  readonly seen: string
  readonly faults: readonly string[]
  /** The HTTP attempts, as the server saw them. */
  readonly attempts: readonly string[]
  /** What each of them asked for. */
  readonly asked: readonly Asked[]
  /** Spans by the time that the application had its result, and a little. */
  readonly before: number
  /** All, when the frame is gone. */
  readonly spans: readonly EndedSpan[]
}

export interface Subject {
  readonly forms: string
  readonly client: string
  readonly kind: Kind
  /** The client makes a span of its own. */
  readonly traced: 'call' | 'attempt' | undefined
  /** How the spans of its attempts end. */
  readonly ends: readonly string[]
}

/** How long the spans of a call may come after its result: a call that ended is read within a second. */
const SETTLING = 1500
/** For a second span where there should be one. */
const GRACE = 40

let runs = 0

interface Told {
  readonly what: 'span' | 'fault'
  readonly value: unknown
}

async function told(page: Page): Promise<readonly Told[]> {
  const list = await page.evaluate(() => Reflect.get(window, 'told') as string[])
  return list.map((text): Told => JSON.parse(text))
}

const isSpan = (value: unknown): value is EndedSpan => typeof value === 'object' && value !== null && 'scope' in value

async function spansOf(page: Page): Promise<readonly EndedSpan[]> {
  const spans = (await told(page)).flatMap(({ what, value }) => (what === 'span' && isSpan(value) ? [value] : []))
  return spans.sort((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
}

const isInference = ({ attributes }: EndedSpan): boolean =>
  ['chat', 'generate_content', 'text_completion'].includes(String(attributes['gen_ai.operation.name']))

/** Model calls: agents' and steps' spans of a framework are no concern here. */
export const inferences = (spans: readonly EndedSpan[]): readonly EndedSpan[] =>
  spans.filter((span) => isInference(span) && !span.name.startsWith('invoke_agent'))

function openFrame(page: Page, address: string): Promise<void> {
  return page.evaluate(
    (src) =>
      new Promise<void>((resolve) => {
        Reflect.set(window, 'told', [])
        const frame = document.createElement('iframe')
        frame.onload = () => resolve()
        frame.src = src
        document.body.append(frame)
      }),
    address,
  )
}

function runForm(page: Page, client: string, kind: string, base: string): Promise<string> {
  return page.evaluate(
    (...args) => {
      const run: unknown =
        document.querySelector('iframe')?.contentWindow && Reflect.get(document.querySelector('iframe')?.contentWindow ?? {}, 'run')
      if (typeof run !== 'function') throw new Error('the frame has nothing to run')
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error('the form did not come to an end')), 15_000))
      return Promise.race([run(...args), late])
    },
    client,
    kind,
    base,
  )
}

/** The forms of one set. */
export async function formsOf(page: Page, origin: string, forms: string, set: string): Promise<readonly string[]> {
  await openFrame(page, `${origin}/frame?forms=${forms}`)
  const sets = await page.evaluate(() => {
    const inside: unknown = document.querySelector('iframe')?.contentWindow ?? {}
    const list: unknown = typeof inside === 'object' && inside !== null ? Reflect.get(inside, 'list') : undefined
    return typeof list === 'function' ? (list() as Record<string, string[]>) : {}
  })
  await closeFrame(page)
  return sets[set] ?? []
}

/** What reads is loaded from now on. */
const releaseReader = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const inside: unknown = document.querySelector('iframe')?.contentWindow
    const release: unknown = typeof inside === 'object' && inside !== null ? Reflect.get(inside, 'releaseReader') : undefined
    if (typeof release !== 'function') throw new Error('the frame holds nothing back')
    release()
  })

/** Has what ended read now. What has not ended stays as it is. */
const flush = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const inside: unknown = document.querySelector('iframe')?.contentWindow
    const now: unknown = typeof inside === 'object' && inside !== null ? Reflect.get(inside, 'flush') : undefined
    if (typeof now === 'function') void now()
  })

/** Ends the frame's page: it hears `pagehide`. */
const closeFrame = (page: Page): Promise<void> => page.evaluate(() => document.querySelector('iframe')?.remove())

/** A client may send its request only when its form has come back already. */
async function answered({ log }: Demo): Promise<void> {
  await until('the server answers', () => log.some(({ chunks }) => chunks.length > 2))
  await pause(GRACE)
}

/** Kinds of calls that are read when the SDK comes to it. With all others half of the time would go by until then. */
const READ_IN_ITS_TIME = longRun ? ['plain', 'stream'] : []

async function settle(page: Page, kind: Kind, attempts: number): Promise<void> {
  const deadline = Date.now() + SETTLING
  while (inferences(await spansOf(page)).length < attempts && Date.now() < deadline) {
    if (!READ_IN_ITS_TIME.includes(kind.name)) await flush(page)
    await pause(20)
  }
  await pause(GRACE)
}

/** What differs from run to run by itself: addresses, names of a random making, the time of day. */
function withoutChance(text: string, base: string): string {
  return text
    .replaceAll(base, 'BASE')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\b(aitxt|msg|call)-[A-Za-z0-9]{16,32}\b/g, '$1-ID')
    .replaceAll(/"duration": \d+/g, '"duration": "TIME"')
    .replaceAll(/"20\d\d-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"')
}

export async function runSubject(page: Page, origin: string, demo: Demo, subject: Subject, sdk: boolean): Promise<Outcome> {
  const key = `run${runs++}`
  const directions = [`key=${key}`, ...(subject.kind.directions === undefined ? [] : [subject.kind.directions.replace('KEY', key)])]
  const base = `${demo.api}/with/${directions.join(',')}`
  demo.clearLog()
  await openFrame(page, `${origin}/frame?forms=${subject.forms}${sdk ? (subject.kind.late === true ? '&sdk=sdk-late' : '&sdk') : ''}`)
  const seen = withoutChance(await runForm(page, subject.client, formOf(subject.kind), base), base)
  if (sdk && subject.kind.late === true) await releaseReader(page)
  if (subject.kind.name === 'unread') await answered(demo)
  else if (sdk) await settle(page, subject.kind, subject.traced === 'call' ? 1 : demo.log.length)
  const before = inferences(await spansOf(page)).length
  await closeFrame(page)
  await until('the server is done', () => demo.log.every((entry) => entry.finished || entry.closedEarly || entry.fault !== undefined), 5000)
  const spans = await spansOf(page)
  const faults = (await told(page)).flatMap(({ what, value }) => (what === 'fault' ? [withoutChance(String(value), base)] : []))
  const attempts = demo.log.map(({ path, stream, status, retry, traceparent, closedEarly }) =>
    JSON.stringify({ path: path.replace(/^\/with\/[^/]+/, ''), stream, status, retry, traceparent, closedEarly }),
  )
  return { seen, faults, attempts, asked: demo.log.map(askedOf), before, spans }
}
