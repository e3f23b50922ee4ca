/** What a file that is being read says to the trace, and is told by it. */
import type { RoomChoice } from './file-room.ts'
import type { LogBatch, SpanBatch } from './span-batch.ts'

/** Spans of others than a file, and how many of them would go for the rest of it. */
export interface Crowd {
  /** Of pages. */
  readonly live: number
  readonly ofFiles: number
  /** About. */
  readonly wouldGo: number
}

/** A file that is being read. */
export interface OpenFile {
  /** Spans of it that were there already. */
  readonly repeated: number
  /** Spans of it for which there was no room. */
  readonly leftOut: number
  /** Contents of spans that are not there. */
  readonly looseContents: number
  /**
   * Takes spans of a batch in, from one on up to another one; the first part of a batch comes first. Returns where it stopped: before one for which spans of
   * others would have to go, until somebody chose.
   */
  addSpans(batch: SpanBatch, from: number, to: number): number
  /** What would go for so many more spans of it. `taken`: the bytes that they take; default: of rows whose records lie in the file. */
  crowd(more: number, taken?: number): Crowd
  /** Once for the file: `make` lets the oldest spans of others go, `keep` leaves the rest of the file out. */
  choose(choice: RoomChoice): void
  addLogs(batch: LogBatch): void
  /** All of it was read. */
  end(): void
  /** What was taken in goes again. */
  forget(): void
}
