/** Every wire that is read: add one here. */
import { a2a } from './agent/a2a.ts'
import { agUi } from './agent/ag-ui.ts'
import { aiSdkDataStream } from './agent/ai-sdk-data-stream.ts'
import { aiSdkUi } from './agent/ai-sdk-ui.ts'
import { anthropicComplete } from './anthropic/anthropic-complete.ts'
import { anthropicMessages } from './anthropic/anthropic-messages.ts'
import { cohereChat } from './cohere/cohere-chat.ts'
import { geminiEmbed } from './gemini/gemini-embed.ts'
import { geminiGenerate } from './gemini/gemini-generate.ts'
import { geminiInteractions } from './gemini/gemini-interactions.ts'
import { langGraph } from './agent/langgraph.ts'
import { mistralConversations } from './mistral/mistral-conversations.ts'
import { mistralChat, mistralEmbeddings, mistralFim } from './mistral/mistral.ts'
import { ollamaChat, ollamaEmbed, ollamaGenerate } from './ollama/ollama.ts'
import { openaiChat } from './openai/openai-chat.ts'
import { openaiCompletions } from './openai/openai-completions.ts'
import { openaiEmbeddings } from './openai/openai-embeddings.ts'
import { openaiResponses } from './openai/openai-responses.ts'
import type { Api, Dialect } from './read/dialect.ts'

/**
 * Every wire that is read. The order matters: OpenAI's paths are also others' (Mistral's, Ollama's), and Chat Completions is the least telling
 * of the bodies.
 */
export const dialects: readonly Dialect[] = [
  geminiGenerate,
  geminiEmbed,
  geminiInteractions,
  anthropicMessages,
  anthropicComplete,
  mistralChat,
  mistralFim,
  mistralEmbeddings,
  mistralConversations,
  cohereChat,
  ollamaChat,
  ollamaGenerate,
  ollamaEmbed,
  openaiEmbeddings,
  openaiResponses,
  openaiCompletions,
  openaiChat,
  agUi,
  a2a,
  langGraph,
  aiSdkUi,
  aiSdkDataStream,
]

/** The wire of that name. */
export function dialectOf(api: Api): Dialect | undefined {
  return dialects.find((dialect) => dialect.api === api)
}
