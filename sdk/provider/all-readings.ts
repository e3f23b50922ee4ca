/** How all wires are read, at once: for what has to read in the page's own turn. */
import { readings as aiSdk } from './agent/ai-sdk-reading.ts'
import { readings as langgraph } from './agent/langgraph-reading.ts'
import { readings as agents } from './agent/reading.ts'
import { readings as anthropic } from './anthropic/reading.ts'
import { readings as cohere } from './cohere/reading.ts'
import { readings as interactions } from './gemini/interactions-reading.ts'
import { readings as gemini } from './gemini/reading.ts'
import { readings as mistral } from './mistral/reading.ts'
import { readings as ollama } from './ollama/reading.ts'
import { readings as chat } from './openai/chat-reading.ts'
import { readings as openai } from './openai/reading.ts'
import { readings as responses } from './openai/responses-reading.ts'
import { useReadings } from './readings.ts'

const openaiAll = { ...openai, ...chat, ...responses }

export function useAllReadings(): void {
  useReadings({
    ...openaiAll,
    ...anthropic,
    ...gemini,
    ...interactions,
    ...mistral,
    ...cohere,
    ...ollama,
    ...agents,
    ...aiSdk,
    ...langgraph,
  })
}
