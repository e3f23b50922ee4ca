/** What an answer tells by its text alone: what is let through, the wires tell. */
import { createTextProbe, FIRST_EVENTS, LAST_EVENTS, mayTell, mayTellJson, TELLING_HEADERS } from '../recognition/answer-signs.ts'
import type { Teller } from './late-call.ts'

export const textTeller: Teller<true> = {
  headers: (header) => TELLING_HEADERS.some((name) => header(name) !== null) || undefined,
  probe: createTextProbe,
  whole(body) {
    if (body === 'no JSON') return 'none'
    return ('json' in body ? mayTellJson(body.json) : mayTell(body.text)) || 'none'
  },
}

/** Names of the events that any wire's streams begin or end with. */
export const EVENTS: readonly string[] = [...FIRST_EVENTS, ...LAST_EVENTS]
