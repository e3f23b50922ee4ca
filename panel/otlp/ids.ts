/** Trace and span ids as OTLP/JSON wants them: 32 and 16 lower-case hexadecimal digits, not all zero. */

export function soundTraceId(id: string): string {
  return hexadecimal(id, 32)
}

export function soundSpanId(id: string): string {
  return hexadecimal(id, 16)
}

/** The id itself where it is sound, else a hash of it: whoever referred to it still does. */
function hexadecimal(id: string, digits: number): string {
  const lower = id.toLowerCase()
  if (lower.length === digits && /^[0-9a-f]+$/.test(lower) && !/^0+$/.test(lower)) return lower
  let hash = ''
  for (let seed = 1; hash.length < digits; seed++) hash += fnv(id, seed).toString(16).padStart(8, '0')
  return hash.slice(0, digits)
}

/** 32 bits of FNV-1a: even spread is all that is asked of it. */
function fnv(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Characters of 16 and 8 bytes in base64. */
const BASE64_LENGTH = { 32: 24, 16: 12 } as const

/** An id of a file: hexadecimal as OTLP/JSON says, or base64 as plain protobuf JSON does. Any other text stays as it is; zeros are none. */
export function readId(value: unknown, digits: 32 | 16): string | undefined {
  if (typeof value !== 'string' || /^0*$/.test(value)) return undefined
  if (value.length === BASE64_LENGTH[digits]) return fromBase64(value, digits) ?? value
  return value.length === digits && /^[0-9a-fA-F]+$/.test(value) ? value.toLowerCase() : value
}

function fromBase64(value: string, digits: number): string | undefined {
  try {
    const hex = Array.from(atob(value), (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('')
    return hex.length === digits ? hex : undefined
  } catch {
    return undefined
  }
}
