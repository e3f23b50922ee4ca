/** What the page's address says: how `npm start` and the tests direct it. */

export interface PageOptions {
  /** How many times faster than life the tools work. */
  readonly speed: number
  /** Stage directions for the scripted server, sent along with every call. */
  readonly directions: string
  /** `off` leaves the SDK out: what the page does then is what it has to do with it. */
  readonly sdk: boolean
  /** Where to send spans: a collector's traces endpoint. */
  readonly otlp: string | undefined
  readonly content: 'none' | 'span'
}

export function readOptions(search: string): PageOptions {
  const query = new URLSearchParams(search)
  const speed = Number(query.get('speed') ?? '1')
  return {
    speed: speed > 0 ? speed : 1,
    directions: query.get('with') ?? '',
    sdk: query.get('sdk') !== 'off',
    otlp: query.get('otlp') ?? undefined,
    content: query.get('content') === 'span' ? 'span' : 'none',
  }
}
