/** What a worker that reads a file and whoever asked for it say to each other. */
import type { Skipped } from './skipped.ts'
import type { Batch } from './source-rows.ts'

export type FileFormat = 'json' | 'protobuf'

export type FileMessage =
  /** Before anything else of it. `isConverted`: its bytes can be read again at the end only, from what was unpacked. */
  | { readonly type: 'begin'; readonly format: FileFormat; readonly isConverted: boolean }
  | Batch
  /** Bytes that were read, of all bytes. */
  | { readonly type: 'progress'; readonly read: number; readonly of: number }
  | FileEnd
  /** Nothing could be read; in words for the user. */
  | { readonly type: 'failed'; readonly error: string }
  /**
   * It has a fault, or is no trace, and is small enough to be read as a whole text, which finds more in it and says more of it (`openTrace`). What was given
   * before is to be forgotten.
   */
  | { readonly type: 'broken'; readonly source: Blob }

export interface FileEnd {
  readonly type: 'end'
  readonly format: FileFormat
  /** Where the offsets of the batches count: the file itself, or what was unpacked of it. */
  readonly source: Blob
  readonly spans: number
  readonly logs: number
  readonly skipped: readonly Skipped[]
}

export type FileRequest =
  /** A file may come soon. */
  | { readonly type: 'prepare' }
  | { readonly type: 'open'; readonly file: Blob }
  /** A batch was taken in: another one may come. */
  | { readonly type: 'taken' }
