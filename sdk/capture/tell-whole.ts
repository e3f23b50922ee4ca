import type { WholeBody } from '../parser/parser.ts'
import type { BodyObserver } from './exchange.ts'

/** Tells a body that came as a whole: as one chunk, where the observer wants chunks. `at`: see {@link BodyObserver.chunk}. */
export function tellWhole(observer: BodyObserver, body: WholeBody, at?: number): void {
  const { whole } = observer
  if (whole) whole(body)
  else if (body !== 'no JSON') observer.chunk(new TextEncoder().encode('json' in body ? JSON.stringify(body.json) : body.text), at)
}
