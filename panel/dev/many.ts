import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { SpanKind, StatusCode } from '../../sdk/protocol/records.ts'
import type { Step } from './script.ts'
import { ATTR_GEN_AI_OPERATION_NAME, ATTR_GEN_AI_REQUEST_MODEL, ATTR_GEN_AI_USAGE_INPUT_TOKENS } from '../../sdk/semconv.ts'

const CALLS_PER_AGENT = 9
const EVERY: Milliseconds = 20

/** Agents with nine calls each, `count` spans in all: for scrolling and measuring. */
export function many(origin: Milliseconds, count: number): readonly Step[] {
  return Array.from({ length: count }, (_, index) => {
    const agent = index - (index % (CALLS_PER_AGENT + 1))
    const root = index === agent
    const start = origin + index * EVERY
    const operation = root ? 'invoke_agent' : index % 3 === 0 ? 'execute_tool' : 'chat'
    return {
      at: 0,
      entry: {
        seq: index + 1,
        span: {
          traceId: (agent + 1).toString(16).padStart(32, '0'),
          spanId: (index + 1).toString(16).padStart(16, '0'),
          ...(root ? {} : { parentSpanId: (agent + 1).toString(16).padStart(16, '0') }),
          name: operation,
          kind: SpanKind.internal,
          startTimeUnixNano: `${start}000000`,
          endTimeUnixNano: `${start + (root ? 200 : 15)}000000`,
          status: { code: StatusCode.unset },
          attributes: {
            [ATTR_GEN_AI_OPERATION_NAME]: operation,
            [ATTR_GEN_AI_REQUEST_MODEL]: 'gpt-5-mini',
            [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: index,
          },
          events: [],
          links: [],
          resource: 'none',
          state: 'ended',
        },
      },
    }
  })
}
