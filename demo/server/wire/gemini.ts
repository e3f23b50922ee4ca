/** Gemini generateContent and streamGenerateContent: https://ai.google.dev/api/generate-content */
import type { Json } from '../../jobs.ts'
import { field, items, text } from '../json.ts'
import type { ScriptedExchange } from '../scenario.ts'
import { answeringModel, event, type FailureStatus, type Request, type Wire } from './wire.ts'

const PATH = /\/models\/([^/:]+):(streamGenerateContent|generateContent)$/

/** `candidatesTokenCount` leaves out the thoughts. */
function usage({ usage: counts }: ScriptedExchange): Json {
  const thoughts = counts.reasoningTokens ?? 0
  return {
    promptTokenCount: counts.inputTokens,
    candidatesTokenCount: counts.outputTokens - thoughts,
    totalTokenCount: counts.inputTokens + counts.outputTokens,
    thoughtsTokenCount: thoughts,
    cachedContentTokenCount: counts.cacheReadTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: counts.inputTokens }],
  }
}

const functionCalls = (exchange: ScriptedExchange): Json[] =>
  exchange.toolCalls.map((call) => ({ functionCall: { id: call.id, name: call.name, args: call.arguments } }))

function answer(exchange: ScriptedExchange, request: Request, parts: readonly Json[], last: boolean): Json {
  const candidate = { content: { parts, role: 'model' }, index: 0, ...(last ? { finishReason: exchange.finishReason } : {}) }
  return {
    candidates: [candidate],
    // Each chunk of the real wire carries usage so far; only the last one is complete.
    usageMetadata: last ? usage(exchange) : { promptTokenCount: exchange.usage.inputTokens, totalTokenCount: exchange.usage.inputTokens },
    modelVersion: answeringModel(exchange, request),
    responseId: exchange.id,
  }
}

function frames(exchange: ScriptedExchange, request: Request): readonly string[] {
  const parts = [...exchange.pieces.map((piece) => ({ text: piece })), ...functionCalls(exchange)]
  return [...parts.map((part) => event(answer(exchange, request, [part], false))), event(answer(exchange, request, [{ text: '' }], true))]
}

function whole(exchange: ScriptedExchange, request: Request): Json {
  return answer(exchange, request, [{ text: exchange.pieces.join('') }, ...functionCalls(exchange)], true)
}

function read(url: URL, body: Json | undefined): Request {
  const [, model = '', method = ''] = PATH.exec(url.pathname) ?? []
  const contents = items(field(body, 'contents'))
  const parts = contents.flatMap((each) => items(field(each, 'parts')))
  return {
    prompt: text(field(items(field(contents[0], 'parts'))[0], 'text')),
    toolResults: parts.filter((part) => field(part, 'functionResponse') !== undefined).length,
    hasTools: items(field(body, 'tools')).length > 0,
    model: decodeURIComponent(model),
    stream: method === 'streamGenerateContent',
    wantsUsage: true,
  }
}

const FAILURES: Readonly<Record<FailureStatus, { readonly message: string; readonly status: string }>> = {
  400: { message: 'The temperature is out of range.', status: 'INVALID_ARGUMENT' },
  429: { message: 'You exceeded your current quota.', status: 'RESOURCE_EXHAUSTED' },
  500: { message: 'An internal error has occurred.', status: 'INTERNAL' },
}

export const gemini: Wire = {
  client: 'gemini',
  matches: (path) => PATH.test(path),
  read,
  frames,
  whole,
  failure: (status) => ({ error: { code: status, ...FAILURES[status] } }),
  brokenEvent: 'data: {"candidates":[{"content":\n\n',
  streamError: () => event({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
}
