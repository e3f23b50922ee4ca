/** Size of what a base64 text stands for, told from its length alone. */
export function mediaBytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding)
}

/** `812 B`, `1.2 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** Data that stands in a part itself, and can be shown or saved. */
export interface Media {
  readonly kind: 'image' | 'audio' | 'pdf'
  readonly mime: string
  readonly base64: string
}

/** What a browser draws without running anything: SVG is none of it. */
const IMAGES = /^image\/(?:png|jpe?g|gif|webp|avif|bmp)$/
const AUDIO = /^audio\/(?:mpeg|mp3|mp4|m4a|wav|x-wav|wave|ogg|webm|aac|flac)$/
/** How files of a kind begin, in base64: for parts that do not say what they are. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['JVBERi0', 'application/pdf'],
  ['SUQz', 'audio/mpeg'],
  ['T2dnUw', 'audio/ogg'],
]

/** `undefined` where nothing stands in the part, or nothing that is shown here; addresses are never followed. */
export function mediaOf({
  mime,
  content,
  uri,
}: {
  readonly mime: string
  readonly content: string
  readonly uri: string
}): Media | undefined {
  const [, inUri = '', data = ''] = /^data:([^;,]*);base64,(.*)$/s.exec(uri) ?? []
  const base64 = content === '' ? data : content
  if (base64 === '') return undefined
  const told = (mime === '' ? inUri : mime).toLowerCase()
  const type = told === '' ? (BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? '') : told
  const kind = IMAGES.test(type) ? 'image' : AUDIO.test(type) ? 'audio' : type === 'application/pdf' ? 'pdf' : undefined
  return kind && { kind, mime: type, base64 }
}

/** `undefined` where the text is no base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const text = atob(base64.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = new Uint8Array(text.length)
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
    return bytes
  } catch {
    return undefined
  }
}
