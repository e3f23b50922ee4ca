/** Every wire that is known. How they are read is loaded by itself: see `readings.ts`. */
import { agentWires } from './agent/wires.ts'
import { anthropicWires } from './anthropic/wires.ts'
import { cohereWires } from './cohere/wires.ts'
import { geminiWires } from './gemini/wires.ts'
import { mistralWires } from './mistral/wires.ts'
import { ollamaWires } from './ollama/wires.ts'
import { openaiWires } from './openai/wires.ts'
import type { Api, Wire } from './read/dialect.ts'

/** The order matters: OpenAI's paths are also others' (Mistral's, Ollama's), and its bodies the least telling. */
export const wires: readonly Wire[] = [
  ...geminiWires,
  ...anthropicWires,
  ...mistralWires,
  ...cohereWires,
  ...ollamaWires,
  ...openaiWires,
  ...agentWires,
]

/** The wire of that name. */
export function wireOf(api: Api): Wire | undefined {
  return wires.find((wire) => wire.api === api)
}
