/** What was asked of a model: read from what the server got, and from what the span says. Read here by hand, not by the SDK that is tested. */
import type { LogEntry } from '../../../demo/server/log.ts'

export interface Asked {
  readonly model: unknown
  readonly stream: boolean
  readonly temperature: unknown
  readonly topP: unknown
  readonly maxTokens: unknown
  /** What the user said, text by text. */
  readonly texts: readonly string[]
}

interface Fields {
  readonly [name: string]: unknown
}

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {})
const items = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])
const none = (value: unknown): unknown => value ?? null

/** The texts of messages of the user: `content` or `parts`, one text or a list of parts with one each. */
function textsOf(messages: unknown): readonly string[] {
  if (typeof messages === 'string') return [messages]
  const ofUser = items(messages).filter(({ role }) => (role ?? 'user') === 'user')
  return ofUser.flatMap(({ content, parts }) => {
    const said = content ?? parts
    return typeof said === 'string' ? [said] : items(said).flatMap(({ text, content: own }) => [text, own].filter(isText))
  })
}

const isText = (value: unknown): value is string => typeof value === 'string'

function ofGemini(path: string, body: Fields): Asked {
  const { temperature, topP, maxOutputTokens } = fields(body['generationConfig'])
  return {
    model: /\/models\/([^/:]+):/.exec(path)?.[1],
    stream: path.includes(':stream'),
    temperature: none(temperature),
    topP: none(topP),
    maxTokens: none(maxOutputTokens),
    texts: textsOf(body['contents']),
  }
}

export function askedOf({ path, body: text }: Pick<LogEntry, 'path' | 'body'>): Asked {
  const body = fields(JSON.parse(text))
  if (path.includes('/models/')) return ofGemini(path, body)
  const options = { ...body, ...fields(body['options']) }
  return {
    model: body['model'],
    // Ollama streams unless it is told not to.
    stream: path.includes('/ollama/') ? body['stream'] !== false : body['stream'] === true,
    temperature: none(options['temperature']),
    topP: none(options['top_p']),
    maxTokens: none(options['max_tokens'] ?? options['max_completion_tokens'] ?? options['max_output_tokens'] ?? options['num_predict']),
    texts: textsOf(body['messages'] ?? body['input']),
  }
}

/** The same of a span's attributes. */
export function saidBy(attributes: Fields): Asked {
  const messages = attributes['gen_ai.input.messages']
  return {
    model: attributes['gen_ai.request.model'],
    stream: attributes['gen_ai.request.stream'] === true,
    temperature: none(attributes['gen_ai.request.temperature']),
    topP: none(attributes['gen_ai.request.top_p']),
    maxTokens: none(attributes['gen_ai.request.max_tokens']),
    texts: isText(messages) ? textsOf(JSON.parse(messages)) : [],
  }
}
