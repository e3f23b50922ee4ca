/** The demo agents' traces through the real OpenTelemetry Collector. */
import { describe } from 'vitest'
import { CLIENTS } from '../../../demo/jobs.ts'
import { ensureCollector } from '../../../scripts/collector/collector.mjs'
import { startCollector } from '../../support/collector.ts'
import { requirement } from '../../support/require.ts'
import { testsOf } from './handed-on.ts'

const failure = await ensureCollector().then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
)

describe.skipIf(requirement('go', failure === undefined, failure ?? ''))('the Collector', () => {
  testsOf(startCollector, CLIENTS)
})
