/**
 * Entry `./inject`: what reads and changes requests in the page's own turn, for `register({ inject, usage: 'inject' })` and `propagateMcp`. It brings all that
 * reads into the application's first load.
 */
import { refused, show } from './capture/edited-body.ts'
import { withBody } from './capture/replace-body.ts'
import type { Inject } from './options.ts'
import { useAllReadings } from './provider/all-readings.ts'
import * as reader from './reader.ts'

useAllReadings()

/** To be given to `register` as its option `inject`; nothing else reads it. */
export const inject: Inject = { reader, edits: { withBody, show, refused } }
