/** Reads a file off the panel's thread. What the panel has not taken in yet holds it up: two batches on the way are all. */
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
} from '../../sdk/semconv.ts'
import type { FileMessage, FileRequest } from './file-messages.ts'
import { readSource } from './read-source.ts'

const MAX_UNTAKEN = 2
/** Spans after which the engine takes the code that reads them for hot. */
const EXAMPLES = 500

let untaken = 0
let goOn: (() => void) | undefined

self.onmessage = ({ data }: MessageEvent<FileRequest>) => {
  if (data.type === 'prepare') void readSource(example(), { give: () => Promise.resolve() })
  else if (data.type === 'open') void readSource(data.file, { give })
  else {
    untaken--
    goOn?.()
  }
}

/** Of the shape that most files have. */
function example(): Blob {
  const span = (at: number): object => ({
    traceId: '0'.repeat(31) + '1',
    spanId: at.toString(16).padStart(16, '0'),
    parentSpanId: at === 1 ? '' : '0'.repeat(15) + '1',
    name: 'chat example',
    kind: 3,
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
    attributes: [
      { key: ATTR_GEN_AI_OPERATION_NAME, value: { stringValue: 'chat' } },
      { key: ATTR_GEN_AI_REQUEST_MODEL, value: { stringValue: 'example' } },
      { key: ATTR_GEN_AI_USAGE_INPUT_TOKENS, value: { intValue: '1' } },
      { key: ATTR_GEN_AI_RESPONSE_FINISH_REASONS, value: { arrayValue: { values: [{ stringValue: 'stop' }] } } },
    ],
    events: [],
    status: { code: 1 },
  })
  const scopeSpans = [{ scope: { name: 'example' }, spans: Array.from({ length: EXAMPLES }, (_, at) => span(at + 1)) }]
  return new Blob([JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans }] })])
}

async function give(message: FileMessage): Promise<void> {
  const isBatch = message.type === 'spans' || message.type === 'logs'
  while (isBatch && untaken >= MAX_UNTAKEN) await new Promise<void>((resolve) => (goOn = resolve))
  if (isBatch) untaken++
  self.postMessage(message, { transfer: isBatch ? buffersOf(message.batch) : [] })
}

function buffersOf(batch: object): ArrayBuffer[] {
  return Object.values(batch).flatMap((column: unknown) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  )
}
