/** Names of attributes that carry words of users, models or tools: each once, for the SDK and the panel. */
import type { SpanContent } from '../protocol/records.ts'
import {
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  ATTR_GEN_AI_TOOL_CALL_RESULT,
  ATTR_GEN_AI_TOOL_DEFINITIONS,
} from '../semconv.ts'

/** One kind of content. */
export type ContentField = Exclude<keyof SpanContent, 'truncatedCharacters' | 'truncatedMessages'>

/** The conventions' attribute of each kind of content. */
export const CONTENT_ATTRIBUTES = {
  systemInstructions: ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  inputMessages: ATTR_GEN_AI_INPUT_MESSAGES,
  outputMessages: ATTR_GEN_AI_OUTPUT_MESSAGES,
  toolDefinitions: ATTR_GEN_AI_TOOL_DEFINITIONS,
  toolCallArguments: ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  toolCallResult: ATTR_GEN_AI_TOOL_CALL_RESULT,
} as const satisfies { readonly [field in ContentField]: string }

/**
 * In the conventions and in the dialects that other producers write. A record or file without content must hold none of them, so the list errs on
 * the side of leaving out.
 */
const CONTENT_NAMES = new RegExp(
  [
    '^gen_ai\\.(system_instructions|input\\.messages|output\\.messages|tool\\.(definitions|call\\.(arguments|result)))$',
    '^gen_ai\\.(retrieval\\.(query\\.text|documents)|memory\\.(query\\.text|records)|evaluation\\.explanation)$',
    '^gen_ai\\.(prompt|completion)$|^gen_ai\\.(prompt|completion)\\.\\d|^gen_ai\\.prompt\\.variable\\.',
    '^gen_ai\\.(content|(system|user|assistant|tool)\\.message|choice)\\b',
    '^(input|output)\\.value$|^llm\\.(input_messages|output_messages|prompts|tools|prompt_template|request\\.functions)\\b',
    '^(retrieval\\.documents|embedding\\.embeddings|message|document|tool\\.parameters)\\b',
    '^traceloop\\.(entity\\.(input|output)|prompt\\.)|^mcp\\.(request\\.argument|response\\.value)$',
    '^ai\\.(prompt|response\\.(text|toolCalls|object|reasoning)|toolCall\\.(args|result)|values?|embeddings?|result)\\b',
    '^genai_devtools\\.(content|live)\\b',
  ].join('|'),
)

export function carriesContent(name: string): boolean {
  return CONTENT_NAMES.test(name)
}
