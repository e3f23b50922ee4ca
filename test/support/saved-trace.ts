/** A small trace as the document that the panel saves of it, at once. */
import { OtlpWriter } from '../../panel/file/save-otlp.ts'
import type { SaveOptions } from '../../panel/file/save-otlp.ts'
import type { OtlpDocument } from '../../panel/otlp/otlp-json.ts'
import type { Trace } from '../../panel/trace/model.ts'

/** @throws RangeError where a record lies in a file. */
export function saveTrace(trace: Trace, options: SaveOptions): OtlpDocument {
  const writer = new OtlpWriter(trace, { ...options, maxText: Infinity })
  for (const index of trace.spans()) {
    const detail = trace.detail(index)
    if (detail === undefined) throw new RangeError(`the record of span ${index} lies in a file`)
    writer.add({ index, source: trace.source(index), ...detail })
  }
  for (const log of trace.looseLogs()) writer.addEvent(log)
  return JSON.parse(writer.end().join(''))
}
