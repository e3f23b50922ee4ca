/** The three vendors by name, and where the scripted server answers for each. */
import { type Client, MODELS } from '../jobs.ts'
import { anthropicChat } from './anthropic.ts'
import type { Chat, Settings } from './chat.ts'
import { geminiChat } from './gemini.ts'
import { openaiChat } from './openai.ts'

const MAKERS: Readonly<Record<Client, (settings: Settings) => Chat>> = {
  openai: openaiChat,
  anthropic: anthropicChat,
  gemini: geminiChat,
}

export const createChat = (settings: Settings): Chat => MAKERS[settings.client](settings)

/** What comes after the server's address; the official clients differ in how much of the path they add themselves. */
const BASE_PATHS: Readonly<Record<Client, string>> = { openai: '/openai/v1', anthropic: '/anthropic', gemini: '/gemini' }

/** @param directions stage directions for the server (see its `directions.ts`), empty for none */
export function scriptedSettings(client: Client, api: string, directions = ''): Settings {
  const stage = directions === '' ? '' : `/with/${encodeURIComponent(directions)}`
  return { client, baseUrl: `${api}${stage}${BASE_PATHS[client]}`, apiKey: 'demo', model: MODELS[client] }
}
