/** A URL's path by its segments: what an API is recognised by, whatever host or prefix a proxy puts before it. */

/** One request is held against every wire: without this, its path would be split two dozen times (80 µs of each POST of the page, measured). */
let remembered: { readonly path: string; readonly segments: readonly string[] } = { path: '', segments: [] }

/** The path's segments, decoded, without empty ones (a doubled or a trailing slash). */
export function segments({ pathname }: URL): readonly string[] {
  if (remembered.path !== pathname) {
    const found = pathname.split('/').filter((segment) => segment !== '')
    remembered = { path: pathname, segments: found.map(decode) }
  }
  return remembered.segments
}

export function endsWith(url: URL, ...last: readonly string[]): boolean {
  const path = segments(url)
  return path.length >= last.length && last.every((segment, index) => path[path.length - last.length + index] === segment)
}

/** The last segment of Google's form `<resource>:<method>`, e.g. `models/gemini-x:generateContent`. */
export function customMethod(url: URL): { readonly parent: string; readonly resource: string; readonly method: string } | undefined {
  const path = segments(url)
  const last = path.at(-1) ?? ''
  const colon = last.lastIndexOf(':')
  if (colon <= 0) return undefined
  return { parent: path.at(-2) ?? '', resource: last.slice(0, colon), method: last.slice(colon + 1) }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
