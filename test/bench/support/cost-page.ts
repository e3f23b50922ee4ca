/** The script of the cost bench's page: reads answers in one of several ways, with somebody looking on or without. */
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'
import { createParser } from 'eventsource-parser'
import { register } from '../../../sdk/index.ts'

export interface Times {
  /** From the call to the first chunk, and to the end, in milliseconds. */
  readonly first: number
  readonly end: number
}

declare global {
  interface Window {
    bench?: {
      stream: (path: string) => Promise<Times>
      whole: (path: string, times: number) => Promise<void>
      /** What looks on does now what it has put off. */
      settle: () => Promise<void>
      /** Reads `chunks` and no more; the stream stays open. */
      stall: (path: string, chunks: number) => Promise<void>
      /** Reads `chunks` and cancels; resolves to the moment, in milliseconds since the Unix epoch. */
      cancel: (path: string, chunks: number) => Promise<number>
    }
  }
}

const way = new URLSearchParams(location.search).get('way') ?? ''
/** Of the build whose script this is: ours, or an old one. */
const ours = ['ours', 'exported', 'old', 'old-exported'].includes(way)
  ? register({ serviceName: 'bench', ...(way.endsWith('exported') && { otlp: { url: `${location.origin}/v1/traces` } }) })
  : undefined
if (way === 'opentelemetry') {
  new WebTracerProvider().register()
  // Patches `fetch` as it is made.
  Reflect.construct(FetchInstrumentation, [])
}

const ask = (path: string): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'bench-model', stream: !path.includes('whole'), messages: [{ role: 'user', content: 'go' }] }),
  })

/** What the usual tools do with a copy of the body. */
async function parse(body: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent({ data }) {
      if (data !== '[DONE]') JSON.parse(data)
    },
  })
  const reader = body.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) parser.feed(decoder.decode(step.value, { stream: true }))
}

/** The reader that the application has, and beside it who looks on. */
async function open(path: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await ask(path)
  const { body } = response
  if (body === null) throw new Error('no body')
  if (way === 'clone') {
    const copy = response.clone().body
    if (copy !== null) void parse(copy)
    if (response.body !== null) return response.body.getReader()
  }
  if (way === 'tee') {
    const [own, copy] = body.tee()
    void parse(copy)
    return own.getReader()
  }
  return body.getReader()
}

async function stream(path: string): Promise<Times> {
  const start = performance.now()
  const reader = await open(path)
  await reader.read()
  const first = performance.now() - start
  for (let step = await reader.read(); !step.done;) step = await reader.read()
  return { first, end: performance.now() - start }
}

async function whole(path: string): Promise<void> {
  const response = await ask(path)
  if (way === 'clone') void response.clone().json()
  if (way === 'tee' && response.body !== null) {
    const [own, copy] = response.body.tee()
    void new Response(copy).json()
    await new Response(own).json()
  } else await response.json()
}

window.bench = {
  stream,
  async settle() {
    await ours?.forceFlush()
  },
  async whole(path, times) {
    for (let done = 0; done < times; done++) await whole(path)
  },
  async stall(path, chunks) {
    const reader = await open(path)
    for (let read = 0; read < chunks; read++) await reader.read()
    // Kept: a collected reader would free the stream.
    Object.assign(window, { stalled: reader })
  },
  async cancel(path, chunks) {
    const reader = await open(path)
    for (let read = 0; read < chunks; read++) await reader.read()
    const at = performance.timeOrigin + performance.now()
    void reader.cancel()
    return at
  },
}
