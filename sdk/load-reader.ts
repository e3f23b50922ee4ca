/** How an application loads the SDK's second half: as a chunk of its own, which bundlers make of a dynamic import, and which lies beside this file without one. */
import type { Options } from './options.ts'
import type { LoadReader, ReaderModule } from './reader-slot.ts'

/** The module itself, where the application has brought it along. */
export const readerOf = ({ inject }: Pick<Options, 'inject'>): LoadReader | ReaderModule => inject?.reader ?? (() => import('./reader.ts'))
