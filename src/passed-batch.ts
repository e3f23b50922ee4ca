/** A batch as the bridge passes it on, and its answer: what the protocol says, and how much there is of it, so that what waits is bounded. */
import type { Ack, Batch } from '../sdk/protocol/messages.ts'
import { id, own, whole } from '../sdk/protocol/fields.ts'

/** A batch, or a piece of a large one. Its entries are as the page sent them: nobody has looked into them. */
export interface PassedBatch extends Omit<Batch, 'entries'> {
  readonly entries: readonly unknown[]
  /** Grows by one with each piece that a bridge passes on. */
  readonly number: number
  /** The highest `seq` of the piece, entries included that the bridge could not pass on. */
  readonly last: number
  /** About as long as its JSON. */
  readonly characters: number
}

/** All pieces up to the one of this number have been taken in. */
export interface PassedAck extends Ack {
  readonly number: number
}

/** `undefined` for anything else. `entries` is the sender's own list. */
export function readPassedBatch(value: unknown): PassedBatch | undefined {
  const epoch = id(own(value, 'epoch'))
  const entries = own(value, 'entries')
  if (own(value, 'type') !== 'batch' || epoch === undefined || !Array.isArray(entries)) return undefined
  return {
    type: 'batch',
    epoch,
    entries,
    dropped: whole(own(value, 'dropped')),
    number: whole(own(value, 'number')),
    last: whole(own(value, 'last')),
    characters: whole(own(value, 'characters')),
  }
}
