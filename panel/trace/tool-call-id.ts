import { ATTR_GEN_AI_TOOL_CALL_ID } from '../../sdk/semconv.ts'
import { text } from './attributes.ts'
import type { SpanDetail } from './model.ts'

/** Of a tool's span: the call that a model asked for it by. */
export function toolCallIdOf({ record }: Pick<SpanDetail, 'record'>): string | undefined {
  return text(record.attributes, ATTR_GEN_AI_TOOL_CALL_ID)
}
