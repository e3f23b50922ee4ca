/** What the bench calls in its page: batches as they come over a port, and the guards that read them. */
import { acceptEvent, acceptSpan } from '../../../panel/trace/accept.ts'
import { readMessage } from '../../../sdk/protocol/read-messages.ts'

export interface GuardsPage {
  /** Keeps the batches that `take` reads; each is one JSON text. */
  prepare(batches: readonly string[]): void
  /** Reads all batches so many times; the number of records. */
  take(times: number): number
}

declare global {
  interface Window {
    guards?: GuardsPage
  }
}

let kept: readonly unknown[] = []

window.guards = {
  prepare(batches) {
    kept = batches.map((batch) => JSON.parse(batch))
  },
  take(times) {
    let records = 0
    for (let time = 0; time < times; time++) for (const batch of kept) records += read(batch)
    return records
  },
}

function read(batch: unknown): number {
  const message = readMessage(batch)
  if (message?.type !== 'batch') return 0
  for (const entry of message.entries) {
    if ('span' in entry) acceptSpan(entry.span)
    else if ('event' in entry) acceptEvent(entry.event)
  }
  return message.entries.length
}
