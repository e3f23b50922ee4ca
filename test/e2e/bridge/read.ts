/** Reads the host of an open devtools page: what the panel is given. */
import type { Frame, Page } from 'puppeteer'
import type { HostState } from '../../../panel/host.ts'
import type { Settings } from '../../../src/settings.ts'
import { until } from '../../support/until.ts'

export interface ReadSpan {
  readonly name: string
  readonly running: boolean
  readonly end: unknown
  readonly url: string
}

export function readSpans(devtools: Frame): Promise<ReadSpan[]> {
  return devtools.evaluate(() => {
    const trace = window.genaiHost?.trace
    if (!trace) return []
    return Array.from({ length: trace.size }, (_, index) => {
      const record = trace.detail(index)?.record
      return {
        name: record?.name ?? '',
        running: record?.state === 'running',
        end: record?.attributes['genai_devtools.end'],
        url: new URL(trace.source(index).url, 'about:blank').pathname,
      }
    })
  })
}

export const readNames = async (devtools: Frame): Promise<string[]> => (await readSpans(devtools)).map(({ name }) => name)

export function readState(devtools: Frame): Promise<HostState | undefined> {
  return devtools.evaluate(() => window.genaiHost?.state())
}

export const readDropped = (devtools: Frame): Promise<number> => devtools.evaluate(() => window.genaiHost?.trace.totals().dropped ?? -1)

export const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name} ${at + 1}`)

/** Waits until the trace holds exactly these names, each once, in any order. */
export async function untilNames(devtools: Frame, names: readonly string[]): Promise<void> {
  const wanted = [...names].sort().join()
  await until(`the trace holds ${names.length} spans`, async () => {
    const found = (await readNames(devtools)).sort()
    if (found.join() === wanted) return true
    throw new Error(`it holds ${found.length}: ${found.join().slice(0, 300)}`)
  })
}

export async function untilConnection(devtools: Frame, connection: HostState['connection']): Promise<void> {
  await until(`the connection is ${connection}`, async () => {
    const state = await readState(devtools)
    if (state?.connection === connection) return true
    throw new Error(`it is ${state?.connection}`)
  })
}

/** Stores settings, and waits until the host has heard of them. */
export async function setSettings(devtools: Frame, settings: Partial<Settings>): Promise<void> {
  await devtools.evaluate((values) => chrome.storage.local.set(values), settings)
  const { preserveLog } = settings
  if (preserveLog !== undefined) await until('the settings hold', async () => (await readState(devtools))?.preserveLog === preserveLog)
}

export const emit = (target: Page | Frame, name: string, count = 1): Promise<void> =>
  target.evaluate((prefix: string, number: number) => window.pages?.emit(prefix, number), name, count)
