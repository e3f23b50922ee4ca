/** UTF-8 of a part of some bytes → text. What is no UTF-8 becomes U+FFFD, and a mark at the beginning stays: it stands within a text. */

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end))
}
