/** All bodies of our own making. */
import { a2aBodies } from './a2a.ts'
import { agUiBodies } from './ag-ui.ts'
import { aiSdkBodies } from './ai-sdk.ts'
import { anthropicBodies } from './anthropic.ts'
import { anthropicCompleteBodies } from './anthropic-complete.ts'
import { cohereBodies } from './cohere.ts'
import { geminiBodies } from './gemini.ts'
import { geminiOtherBodies } from './gemini-others.ts'
import { langGraphBodies } from './langgraph.ts'
import { mistralBodies } from './mistral.ts'
import { ollamaBodies } from './ollama.ts'
import { openaiBodies } from './openai.ts'
import { openaiOtherBodies } from './openai-others.ts'
import { openaiResponsesBodies } from './openai-responses.ts'
import type { OwnRecording } from './recording.ts'

export const ownBodies: readonly OwnRecording[] = [
  ...openaiBodies,
  ...openaiResponsesBodies,
  ...openaiOtherBodies,
  ...anthropicBodies,
  ...anthropicCompleteBodies,
  ...geminiBodies,
  ...geminiOtherBodies,
  ...mistralBodies,
  ...cohereBodies,
  ...ollamaBodies,
  ...aiSdkBodies,
  ...agUiBodies,
  ...langGraphBodies,
  ...a2aBodies,
]
