/** The script of the floods' page. With `?speaker` it speaks the protocol itself, as fast as it is told; else it has the real SDK. */
import { context, trace } from '@opentelemetry/api'
import { register } from '../../../sdk/index.ts'
import { PROTOCOL_VERSION, WINDOW_BATCHES, WINDOW_MESSAGE_TYPE } from '../../../sdk/protocol/messages.ts'
import type { Entry, SpanRecord } from '../../../sdk/protocol/records.ts'

export interface Flooded {
  /** Records or spans that were made. */
  readonly made: number
  /** What found no room on this side while the other did not keep up; of the real SDK the panel says it. */
  readonly dropped?: number
  /** Milliseconds after the last one until all had been answered; undefined where that was not so in time. */
  readonly drained?: number
}

declare global {
  interface Window {
    flood?: {
      /** Whether somebody reads. */
      isHeard(): boolean
      records(perSecond: number, seconds: number): Promise<Flooded>
      /** Begins `count` streams that last until the server ends them. */
      streams(count: number): void
      spans(perSecond: number, seconds: number): Promise<Flooded>
    }
  }
}

const RECORD_BYTES = 600
/** A page's ring holds as many bytes. */
const QUEUE = Math.floor((8 * 1024 * 1024) / RECORD_BYTES)
/** Near the 100 kB that the platform moves fastest. */
const BATCH = 150
const TICK = 4
const DRAIN_LIMIT = 30_000
const SPANS_A_TRACE = 10
/** A span's start, its first chunk and its end are a record each. */
const PHASES = 3

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Calls `make` so often a second, as evenly as timers let it. */
async function evenly(perSecond: number, seconds: number, make: (index: number) => void): Promise<number> {
  const begin = performance.now()
  let made = 0
  while (made < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - begin) / 1000) * perSecond))
    while (made < due) make(made++)
    await pause(TICK)
  }
  return made
}

class Speaker {
  readonly #epoch = `flood-${Math.random().toString(36).slice(2)}`
  readonly #port: MessagePort
  #queue: Entry[] = []
  #unanswered: number[] = []
  #heard = false
  #seq = 0
  #dropped = 0
  #told = 0

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<{ readonly type: string; readonly seq?: number }>) => {
      if (data.type === 'subscribe') this.#heard = true
      if (data.type === 'ack') this.#unanswered = this.#unanswered.filter((seq) => seq > (data.seq ?? 0))
      this.#send()
    }
    const message = { type: 'hello', v: PROTOCOL_VERSION, epoch: this.#epoch, url: location.origin, sdk: 'flood' }
    window.postMessage({ type: WINDOW_MESSAGE_TYPE, message }, '*', [port2])
    this.#put({ seq: ++this.#seq, resource: 'r', attributes: { 'service.name': 'flood' }, scope: { name: 'flood' } })
  }

  isHeard(): boolean {
    return this.#heard
  }

  async records(perSecond: number, seconds: number): Promise<Flooded> {
    const made = await evenly(perSecond, seconds, (index) => this.#put({ seq: ++this.#seq, span: recordOf(index) }))
    const end = performance.now()
    while (this.#queue.length > 0 || this.#unanswered.length > 0) {
      if (performance.now() - end > DRAIN_LIMIT) return { made, dropped: this.#dropped + this.#queue.length }
      await pause(TICK)
    }
    return { made, dropped: this.#dropped, drained: performance.now() - end }
  }

  #put(entry: Entry): void {
    this.#queue.push(entry)
    if (this.#queue.length > QUEUE + BATCH) {
      this.#queue = this.#queue.slice(BATCH)
      this.#dropped += BATCH
    }
    if (this.#queue.length >= BATCH) this.#send()
  }

  #send(): void {
    while (this.#heard && this.#queue.length > 0 && this.#unanswered.length < WINDOW_BATCHES) {
      const entries = this.#queue.splice(0, BATCH)
      this.#unanswered.push(entries.at(-1)?.seq ?? 0)
      this.#port.postMessage({ type: 'batch', epoch: this.#epoch, entries, dropped: this.#dropped - this.#told })
      this.#told = this.#dropped
    }
  }
}

const origin = Date.now()

/** Of a trace of ten spans first all starts, then all first chunks, then all ends. */
function recordOf(index: number): SpanRecord {
  const group = Math.floor(index / (SPANS_A_TRACE * PHASES))
  const inGroup = index % (SPANS_A_TRACE * PHASES)
  const phase = Math.floor(inGroup / SPANS_A_TRACE)
  const place = inGroup % SPANS_A_TRACE
  const root = group * SPANS_A_TRACE
  const isRoot = place === 0
  const start = origin + group * 10 + place
  const operation = isRoot ? 'invoke_agent' : 'chat'
  return {
    traceId: (group + 1).toString(16).padStart(32, '0'),
    spanId: (root + place + 1).toString(16).padStart(16, '0'),
    ...(isRoot ? {} : { parentSpanId: (root + 1).toString(16).padStart(16, '0') }),
    name: isRoot ? 'invoke_agent flood' : 'chat gpt-5-mini',
    kind: isRoot ? 1 : 3,
    startTimeUnixNano: `${start}000000`,
    ...(phase === PHASES - 1 ? { endTimeUnixNano: `${start + 200}000000` } : {}),
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5-mini',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': phase,
      'flood.rest': REST,
    },
    events: [],
    links: [],
    resource: 'r',
    state: phase === PHASES - 1 ? 'ended' : 'running',
    ...(phase === 0 ? {} : { firstChunkOffset: 30 }),
  }
}
const REST = 'x'.repeat(92)

async function readStream(at: number): Promise<void> {
  const body = JSON.stringify({ model: `flood-${at}`, stream: true, messages: [{ role: 'user', content: 'go' }] })
  const response = await fetch(`/v1/chat/completions?stream=${at}`, { method: 'POST', body })
  const reader = response.body?.getReader()
  while ((await reader?.read())?.done === false);
}

async function sdkSpans(perSecond: number, seconds: number): Promise<Flooded> {
  const tracer = trace.getTracer('flood')
  let parent = context.active()
  const made = await evenly(perSecond, seconds, (index) => {
    const isRoot = index % SPANS_A_TRACE === 0
    const operation = isRoot ? 'invoke_agent' : 'chat'
    const attributes = {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5-mini',
      'gen_ai.response.id': `flood-${index}`,
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
    }
    const span = tracer.startSpan(`${operation} flood`, { attributes }, isRoot ? context.active() : parent)
    if (isRoot) parent = trace.setSpan(context.active(), span)
    span.end()
  })
  return { made }
}

if (location.search === '?speaker') {
  const speaker = new Speaker()
  window.flood = {
    isHeard: () => speaker.isHeard(),
    records: (perSecond, seconds) => speaker.records(perSecond, seconds),
    streams: () => {},
    spans: () => Promise.reject(new Error('no SDK')),
  }
} else {
  register({ serviceName: 'flood' })
  window.flood = {
    isHeard: () => true,
    records: () => Promise.reject(new Error('no speaker')),
    streams(count) {
      for (let at = 0; at < count; at++) void readStream(at)
    },
    spans: sdkSpans,
  }
}
