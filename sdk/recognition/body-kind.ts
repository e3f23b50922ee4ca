/** How a body is looked at, by its content type. Pure. */

/** As events, as JSON, as lines of it, or as whatever its first characters say. */
export type BodyKind = 'sse' | 'json' | 'lines' | 'text'

/** A page's answers are of few types. */
const kinds = new Map<string, BodyKind | undefined>()
const MAX_KINDS = 50

/** `undefined` where nothing could be told of a body of that type: of pictures, scripts, styles, fonts, media, pages. */
export function kindOf(contentType: string): BodyKind | undefined {
  if (kinds.has(contentType)) return kinds.get(contentType)
  if (kinds.size >= MAX_KINDS) kinds.clear()
  const kind = readKind(contentType)
  kinds.set(contentType, kind)
  return kind
}

function readKind(contentType: string): BodyKind | undefined {
  const [type = ''] = contentType.toLowerCase().split(';')
  if (/^\s*text\/event-stream\s*$/.test(type)) return 'sse'
  if (/^\s*(?:application|text)\/json\s*$/.test(type)) return 'json'
  if (/^\s*(?:application|text)\/(?:(?:x-)?ndjson|(?:x-)?jsonl|(?:x-)?json-?lines|stream\+json|json-seq)\s*$/.test(type)) return 'lines'
  return /^\s*text\/plain\s*$/.test(type) ? 'text' : undefined
}

/** Whether a body of that type is one JSON text, or looks like one until it is read. */
export const isJsonType = (contentType: string): boolean => kindOf(contentType) === 'json'
