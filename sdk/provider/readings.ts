/** How the wires are read: what reads one, or a few that are asked side by side, is a chunk of its own, loaded when a call of theirs is there. */
import { LateModule } from '../late-module.ts'
import type { Api, Reading, Wire } from './read/dialect.ts'

interface ReadingModule {
  readonly readings: { readonly [api in Api]?: Reading }
}

type ReadingPart = LateModule<ReadingModule>
const part = (load: () => Promise<ReadingModule>): ReadingPart => new LateModule(load)

const openai = part(() => import('./openai/reading.ts'))
const anthropic = part(() => import('./anthropic/reading.ts'))
const gemini = part(() => import('./gemini/reading.ts'))
const mistral = part(() => import('./mistral/reading.ts'))
const ollama = part(() => import('./ollama/reading.ts'))
const aiSdk = part(() => import('./agent/ai-sdk-reading.ts'))
const agents = part(() => import('./agent/reading.ts'))

const PARTS: { readonly [api in Api]: ReadingPart } = {
  'openai-chat': part(() => import('./openai/chat-reading.ts')),
  'openai-responses': part(() => import('./openai/responses-reading.ts')),
  'openai-completions': openai,
  'openai-embeddings': openai,
  'anthropic-messages': anthropic,
  'anthropic-complete': anthropic,
  'gemini-generate': gemini,
  'gemini-embed': gemini,
  'gemini-interactions': part(() => import('./gemini/interactions-reading.ts')),
  'mistral-chat': mistral,
  'mistral-fim': mistral,
  'mistral-embeddings': mistral,
  'mistral-conversations': mistral,
  'cohere-chat': part(() => import('./cohere/reading.ts')),
  'ollama-chat': ollama,
  'ollama-generate': ollama,
  'ollama-embed': ollama,
  'ai-sdk-ui': aiSdk,
  'ai-sdk-data-stream-v4': aiSdk,
  'ag-ui': agents,
  a2a: agents,
  langgraph: part(() => import('./agent/langgraph-reading.ts')),
}

/** What reads that wire. */
export const partOf = ({ api }: Wire): ReadingPart => PARTS[api]

/** `undefined` until it is loaded. */
export const readingOf = (wire: Wire): Reading | undefined => partOf(wire).module?.readings[wire.api]

/** Why the load of one failed; `undefined` where none did, or a later one succeeded. */
export const readingProblem = (): string | undefined => Object.values(PARTS).find(({ problem }) => problem !== undefined)?.problem

/** What is there already needs no loading. */
export function useReadings(all: { readonly [api in Api]: Reading }): void {
  for (const one of Object.values(PARTS)) one.use({ readings: all })
}
