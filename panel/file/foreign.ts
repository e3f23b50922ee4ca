/** Files that are something else, named: whoever opens one looks for no fault in a good file of another kind, and learns where it belongs. */
import { headOf } from '../../sdk/protocol/cutting.ts'
import { own } from '../../sdk/protocol/fields.ts'

const OPENS = 'This tab opens OpenTelemetry traces: OTLP as .json, .jsonl or protobuf, also packed as .gz.'
const unpack = (kind: string): string => `This is a ${kind}: unpack it, and open the trace that is in it.`
const noTrace = (kind: string): string => `This is ${kind}, no trace. ${OPENS}`

/** What files of a kind begin with, in Latin-1; `at`: where it stands. */
interface Beginning {
  readonly bytes: string
  readonly at?: number
  readonly words: string
}

const BEGINNINGS: readonly Beginning[] = [
  { bytes: 'PK\x03\x04', words: unpack('ZIP archive') },
  { bytes: '7z\xBC\xAF\x27\x1C', words: unpack('7z archive') },
  { bytes: 'ustar', at: 257, words: unpack('tar archive') },
  { bytes: '\x28\xB5\x2F\xFD', words: unpack('file packed by Zstandard') },
  { bytes: '\xFD7zXZ\x00', words: unpack('file packed by xz') },
  { bytes: 'BZh', words: unpack('file packed by bzip2') },
  { bytes: '\x89PNG', words: noTrace('a PNG image') },
  { bytes: '\xFF\xD8\xFF', words: noTrace('a JPEG image') },
  { bytes: 'GIF8', words: noTrace('a GIF image') },
  { bytes: 'WEBP', at: 8, words: noTrace('a WebP image') },
  { bytes: 'ftypavif', at: 4, words: noTrace('an AVIF image') },
  { bytes: 'ftyp', at: 4, words: noTrace('a film or sound (MP4)') },
  { bytes: '\x1AE\xDF\xA3', words: noTrace('a film (WebM)') },
  { bytes: 'WAVE', at: 8, words: noTrace('a sound (WAV)') },
  { bytes: 'OggS', words: noTrace('a sound (Ogg)') },
  { bytes: 'ID3', words: noTrace('a sound (MP3)') },
  { bytes: '%PDF-', words: noTrace('a PDF document') },
  { bytes: 'SQLite format 3\x00', words: noTrace('a SQLite database') },
  { bytes: '\x00asm', words: noTrace('a WebAssembly module') },
]

const LOOKED_AT = 1024

/** Of a file's first bytes; `undefined` where they may begin a trace. */
export function wordsOfForeignBytes(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, LOOKED_AT))
  if (/^(?:\xEF\xBB\xBF)?\s*[[{"]/.test(head)) return undefined
  const known = BEGINNINGS.find((one) => head.startsWith(one.bytes, one.at ?? 0))
  return known?.words ?? wordsOfMarkup(head.replace(/^\xEF\xBB\xBF/, '').trimStart())
}

function wordsOfMarkup(head: string): string | undefined {
  // Protobuf may begin with a line break and this sign, and a line break after it.
  if (!/^<[a-z!?]/i.test(head)) return undefined
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<svg\b/i.test(head)) return noTrace('an SVG image')
  if (/^<\?xml/i.test(head)) return noTrace('XML')
  return `This is an HTML page: perhaps a page to log in, or one of an error, was saved in the place of the trace. ${OPENS}`
}

/** Of a text that is no JSON. */
export function wordsOfForeignText(text: string): string | undefined {
  const [first, second] = headOf(text, LOOKED_AT * 8).split(/\r?\n/)
  const isTable = [',', ';', '\t'].some((sign) => columns(first, sign) > 1 && columns(first, sign) === columns(second, sign))
  return isTable && !/^\s*[[{]/.test(text) ? noTrace('a table (CSV)') : undefined
}

/** In quotes a sign is none. */
const columns = (line = '', sign: string): number => line.replaceAll(/"[^"]*"/g, '').split(sign).length

const HAR = 'This is a HAR file, requests as the Network panel exports them: import it there. It has no spans.'
const PERFORMANCE = 'This is a recording of the Performance panel: load it there. It has no spans.'
const PROFILE = 'This is a CPU profile: load it in the Performance panel. It has no spans.'
const HEAP = 'This is a heap snapshot: load it in the Memory panel. It has no spans.'
const JAEGER = `This is a trace in Jaeger's own JSON. ${OPENS}`
const ZIPKIN = `This is a trace in Zipkin's JSON. ${OPENS}`

/** Of JSON that has no spans. */
export function wordsOfForeignJson(root: unknown): string | undefined {
  const item: unknown = Array.isArray(root) ? root[0] : undefined
  if (has(item, 'ph', 'ts')) return PERFORMANCE
  if (has(item, 'traceId', 'id', 'timestamp')) return ZIPKIN
  if (Array.isArray(own(own(root, 'log'), 'entries'))) return HAR
  const data = own(root, 'data')
  if (Array.isArray(data) && has(data[0], 'traceID', 'spans')) return JAEGER
  return typeof root === 'object' && root !== null && !Array.isArray(root) ? wordsOfForeignKeys(Object.keys(root)) : undefined
}

/** Of the keys of a document that is too large to be read as a whole. */
export function wordsOfForeignKeys(keys: readonly string[]): string | undefined {
  const hasAll = (...names: readonly string[]) => names.every((name) => keys.includes(name))
  if (hasAll('traceEvents')) return PERFORMANCE
  if (hasAll('nodes', 'samples', 'timeDeltas')) return PROFILE
  if (hasAll('snapshot', 'nodes', 'strings')) return HEAP
  return keys.length === 1 && hasAll('log') ? HAR : undefined
}

const has = (value: unknown, ...names: readonly string[]): boolean => names.every((name) => own(value, name) !== undefined)
