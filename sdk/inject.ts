/**
 * Entry `./inject`: what reads and changes requests in the page's own turn, for `register({ inject, usage: 'inject' })` and `propagateMcp`. It brings all that
 * reads into the application's first load.
 */
import type { Inject } from './options.ts'
import { useAllParts } from './all-parts.ts'
import * as reader from './reader.ts'
import { injectUsage } from './usage/inject-usage.ts'

useAllParts()

export const inject: Inject = { reader, injectUsage }
