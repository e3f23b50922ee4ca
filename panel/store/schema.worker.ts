/** The worker that checks arguments: a schema and a value come, the verdict goes. */
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { schemaErrors } from './schema-errors.ts'

self.onmessage = ({ data: { schema, value } }: MessageEvent<{ readonly schema: JsonValue; readonly value: JsonValue }>) =>
  self.postMessage(schemaErrors(schema, value))
self.postMessage('started')
