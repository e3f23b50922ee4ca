/** How all wires are read, at once: for what has to read in the page's own turn. */
import { readings as agent } from './agent/reading.ts'
import { readings as anthropic } from './anthropic/reading.ts'
import { readings as cohere } from './cohere/reading.ts'
import { readings as gemini } from './gemini/reading.ts'
import { readings as mistral } from './mistral/reading.ts'
import { readings as ollama } from './ollama/reading.ts'
import { readings as openai } from './openai/reading.ts'
import type { Api, Reading } from './read/dialect.ts'
import { useReadings } from './readings.ts'

const all: { readonly [api in Api]: Reading } = { ...openai, ...anthropic, ...gemini, ...mistral, ...cohere, ...ollama, ...agent }

export function useAllReadings(): void {
  useReadings(all)
}
