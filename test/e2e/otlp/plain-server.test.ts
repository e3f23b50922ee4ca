/** Two demo agents' traces as a server gets them that is no Collector; `npm run test:long` has the real one. */
import { describe } from 'vitest'
import { startPlainServer } from '../../support/collector.ts'
import { testsOf } from './handed-on.ts'

describe('a server', () => {
  testsOf(startPlainServer, ['openai', 'anthropic'])
})
