/** Which wire the beginning of a body speaks, for a response that its request and headers told nothing of. */
import { createDataStreamParser } from '../parser/data-stream.ts'
import { parseJson } from '../parser/json.ts'
import type { Parser } from '../parser/parser.ts'
import { createSseParser } from '../parser/sse.ts'
import { recognisePayload } from './dialects.ts'
import type { Dialect, FirstPayload } from './provider.ts'

/** The most that is looked at, in bytes, before a body is given up. Every wire tells in its first event, which some applications put data before. */
export const MAX_PROBE_BYTES = 16 * 1024
/** The most payloads that may leave it open. */
export const MAX_PROBE_PAYLOADS = 16

export interface Probe {
  /** `none`: nobody's. `undefined`: more is needed. */
  feed(bytes: Uint8Array): Dialect | 'none' | undefined
}

/** `undefined` where a body of that type is none that anything could be told of. */
export function createProbe(contentType: string): Probe | undefined {
  const form = formOf(contentType)
  if (form === undefined) return undefined
  let found: Dialect | 'none' | undefined
  let payloads = 0
  let seen = 0

  const take = (first: FirstPayload): void => {
    found ??= recognisePayload(first)
    if (++payloads >= MAX_PROBE_PAYLOADS) found ??= 'none'
  }
  const fail = (): void => {
    found ??= 'none'
  }
  const parser = createParser(form, take, fail)
  return {
    feed(bytes) {
      if (found !== undefined) return found
      parser.feed(bytes.subarray(0, MAX_PROBE_BYTES - seen))
      seen += bytes.byteLength
      if (seen >= MAX_PROBE_BYTES) fail()
      return found
    },
  }
}

function formOf(contentType: string): FirstPayload['form'] | undefined {
  if (/^\s*text\/event-stream\b/i.test(contentType)) return 'sse'
  return /^\s*text\/plain\b/i.test(contentType) ? 'data-stream' : undefined
}

function createParser(form: FirstPayload['form'], take: (first: FirstPayload) => void, fail: () => void): Parser {
  if (form === 'data-stream')
    return createDataStreamParser({ onValue: (data, event) => take({ form, event, data }), onError: fail, maxCharacters: MAX_PROBE_BYTES })
  return createSseParser({
    onEvent({ event, data: text }) {
      const data = parseJson(text)
      if (data === undefined) fail()
      else take({ form, ...(event !== undefined && { event }), data })
    },
    onStrayLine: fail,
    onError: fail,
    maxCharacters: MAX_PROBE_BYTES,
  })
}
