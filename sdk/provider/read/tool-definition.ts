import type { JsonValue, ToolDefinition } from '../../protocol/records.ts'
import { toDraft07 } from './draft-07.ts'
import { string, word, type JsonObject } from './json.ts'

/**
 * A tool as the conventions define it. Only the named fields are taken: definitions of hosted tools (MCP servers) can hold the
 * application's tokens.
 */
export function toolDefinition(type: string, tool: JsonObject, parameters: JsonValue | undefined = tool['parameters']): ToolDefinition {
  const description = string(tool['description'])
  return {
    type,
    name: word(tool['name']) ?? type,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters: toDraft07(parameters) }),
  }
}
