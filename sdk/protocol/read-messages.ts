/** Messages, rebuilt from what the other side sent; `undefined` where one makes no sense. None of the readers throws. */
import type { AcceptedEntry } from './accepted.ts'
import { attempt, id, json, MAX_ENTRIES, name, own, sound, whole } from './fields.ts'
import {
  type Ack,
  type Batch,
  type Blob,
  type Bye,
  type Census,
  type Clear,
  type Hello,
  type ProtocolMessage,
  type Subscribe,
  type Want,
  WINDOW_MESSAGE_TYPE,
} from './messages.ts'
import { readEntry } from './read-records.ts'

/** A batch as it was read: all of its entries were checked. */
export type AcceptedBatch = Omit<Batch, 'entries'> & { readonly entries: readonly AcceptedEntry[] }

/** Any message, of either direction. Entries of a batch that make no sense are left out and counted in `dropped`. */
export function readMessage(value: unknown): Exclude<ProtocolMessage, Batch> | AcceptedBatch | undefined {
  return attempt(() => {
    switch (own(value, 'type')) {
      case 'hello':
        return hello(value)
      case 'census':
        return census(value)
      case 'batch':
        return batch(value)
      default:
        return command(value)
    }
  })
}

/** The message in a `window` message of ours: a hello or a census. Reads no more than these, so that a content script stays small. */
export function readWindowMessage(data: unknown): Hello | Census | undefined {
  return attempt(() => {
    const message = own(data, 'type') === WINDOW_MESSAGE_TYPE ? own(data, 'message') : undefined
    if (own(message, 'type') === 'hello') return hello(message)
    return own(message, 'type') === 'census' ? census(message) : undefined
  })
}

function hello(value: unknown): Hello | undefined {
  const epoch = id(own(value, 'epoch'))
  if (epoch === undefined) return undefined
  return { type: 'hello', v: whole(own(value, 'v')), epoch, url: name(own(value, 'url')), sdk: name(own(value, 'sdk')) }
}

function census(value: unknown): Census {
  return { type: 'census', v: whole(own(value, 'v')) }
}

function batch(value: unknown): AcceptedBatch | undefined {
  const epoch = id(own(value, 'epoch'))
  const sent = own(value, 'entries')
  if (epoch === undefined || !Array.isArray(sent)) return undefined
  const entries = sound(sent, readEntry, MAX_ENTRIES)
  return { type: 'batch', epoch, entries, dropped: whole(own(value, 'dropped')) + sent.length - entries.length }
}

function command(value: unknown): Subscribe | Ack | Clear | Bye | Want | Blob | undefined {
  const type = own(value, 'type')
  const epoch = id(own(value, 'epoch'))
  if (epoch === undefined) return undefined
  if (type === 'subscribe') return { type, v: whole(own(value, 'v')), epoch, since: whole(own(value, 'since')) }
  if (type === 'ack') return { type, epoch, seq: whole(own(value, 'seq')) }
  if (type === 'want' || type === 'blob') return payload(value, type, epoch)
  return type === 'clear' || type === 'bye' ? { type, epoch } : undefined
}

function payload(value: unknown, type: 'want' | 'blob', epoch: string): Want | Blob | undefined {
  const key = id(own(value, 'key'))
  if (key === undefined) return undefined
  return type === 'want' ? { type, epoch, key } : { type, epoch, key, value: json(own(value, 'value')) }
}
