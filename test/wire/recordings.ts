/** Recorded exchanges with real providers, at `$GENAI_WIRE` (default `../shared/wire`); others' data, read in place. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Api } from '../../sdk/provider/read/dialect.ts'

export const wireDirectory = resolve(process.env['GENAI_WIRE'] ?? '../shared/wire')
export const wirePresent = existsSync(join(wireDirectory, 'manifest.json'))

/** What an independent program read from the raw bytes; `null` and absent are not compared. */
export interface Expected {
  readonly request_model: string | null
  readonly response_model: string | null
  readonly response_id: string | null
  readonly input_tokens_total: number | null
  readonly output_tokens_total: number | null
  readonly cached_input_tokens: number | null
  readonly cache_creation_tokens: number | null
  readonly reasoning_tokens: number | null
  readonly finish_reasons: readonly (string | null)[] | null
  readonly tool_call_names: readonly string[] | null
  readonly output_text_length: number | null
  readonly output_text_sha256: string | null
  readonly reasoning_text_sha256?: string | null
  readonly status: number
  readonly stream_error: boolean
  /** Present where a gateway began the message anew within one stream. */
  readonly message_start_events?: number
}

export interface Recording {
  readonly name: string
  readonly api: Api
  readonly stream: boolean
  /** The text that streamed is not the text that the stream's last event says was made. */
  readonly reworded: boolean
  readonly expected: Expected
  readonly request: { readonly method: string; readonly url: string; readonly body: unknown }
  readonly contentType: string
  readonly header: (name: string) => string | null
  readonly body: () => Uint8Array
}

export const APIS: readonly string[] = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'openai-embeddings',
  'anthropic-messages',
  'gemini-generate',
  'gemini-embed',
  'gemini-interactions',
  'anthropic-complete',
  'mistral-chat',
  'mistral-fim',
  'mistral-embeddings',
  'cohere-chat',
  'ollama-chat',
  'ollama-generate',
  'ollama-embed',
  'ai-sdk-ui',
  'ai-sdk-data-stream-v4',
]

interface ManifestExchange {
  readonly dir: string
  readonly api: Api
  readonly stream: boolean
  readonly expected: Expected
}

export function recordings(): readonly Recording[] {
  const manifest: { id: string; features: string[]; exchanges: ManifestExchange[] }[] = readJson(join(wireDirectory, 'manifest.json'))
  return manifest.flatMap(({ id, features, exchanges }) =>
    exchanges
      .filter(({ api }) => APIS.includes(api))
      .map((exchange) => read(id, features.includes('delta_text_differs_from_final'), exchange)),
  )
}

function read(id: string, reworded: boolean, { dir, api, stream, expected }: ManifestExchange): Recording {
  const directory = join(wireDirectory, 'cases', id, dir)
  const request = readJson(join(directory, 'request.json'))
  const response = readJson(join(directory, 'response.json'))
  const file = readdirSync(directory).find((name) => name.startsWith('body.'))
  if (file === undefined) throw new Error(`${id}/${dir} has no body`)
  const name = dir === '.' ? id : `${id}/${dir}`
  const header = (field: string): string | null => response.headers?.[field] ?? null
  const contentType = header('content-type') ?? ''
  return { name, api, stream, reworded, expected, request, contentType, header, body: () => readFileSync(join(directory, file)) }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
