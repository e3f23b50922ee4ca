/** What a row has at hand in the page: answers of the server, and a log of everything a page could notice. */

/** How the server is to answer; `id` is the row's own. */
export interface StreamQuery {
  readonly chunks?: number
  readonly ends?: 'close' | 'reset'
  readonly status?: number
  readonly type?: string
  /** By the clock instead of by grants. */
  readonly pace?: number
}

/** What the observer heard of one body. */
export interface Heard {
  bytes: number
  text: string
  readonly last: string[]
}

/** Runs in both pages; in the bare one `heard` stays empty. */
export interface Tools {
  readonly captured: boolean
  readonly origin: string
  readonly other: string
  /** Of the HTTP/2 server that answers with what it was sent. */
  readonly echo: string
  readonly id: string
  log(...words: unknown[]): void
  /** Logs what `promise` settles with. */
  outcome(name: string, promise: unknown): Promise<void>
  /** Fetches the row's stream and lets its first chunk come. */
  get(query?: StreamQuery, init?: RequestInit): Promise<Response>
  address(query?: StreamQuery): string
  /** Lets one more chunk (or the end) come. */
  next(): Promise<void>
  /** Lets all the rest come, by the clock. */
  flow(): Promise<void>
  /** Logs how the server's answer ended, once it did. */
  gone(): Promise<void>
  /** Logs a chunk that the page got, and notes whether the observer had it before. */
  chunk(value: unknown): void
  /** Reads to the end, asking the server for each next chunk; or `count` chunks. */
  readAll(reader: { read(): Promise<ReadableStreamReadResult<unknown>> }, count?: number): Promise<void>
  /** Long enough for what comes by itself: rejections nobody handled, an abort. */
  settle(): Promise<void>
}

const control = globalThis.fetch.bind(globalThis)

export const bodyOf = (response: Body): ReadableStream<Uint8Array<ArrayBuffer>> => {
  if (!response.body) throw new Error('the row needs a body')
  return response.body
}

export function describe(value: unknown): string {
  if (value instanceof Error) return `${value.constructor.name} ${value.name}: ${value.message}`
  if (value instanceof Uint8Array) return `Uint8Array(${value.byteLength}) ${new TextDecoder().decode(value)}`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength}@${value.byteOffset}/${value.buffer.byteLength})`
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${new TextDecoder().decode(value)}`
  if (value instanceof Blob) return `${value.constructor.name} ${value.size} ${value.type}`
  if (value instanceof FormData) return `FormData ${JSON.stringify([...value.entries()])}`
  if (value instanceof Response) return `Response ${value.status}`
  if (typeof value === 'object' && value !== null && 'done' in value) return `done ${String(value.done)}`
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}

export const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

export interface Origins {
  readonly other: string
  readonly echo: string
}

export interface Run {
  readonly log: string[]
  /** Chunks that the page saw before the observer. */
  late: number
}

export function makeTools(run: Run, captured: boolean, { other, echo }: Origins, heard: readonly Heard[]): Tools {
  const id = crypto.randomUUID()
  let seen = 0
  const ask = (what: string): Promise<Response> => control(`${other}/${what}?id=${id}`)
  const address = (query: StreamQuery = {}): string => {
    const search = new URLSearchParams({ id })
    for (const [name, value] of Object.entries(query)) search.set(name, String(value))
    return `/stream?${search.toString()}`
  }
  const log = (...words: unknown[]): void => void run.log.push(words.map(describe).join(' ').replaceAll(id, '<id>'))
  const tools: Tools = {
    captured,
    origin: location.origin,
    other,
    echo,
    id,
    log,
    address,
    get: (query, init) => fetch(address(query), init),
    next: async () => void (await ask('grant')),
    flow: async () => void (await ask('flow')),
    gone: async () => {
      for (let tries = 0; tries < 100; tries += 1) {
        const account: unknown = await (await ask('account')).json()
        const state = typeof account === 'object' && account !== null && 'state' in account ? account.state : undefined
        if (state !== 'open') return log('at the server:', state)
        await later(20)
      }
      log('at the server: still open')
    },
    outcome: async (name, promise) => {
      try {
        log(name, await promise)
      } catch (reason) {
        log(name, 'throws', reason)
      }
    },
    chunk: (value) => {
      if (ArrayBuffer.isView(value)) seen += value.byteLength
      else if (typeof value === 'string') seen += new TextEncoder().encode(value).byteLength
      if (captured && seen > Math.max(0, ...heard.map(({ bytes }) => bytes))) run.late += 1
      log('chunk', value)
    },
    readAll: async (reader, count = Infinity) => {
      for (let n = 0; n < count; n += 1) {
        const { done, value } = await reader.read()
        if (done) return log('done', value)
        tools.chunk(value)
        if (n + 1 < count) await tools.next()
      }
    },
    settle: () => later(60),
  }
  return tools
}

/** Takes the row's answers from the server, so that its connections are free for the next row. */
export const dropStream = async ({ other, id }: Tools): Promise<void> => void (await control(`${other}/drop?id=${id}`))
