/** Where the SDK's second half is, once it is there: all that reads. How it is loaded is a function that the composition root passes in. */
import type { LateModule } from './late-module.ts'
import type * as Reader from './reader.ts'

/** The module `reader.ts`. */
export type ReaderModule = typeof Reader
export type LoadReader = () => Promise<ReaderModule>
export type ReaderSlot = LateModule<ReaderModule>
