/** The wires by name, as in the option `endpoints`. */
export const APIS = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'openai-embeddings',
  'anthropic-messages',
  'anthropic-complete',
  'gemini-generate',
  'gemini-embed',
  'gemini-interactions',
  'mistral-chat',
  'mistral-fim',
  'mistral-embeddings',
  'mistral-conversations',
  'cohere-chat',
  'ollama-chat',
  'ollama-generate',
  'ollama-embed',
  'ai-sdk-ui',
  'ai-sdk-data-stream-v4',
  'ag-ui',
  'langgraph',
  'a2a',
] as const

/** The name of a wire; `docs/wires.md` says what each is. */
export type Api = (typeof APIS)[number]
