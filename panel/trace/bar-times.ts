/** What lies in a record beside the columns, and its bar shows: when chunks came, how long it was queued, until when the model reasoned. */
import type { ChunkTimings, Message, MessagePart, Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_PROVIDER_QUEUE_TIME } from '../../sdk/own-names.ts'

export interface BarTimes {
  /** How long the provider says that the call waited for a place. */
  readonly queued?: Milliseconds
  /** When, from the span's start, the last reasoning before the answer had come. Of an ended call about: by its share of the text. */
  readonly reasoned?: Milliseconds
}

export function barTimesOf({ attributes, content, chunks }: SpanRecord): BarTimes {
  const seconds = attributes[ATTR_PROVIDER_QUEUE_TIME]
  const reasoned = chunks === undefined ? undefined : reasonedBy(chunks, reasoningShare(content?.outputMessages))
  return {
    ...(typeof seconds === 'number' && seconds > 0 ? { queued: seconds * 1000 } : {}),
    ...(reasoned === undefined ? {} : { reasoned }),
  }
}

/** When so large a share of the bytes had come. */
function reasonedBy({ offsets, sizes }: ChunkTimings, share: number): Milliseconds | undefined {
  if (share === 0) return undefined
  let left = sizes.reduce((sum, size) => sum + size, 0) * share
  return offsets.find((_, at) => (left -= sizes[at] ?? 0) <= 0) ?? offsets.at(-1)
}

/** Which part of a first answer's characters is reasoning that comes before all else. */
function reasoningShare(messages: readonly Message[] | undefined): number {
  const parts = messages?.[0]?.parts ?? []
  const end = parts.findIndex(({ type }) => type !== 'reasoning')
  const lengths = parts.map(lengthOf)
  const sum = (some: readonly number[]): number => some.reduce((total, length) => total + length, 0)
  const all = sum(lengths)
  return all === 0 ? 0 : sum(end < 0 ? lengths : lengths.filter((_, at) => at < end)) / all
}

function lengthOf({ content, arguments: asked }: MessagePart): number {
  const said = content ?? asked ?? ''
  return typeof said === 'string' ? said.length : JSON.stringify(said).length
}
