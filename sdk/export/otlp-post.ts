/** One POST of an exporter, which may outlive the page, and the beginning of what is answered. */
import { clearNativeTimeout, setNativeTimeout } from '../capture/native-timers.ts'
import { joinBytes } from '../capture/join-bytes.ts'
import type { Milliseconds } from '../protocol/records.ts'

export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly retryAfter: string | null
  /** At most {@link MAX_ANSWER_BYTES}. */
  readonly bytes: Uint8Array
}

/** Collectors answer in a few words; a proxy may answer with a page. */
export const MAX_ANSWER_BYTES = 16_384

/**
 * Browsers refuse requests with `keepalive` when more than 64 KiB of their bodies are under way, or more than nine of them (whatwg/fetch#679). Some room is
 * left for headers.
 */
const MAX_KEEPALIVE_BYTES = 60 * 1024
const MAX_KEEPALIVE_REQUESTS = 9

const underWay = { bytes: 0, requests: 0 }

export interface Post {
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
  readonly timeout: Milliseconds
}

/** Rejects where there is no answer, or none in time. */
export async function postOtlp({ url, headers, body, timeout }: Post): Promise<Answer> {
  const abort = new AbortController()
  const timer = setNativeTimeout(() => abort.abort(new DOMException('no answer in time', 'TimeoutError')), Math.max(0, timeout))
  const keepalive = underWay.bytes + body.byteLength <= MAX_KEEPALIVE_BYTES && underWay.requests < MAX_KEEPALIVE_REQUESTS
  const count = (sign: 1 | -1): void => {
    if (!keepalive) return
    underWay.bytes += sign * body.byteLength
    underWay.requests += sign
  }
  count(1)
  try {
    const init = { method: 'POST', headers, body: new Uint8Array(body), signal: abort.signal, keepalive }
    const response = await belowInstrumentation()(url.href, init)
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      bytes: await firstBytes(response),
    }
  } finally {
    clearNativeTimeout(timer)
    count(-1)
  }
}

/** OpenTelemetry's own instrumentation of `fetch` would make a span of each export, which is exported in its turn; what it wraps is under this name. */
function belowInstrumentation(): typeof fetch {
  const original: unknown = Reflect.get(globalThis.fetch, '__original')
  return isFetch(original) ? original : globalThis.fetch
}

const isFetch = (value: unknown): value is typeof fetch => typeof value === 'function'

/** An answer that breaks off has told its status. */
async function firstBytes({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const reader = body?.getReader()
  let size = 0
  try {
    while (reader !== undefined && size < MAX_ANSWER_BYTES) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      size += value.byteLength
    }
    if (size >= MAX_ANSWER_BYTES) void reader?.cancel().catch(() => {})
  } catch {
    // What came is what there is.
  }
  return joinBytes(chunks).slice(0, MAX_ANSWER_BYTES)
}
