/** Reads what a page sent and hands it on, as long as there is time: the guards and the trace are what a flood would freeze. */
import type { AcceptedEntry } from '../sdk/protocol/accepted.ts'
import { readEntry } from '../sdk/protocol/read-records.ts'
import type { Work } from './intake.ts'
import type { PassedBatch } from './passed-batch.ts'

/** Entries, and about how many characters of them, that are read before anybody looks at the clock: half a millisecond. */
const GROUP = 32
const GROUP_CHARACTERS = 16_384

/** @param take gets groups of entries, and how many were dropped before them or make no sense */
export function readEntries(
  { entries, dropped, characters }: PassedBatch,
  take: (entries: readonly AcceptedEntry[], dropped: number) => void,
): Work {
  const group = Math.max(1, Math.min(GROUP, Math.floor((GROUP_CHARACTERS * entries.length) / Math.max(1, characters))))
  let [at, lost] = [0, dropped]
  return (hasTime) => {
    do {
      const end = Math.min(at + group, entries.length)
      const read: AcceptedEntry[] = []
      // Before they are taken: what fails has been counted, too.
      let before = lost
      for (; at < end; at++) {
        const entry = readEntry(entries[at])
        if (entry === undefined) before++
        else read.push(entry)
      }
      lost = 0
      take(read, before)
    } while (at < entries.length && hasTime())
    return at >= entries.length
  }
}
