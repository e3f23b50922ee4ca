/** SHA-256 of base64 data, when the page has nothing better to do: decoding megabytes would be felt in its calls. */

/** Larger data is not hashed, and says so. */
export const MAX_HASHED_BYTES = 8 * 1024 * 1024
/** After this time the page's idleness is not waited for any longer, in milliseconds. */
const MAX_WAIT_MS = 1_000

export type Hashed = { readonly sha256: string } | { readonly note: string }

/** Why there will be no hash, told at once; `undefined` where there may be one. */
export function whyNoHash(bytes: number): string | undefined {
  // Only in secure contexts: https, and loopback.
  if (globalThis.crypto?.subtle === undefined) return 'no sha256: the page is no secure context'
  return bytes > MAX_HASHED_BYTES ? `no sha256: larger than ${MAX_HASHED_BYTES.toLocaleString('en')} bytes` : undefined
}

export function hashLater(base64: string, done: (hashed: Hashed) => void): void {
  const run = (): void =>
    void sha256(base64).then(
      (hash) => done({ sha256: hash }),
      () => done({ note: 'no sha256: not base64' }),
    )
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: MAX_WAIT_MS })
  else setTimeout(run)
}

async function sha256(base64: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', decode(base64.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/')))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The platform's own way where it has one (Chromium 140, Firefox 133, Safari 18.2): ten times as fast. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const fromBase64: unknown = Reflect.get(Uint8Array, 'fromBase64')
  if (typeof fromBase64 === 'function') {
    const bytes: unknown = Reflect.apply(fromBase64, Uint8Array, [base64])
    if (isBytes(bytes)) return bytes
  }
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

const isBytes = (value: unknown): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array
