/** The panel's development mode (`index.html?dev`): a host with no page behind it, and a script that plays. Never part of a release. */
import { readEntry } from '../../sdk/protocol/read-records.ts'
import type { JsonValue, Milliseconds } from '../../sdk/protocol/records.ts'
import type { Connection, Host, HostState, PanelSearch } from '../host.ts'
import { DEFAULT_LIMITS } from '../trace/eviction.ts'
import type { Source } from '../trace/model.ts'
import { Recording } from '../trace/recording.ts'
import { createTrace } from '../trace/trace.ts'
import { idle } from './idle.ts'
import { many } from './many.ts'
import { rowsThatSpeak } from './rows-that-speak.ts'
import { script, type Step } from './script.ts'

export interface Dev {
  readonly host: Host
  readonly clock: () => Milliseconds
  /** Moves the clock, and brings in what the script has up to there. Only where the clock stands still (`?dev=step`). */
  advance(milliseconds: Milliseconds): void
  setState(change: Partial<HostState>): void
  /** As if a page had sent them. */
  send(source: Source, entries: readonly unknown[]): void
  /** What was asked of the host, in order. */
  readonly asked: readonly string[]
  /** What the page would have whole, by key. */
  readonly payloads: Map<string, JsonValue>
  /** As if DevTools' own search asked for it. */
  search(search: PanelSearch): void
}

declare global {
  interface Window {
    genaiDev?: Dev
  }
}

const SOURCE: Source = { document: 'dev', url: 'http://localhost:5173/ask', epoch: 'dev' }
const TICK: Milliseconds = 30
/** A date for clocks that stand still. */
const FIXED = Date.UTC(2026, 10, 21, 12)
const LONG_AFTER: Milliseconds = 60_000
const MINUTES_AFTER: Milliseconds = 600_000

/**
 * `?dev` plays live; `?dev=step` waits for `genaiDev.advance`; `?dev=done` is all there at once; `?dev=empty` has nothing; `?dev=many&spans=N` has
 * N spans; `?dev=idle` has calls minutes apart, `?dev=words` attempts of a call, a tool that fails, and words from right to left. `&connection=` and `&dark`
 * set the host's state, `&limit=N` how many spans there is room for.
 */
export function startDev(params: URLSearchParams): Dev {
  const mode = params.get('dev')
  const live = mode === ''
  const origin = live ? Date.now() : FIXED
  const steps = stepsFor(mode, origin, Number(params.get('spans') ?? 1000))
  let past: Milliseconds = 0
  let played = 0
  const fake = createFakeHost(params)
  const dev: Dev = {
    ...fake,
    clock: () => (live ? Date.now() : origin + past),
    advance(milliseconds) {
      past += milliseconds
      const from = played
      while ((steps[played]?.at ?? Infinity) <= past) played++
      fake.send(
        SOURCE,
        steps.slice(from, played).map((step) => step.entry),
      )
    },
  }
  if (live) playLive(dev, origin)
  if (mode === 'done' || mode === 'many' || mode === 'words') dev.advance(LONG_AFTER)
  if (mode === 'idle') dev.advance(MINUTES_AFTER)
  window.genaiDev = dev
  return dev
}

function playLive(dev: Dev, origin: Milliseconds): void {
  let last = origin
  setInterval(() => {
    const now = Date.now()
    dev.advance(now - last)
    last = now
  }, TICK)
}

function stepsFor(mode: string | null, origin: Milliseconds, spans: number): readonly Step[] {
  if (mode === 'empty') return []
  if (mode === 'idle') return idle(origin)
  if (mode === 'words') return rowsThatSpeak(origin)
  return mode === 'many' ? many(origin, spans) : script(origin)
}

function createFakeHost(params: URLSearchParams): Pick<Dev, 'host' | 'setState' | 'send' | 'asked' | 'payloads' | 'search'> {
  const trace = createTrace({ ...DEFAULT_LIMITS, spans: Number(params.get('limit') ?? DEFAULT_LIMITS.spans) })
  const asked: string[] = []
  const payloads = new Map<string, JsonValue>()
  const listeners = new Set<() => void>()
  const searchers = new Set<(search: PanelSearch) => void>()
  let state = firstState(params)
  const setState = (change: Partial<HostState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const recording = new Recording(trace, () => setState({ recording: recording.isOn, unrecorded: recording.missed }))
  const send = (source: Source, sent: readonly unknown[]) => {
    const entries = sent.flatMap((entry) => readEntry(entry) ?? [])
    recording.ingest(source, entries, sent.length - entries.length)
  }
  const host: Host = {
    trace,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onSearch: (listener) => (searchers.add(listener), () => void searchers.delete(listener)),
    clear() {
      asked.push('clear')
      recording.clear()
    },
    want(_source, key) {
      asked.push(`want ${key}`)
      return Promise.resolve(payloads.get(key))
    },
    setPreserveLog(preserveLog) {
      asked.push(`preserve ${preserveLog}`)
      setState({ preserveLog })
    },
    setRecording(on) {
      asked.push(`record ${on}`)
      recording.set(on)
    },
    reloadPage: () => void asked.push('reload'),
    openSource({ file, line, column }) {
      asked.push(`source ${file}:${line}:${column}`)
      return Promise.resolve(!file.includes('gone'))
    },
    showInNetwork: (filter) => void asked.push(`network ${filter}`),
    isBehind: () => false,
    allowSite() {
      asked.push('allow')
      return Promise.resolve(true)
    },
  }
  return { host, setState, send, asked, payloads, search: (search) => searchers.forEach((listener) => listener(search)) }
}

function firstState(params: URLSearchParams): HostState {
  return {
    connection: connectionOf(params.get('connection')),
    origin: 'https://example.org',
    preserveLog: false,
    dark: params.has('dark'),
    recording: true,
    unrecorded: 0,
  }
}

function connectionOf(word: string | null): Connection {
  return word === 'no-sdk' || word === 'no-access' || word === 'restricted' || word === 'silent' ? word : 'connected'
}
