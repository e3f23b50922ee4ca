/** The bodies that collectors, gateways and proxies answer with: OTLP's own in JSON and protobuf, any JSON, text, pages. */
import { guard } from '../capture/guard.ts'
import type { Answer } from './otlp-post.ts'

export interface PartialSuccess {
  /** Spans. */
  readonly rejected: number
  /** May warn where nothing was rejected. */
  readonly message: string
}

type Body = Pick<Answer, 'bytes' | 'contentType'>

export function partialSuccessOf(body: Body, deserialize: (bytes: Uint8Array) => unknown): PartialSuccess {
  const answer = body.bytes.length === 0 ? undefined : isJson(body) ? jsonOf(body.bytes) : deserialize(body.bytes)
  const partial = field(answer, 'partialSuccess', 'partial_success')
  // 64-bit integers are strings in protobuf's JSON.
  const rejected = Number(field(partial, 'rejectedSpans', 'rejected_spans') ?? 0)
  const message = field(partial, 'errorMessage', 'error_message')
  return { rejected: rejected > 0 ? Math.trunc(rejected) : 0, message: typeof message === 'string' ? message : '' }
}

/** What a refusal says for people to read. */
export function wordsOf(body: Body): string {
  if (body.bytes.length === 0) return ''
  if (body.contentType.includes('protobuf')) return guard(() => statusMessage(body.bytes)) ?? ''
  const text = new TextDecoder().decode(body.bytes)
  if (isJson(body)) return messageIn(jsonOf(body.bytes)) ?? text
  return body.contentType.includes('html') ? text.replace(/<(style|script|title)\b[^]*?<\/\1\s*>/gi, ' ').replace(/<[^>]*>/g, ' ') : text
}

function isJson({ bytes, contentType }: Body): boolean {
  return contentType.includes('json') || (contentType === '' && bytes[0] === 0x7b)
}

function jsonOf(bytes: Uint8Array): unknown {
  return guard((): unknown => JSON.parse(new TextDecoder().decode(bytes)))
}

function field(value: unknown, ...names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const name = names.find((each) => each in value)
  return name === undefined ? undefined : Reflect.get(value, name)
}

/** `{ message }` is google.rpc.Status, which OTLP wants; vendors have names of their own. */
function messageIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value
  if (depth > 3) return undefined
  return messageIn(field(value, 'message', 'error', 'detail', 'errors', 'title', '0'), depth + 1)
}

/** Field 2 of google.rpc.Status. */
function statusMessage(bytes: Uint8Array): string {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
    }
    return value
  }
  const text = (length: number): string => new TextDecoder().decode(bytes.subarray(at, at + length))
  while (at < bytes.length) {
    const tag = varint()
    if (tag === 0x12) return text(varint())
    if ((tag & 7) === 0) varint()
    else if ((tag & 7) === 2) {
      const length = varint()
      at += length
    } else return ''
  }
  return ''
}
