/** Asks the worker whether arguments fit their schema; it is ended where it is late. */
import type { JsonValue, MessagePart, Milliseconds, ToolDefinition } from '../../sdk/protocol/records.ts'
import { workerAddress } from '../file/worker-address.ts'
import { DeadlineWorker } from './deadline-worker.ts'
import type { SchemaVerdict } from './schema-errors.ts'
import { default as workerUrl } from './schema.worker.ts?worker&url'

const DEADLINE: Milliseconds = 50

export type Checked = SchemaVerdict | 'late' | 'failed'

let checker: DeadlineWorker<{ readonly schema: JsonValue; readonly value: JsonValue }, SchemaVerdict> | undefined
const startChecker = (): Worker => new Worker(workerAddress(workerUrl), { type: 'module' })

export async function checkArguments(schema: JsonValue, value: JsonValue): Promise<Checked> {
  checker ??= new DeadlineWorker({ start: startChecker, deadline: DEADLINE })
  const question = { schema, value }
  const first = await checker.ask(question)
  // A machine that is busy is late with anything: it gets one more try.
  const answer = first === 'late' ? await checker.ask(question) : first
  return typeof answer === 'string' ? answer : answer.value
}

/** The names that a schema goes by in definitions; the conventions have the first. */
const SCHEMA_KEYS = ['parameters', 'input_schema', 'inputSchema', 'parametersJsonSchema'] as const

export function schemaOf(definition: ToolDefinition | undefined): JsonValue | undefined {
  // What was cut is no schema any more.
  if (definition === undefined || definition['truncated_characters'] !== undefined) return undefined
  const key = SCHEMA_KEYS.find((name) => typeof definition[name] === 'object' && definition[name] !== null)
  return key === undefined ? undefined : definition[key]
}

/** What the model sent as arguments; `undefined` where that is not whole, or no JSON. */
export function argumentsOf(call: MessagePart): JsonValue | undefined {
  if (call['truncated_characters'] !== undefined) return undefined
  const sent = call['arguments_text'] ?? call['arguments']
  if (typeof sent !== 'string') return sent
  try {
    return JSON.parse(sent)
  } catch {
    return undefined
  }
}
