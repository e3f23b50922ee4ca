import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { SpanKind, StatusCode } from '../../sdk/protocol/records.ts'
import { ATTR_GEN_AI_OPERATION_NAME, ATTR_GEN_AI_REQUEST_MODEL, ATTR_GEN_AI_USAGE_OUTPUT_TOKENS } from '../../sdk/semconv.ts'
import type { Step } from './script.ts'

interface Call {
  readonly trace: number
  readonly operation: string
  readonly under?: number
  readonly start: Milliseconds
  readonly end: Milliseconds
}

/** Three calls 45 s apart, then an agent that waits 30 s between two calls of its own. */
const CALLS: readonly Call[] = [
  { trace: 1, operation: 'chat', start: 0, end: 234 },
  { trace: 2, operation: 'chat', start: 45_000, end: 45_253 },
  { trace: 3, operation: 'chat', start: 90_200, end: 90_434 },
  { trace: 4, operation: 'invoke_agent', start: 131_000, end: 162_000 },
  { trace: 4, operation: 'chat', under: 4, start: 131_050, end: 131_550 },
  { trace: 4, operation: 'chat', under: 4, start: 161_500, end: 161_990 },
]

/** A page of which somebody asks something now and then. */
export function idle(origin: Milliseconds): readonly Step[] {
  return CALLS.map(({ trace, operation, under, start, end }, index) => ({
    at: end,
    entry: {
      seq: index + 1,
      span: {
        traceId: trace.toString(16).padStart(32, '0'),
        spanId: (index + 1).toString(16).padStart(16, '0'),
        ...(under === undefined ? {} : { parentSpanId: under.toString(16).padStart(16, '0') }),
        name: operation,
        kind: operation === 'chat' ? SpanKind.client : SpanKind.internal,
        startTimeUnixNano: `${origin + start}000000`,
        endTimeUnixNano: `${origin + end}000000`,
        status: { code: StatusCode.unset },
        attributes: {
          [ATTR_GEN_AI_OPERATION_NAME]: operation,
          ...(operation === 'chat' ? { [ATTR_GEN_AI_REQUEST_MODEL]: 'gpt-5-mini', [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: 87 } : {}),
        },
        events: [],
        links: [],
        resource: 'none',
        state: 'ended',
        ...(operation === 'chat' ? { firstChunkOffset: 80, chunks: { offsets: [80, 120, 160, 200], sizes: [60, 80, 90, 40] } } : {}),
      },
    },
  }))
}
