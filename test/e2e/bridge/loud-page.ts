/** The script of a page that speaks the protocol by hand: as fast as it may, faster than that, or with more than anybody sends. */
import { WINDOW_BATCHES } from '../../../sdk/protocol/messages.ts'

/** What a page has said, in records. */
export interface Sent {
  readonly records: number
  readonly batches: number
  /** Milliseconds from the first to the last answer. */
  readonly took: number
}

export interface Load {
  readonly seconds: number
  /** How many records there are to send, a second. */
  readonly perSecond: number
  /** Spans that the records are of, one after the other and again. */
  readonly spans: number
  /** Batches without an answer. */
  readonly window: number
}

export type Kind = 'span' | 'attribute' | 'content' | 'running' | 'values' | 'event' | 'log' | 'delta' | 'live' | 'resource'

export interface Loud {
  /** Says hello; resolves when somebody has subscribed. */
  connect(): Promise<void>
  /** Sends ready records of 600 bytes in batches of 100 kB, and keeps its window; resolves when all have been answered. */
  honest(load: Load): Promise<Sent>
  /** Sends such batches without end, and waits for no answer; resolves when all have been answered, dropped or not. `spans` as in {@link Load}. */
  flood(seconds: number, spans: number): Promise<Sent>
  /** One span more, by its name. */
  say(name: string): void
  /** Sends `count` batches with one record each, of so many characters; resolves when all have been answered. `window`: batches without an answer. */
  giants(kind: Kind, count: number, characters: number, window?: number): Promise<Sent>
  /** The same few spans and resources, each time with other names and other words; keeps the window. */
  rename(seconds: number): Promise<Sent>
  /** Says hello `count` times, each time as somebody else, with words of so many characters. */
  hellos(count: number, characters: number): void
}

declare global {
  interface Window {
    loud?: Loud
  }
}

const BATCH_RECORDS = 167

const epoch = Math.random().toString(36).slice(2)
const { port1: port, port2: theirs } = new MessageChannel()
let seq = 0
let answered = 0
let onAnswer = (): void => {}
let onSubscribe = (): void => {}

port.onmessage = ({ data }) => {
  if (data.type === 'subscribe') onSubscribe()
  if (data.type !== 'ack') return
  answered = Math.max(answered, data.seq)
  onAnswer()
}

const hello = (name: string, to: MessagePort): void => {
  const message = { type: 'hello', v: 1, epoch: name, url: location.origin, sdk: 'loud' }
  window.postMessage({ type: 'genai-devtools', message }, '*', [to])
}
const send = (entries: readonly object[]): void => port.postMessage({ type: 'batch', epoch, entries, dropped: 0 })
/** A turn of its own, which no timer makes late. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(0)
  })
const untilAnswered = async (all: number): Promise<void> => {
  while (answered < all) await new Promise<void>((resolve) => (onAnswer = resolve))
}

const NANOS = '1790000000000000000'
const idsOf = (id: number) => ({ traceId: String(Math.floor(id / 100)).padStart(32, '0'), spanId: String(id).padStart(16, '0') })
const span = (id: number, rest: object = {}) => ({
  ...idsOf(id),
  name: 'chat loud-model',
  kind: 3,
  startTimeUnixNano: NANOS,
  endTimeUnixNano: '1790000001000000000',
  status: { code: 0 },
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'loud-model',
    'gen_ai.usage.input_tokens': 1_000 + id,
    'gen_ai.usage.output_tokens': 90,
    'gen_ai.response.finish_reasons': ['stop'],
    'server.address': 'api.example.test',
    'server.port': 443,
  },
  events: [],
  links: [],
  resource: 'r',
  state: 'ended',
  ...rest,
})
/** Ready ones: whoever made each anew would send a third as many. */
const READY = Array.from({ length: BATCH_RECORDS }, () => ({ seq: 0, span: span(0) }))
function records(count: number, spans: number): object[] {
  const ready = READY.slice(0, count)
  for (const record of ready) {
    record.seq = ++seq
    const id = seq % spans
    record.span.spanId = String(id).padStart(16, '0')
    record.span.traceId = String(Math.floor(id / 100)).padStart(32, '0')
  }
  return ready
}

async function honest({ seconds, perSecond, spans, window: most }: Load): Promise<Sent> {
  const all = seconds * perSecond
  const start = performance.now()
  const first = seq
  const ends: number[] = []
  const unanswered = (): number => ends.filter((end) => end > answered).length
  while (seq - first < all) {
    const ready = Math.min(all, ((performance.now() - start) / 1_000) * perSecond) - (seq - first)
    if (unanswered() < most && ready >= Math.min(BATCH_RECORDS, all - (seq - first))) {
      ends.splice(0, ends.length - most)
      send(records(Math.min(BATCH_RECORDS, all - (seq - first)), spans))
      ends.push(seq)
    } else await (unanswered() < most ? turn() : new Promise<void>((resolve) => (onAnswer = resolve)))
  }
  await untilAnswered(seq)
  return { records: all, batches: Math.ceil(all / BATCH_RECORDS), took: performance.now() - start }
}

async function flood(seconds: number, spans: number): Promise<Sent> {
  const start = performance.now()
  const first = seq
  let batches = 0
  while (performance.now() - start < seconds * 1_000) {
    for (let at = 0; at < 50; at++, batches++) send(records(BATCH_RECORDS, spans))
    await turn()
  }
  await untilAnswered(seq)
  return { records: seq - first, batches, took: performance.now() - start }
}

const GIANTS: { readonly [kind in Kind]: (id: number, text: string) => object } = {
  span: (id, text) => ({ span: span(id, { name: text }) }),
  attribute: (id, text) => ({ span: span(id, { attributes: { 'gen_ai.request.model': text, other: [text.slice(0, text.length / 2)] } }) }),
  content: (id, text) => ({
    span: span(id, { content: { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: text }] }] } }),
  }),
  values: (id, text) => ({ span: span(id, { content: { toolCallResult: Array.from({ length: text.length / 4 }, (_, at) => at % 7) } }) }),
  event: (id, text) => ({
    event: { name: 'e', timeUnixNano: NANOS, attributes: { a: text.slice(0, 99) }, body: { text }, resource: 'r', spanId: String(id) },
  }),
  // Ten to a span that is there.
  log: (id, text) => ({
    event: { name: 'e', timeUnixNano: NANOS, attributes: {}, body: { text }, resource: 'r', ...idsOf(PARENTS + (id % PARENTS)) },
  }),
  live: (id, text) => ({
    delta: { spanId: idsOf(PARENTS + (id % PARENTS)).spanId, at: NANOS, choice: 0, part: 'text', index: 0, text, bytes: 1 },
  }),
  running: (id, text) => ({ span: { ...span(id), state: 'running', content: { toolCallArguments: '鳥'.repeat(text.length / 2) } } }),
  delta: (id, text) => ({ delta: { spanId: String(id).padStart(16, '0'), at: NANOS, choice: 0, part: 'text', index: 0, text, bytes: 1 } }),
  resource: (id, text) => ({ resource: `r${id}`, attributes: { a: text, b: text }, scope: { name: text } }),
}

/** Spans that run, to which text and events are said. */
const PARENTS = 1_000

async function giants(kind: Kind, count: number, characters: number, most = Infinity): Promise<Sent> {
  const start = performance.now()
  if (kind === 'log' || kind === 'live') {
    send(Array.from({ length: PARENTS }, (_, at) => ({ seq: ++seq, span: { ...span(PARENTS + at), state: 'running' } })))
    await untilAnswered(seq)
  }
  for (let at = 0; at < count; at++) {
    seq++
    send([{ seq, ...GIANTS[kind](seq, 'x'.repeat(characters)) }])
    await turn()
    await untilAnswered(seq - most)
  }
  await untilAnswered(seq)
  return { records: count, batches: count, took: performance.now() - start }
}

async function rename(seconds: number): Promise<Sent> {
  const start = performance.now()
  let batches = 0
  for (; performance.now() - start < seconds * 1_000; batches++) {
    send(Array.from({ length: BATCH_RECORDS }, (_, at) => renamed(++seq, at)))
    await untilAnswered(seq - WINDOW_BATCHES * BATCH_RECORDS)
  }
  await untilAnswered(seq)
  return { records: batches * BATCH_RECORDS, batches, took: performance.now() - start }
}

/** One of a hundred spans or of ten resources. */
function renamed(number: number, at: number): object {
  if (at % 10 === 0) return { seq: number, resource: `r${at % 100}`, attributes: { a: `a ${number}` }, scope: { name: `s ${number}` } }
  const attributes = {
    'gen_ai.operation.name': `o${number}`,
    'gen_ai.provider.name': `p${number}`,
    'gen_ai.request.model': `m${number}`,
    'gen_ai.conversation.id': `c${number}`,
    'error.type': `e${number}`,
    'gen_ai.response.finish_reasons': [`f${number}`],
    [`key ${number}`]: `value ${number}`,
  }
  const rest = { status: { code: 2, message: `m ${number}` }, parentSpanId: `p${number}`, name: `name ${number} ${'n'.repeat(500)}` }
  return { seq: number, span: { ...span(at % 100), ...rest, attributes, state: number % 3 === 0 ? 'running' : 'ended' } }
}

function hellos(count: number, characters: number): void {
  const words = 'x'.repeat(characters)
  for (let at = 0; at < count; at++) {
    const message = { type: 'hello', v: 1, epoch: `${Math.random()}`, url: `https://${words}`, sdk: words, [words]: words }
    window.postMessage({ type: 'genai-devtools', message }, '*', [new MessageChannel().port1])
  }
}

window.loud = {
  connect: () =>
    new Promise((resolve) => {
      onSubscribe = resolve
      hello(epoch, theirs)
    }),
  honest,
  flood,
  rename,
  hellos,
  say: (name) => send([{ seq: ++seq, span: span(seq, { name }) }]),
  giants,
}
