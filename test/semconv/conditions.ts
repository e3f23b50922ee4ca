/**
 * Whether an attribute whose level hangs on a condition applies to a span: read from what crossed the wire, by other code than the SDK's. `undefined` where
 * nothing here can tell.
 */
import type { CheckedSpan, Wire } from './span.ts'

interface Fields {
  readonly [key: string]: unknown
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {})

/** Where requests keep their parameters. */
const NESTS = ['generationConfig', 'generation_config', 'options', 'params', 'inference_config']

function asked({ request }: Wire, ...keys: readonly string[]): readonly unknown[] {
  const body = fieldsOf(request)
  const places = [body, ...NESTS.map((nest) => fieldsOf(body[nest]))]
  return places.flatMap((place) => keys.map((key) => place[key])).filter((value) => value !== undefined && value !== null)
}

/** Values of those keys anywhere in the answer, but not in what the model wrote. */
function answered({ answer }: Wire, ...keys: readonly string[]): readonly unknown[] {
  const known = indexes.get(answer) ?? indexOf(answer)
  indexes.set(answer, known)
  return keys.flatMap((key) => known.get(key) ?? [])
}

type Index = ReadonlyMap<string, readonly unknown[]>
const indexes = new WeakMap<object, Index>()

function indexOf(answer: readonly unknown[]): Index {
  const index = new Map<string, unknown[]>()
  const visit = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, depth)
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH)
      for (const [key, item] of Object.entries(value)) {
        const values = index.get(key)
        if (values === undefined) index.set(key, [item])
        else values.push(item)
        if (!WRITTEN.has(key)) visit(item, depth + 1)
      }
  }
  visit(answer, 0)
  return index
}

const MAX_DEPTH = 6
const WRITTEN = new Set([
  'content',
  'delta',
  'arguments',
  'args',
  'input',
  'parts',
  'output',
  'text',
  'instructions',
  'tools',
  'logprobs',
  'metadata',
  'usage_breakdown',
  'providerMetadata',
])

const isWord = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isNumber = (value: unknown): boolean => typeof value === 'number'
const isCount = (value: unknown): boolean => typeof value === 'number' && value > 0
const isFilled = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 && value.every(isWord) : isWord(value))
/** A reason is a word; of the statuses of an answer that goes on it is none. */
const isReason = (value: unknown): boolean => isWord(value) && value !== 'FINISH_REASON_UNSPECIFIED'

type Tell = (wire: Wire, span: CheckedSpan) => boolean

const request =
  (is: (value: unknown) => boolean, ...keys: readonly string[]): Tell =>
  (wire) =>
    asked(wire, ...keys).some(is)

/** A refused call has no answer to speak of. */
const answer =
  (is: (value: unknown) => boolean, ...keys: readonly string[]): Tell =>
  (wire, { failed }) =>
    !failed && wire.status < 400 && answered(wire, ...keys).some(is)

/** An answer that is made in the background: its tier is what was asked for, until it is known. */
const isUndecided = (value: unknown): boolean => /^(?:queued|in_progress)$/.test(String(fieldsOf(value)['status']))

const inPath = ({ url }: Wire): boolean => /\/models\/[^/]+:|\/deployments\/[^/]+\//.test(url.pathname)

function streams(wire: Wire): boolean {
  const { url } = wire
  if (/stream[A-Z]|converse-stream/.test(url.pathname) || url.searchParams.get('stream') === 'true') return true
  return asked(wire, 'stream').includes(true)
}

const DETAILS = {
  input: { lists: ['promptTokensDetails', 'input_tokens_by_modality'], objects: ['prompt_tokens_details', 'input_tokens_details'] },
  cache: { lists: ['cacheTokensDetails', 'cached_tokens_by_modality'], objects: ['cached_tokens_details'] },
  output: {
    lists: ['candidatesTokensDetails', 'output_tokens_by_modality'],
    objects: ['completion_tokens_details', 'output_tokens_details'],
  },
}

/** Google lists counts by modality, OpenAI gives each a key. */
function modality(side: keyof typeof DETAILS, word: string, key: string): Tell {
  const { lists, objects } = DETAILS[side]
  const named = (item: unknown): boolean => {
    const { modality: kind, tokenCount, tokens } = fieldsOf(item)
    return String(kind).toUpperCase() === word && (isCount(tokenCount) || isCount(tokens))
  }
  return (wire, span) =>
    answer((list) => Array.isArray(list) && list.some(named), ...lists)(wire, span) ||
    answer((counts) => isCount(fieldsOf(counts)[key]), ...objects)(wire, span)
}

const TELLS: { readonly [attribute: string]: Tell } = {
  'gen_ai.request.model': (wire) => asked(wire, 'model').some(isWord) || inPath(wire),
  'gen_ai.request.max_tokens': request(
    isNumber,
    'max_tokens',
    'max_completion_tokens',
    'max_output_tokens',
    'maxOutputTokens',
    'max_tokens_to_sample',
    'num_predict',
  ),
  'gen_ai.request.temperature': request(isNumber, 'temperature'),
  'gen_ai.request.top_p': request(isNumber, 'top_p', 'topP'),
  'gen_ai.request.top_k': request(isNumber, 'top_k', 'topK'),
  'gen_ai.request.stop_sequences': request(isFilled, 'stop', 'stop_sequences', 'stopSequences'),
  'gen_ai.request.frequency_penalty': request(isNumber, 'frequency_penalty', 'frequencyPenalty'),
  'gen_ai.request.presence_penalty': request(isNumber, 'presence_penalty', 'presencePenalty'),
  'gen_ai.request.seed': request(Number.isSafeInteger, 'seed', 'random_seed'),
  'gen_ai.request.choice.count': request(
    (value) => isCount(value) && value !== 1,
    'n',
    'candidateCount',
    'candidate_count',
    'num_generations',
  ),
  'gen_ai.request.stream': streams,
  'gen_ai.request.previous_response.id': request(isWord, 'previous_response_id', 'previous_interaction_id'),
  'gen_ai.request.reasoning.level': (wire) =>
    asked(wire, 'reasoning_effort').some(isWord) ||
    asked(wire, 'reasoning', 'output_config').some((value) => isWord(fieldsOf(value)['effort'])) ||
    asked(wire, 'thinkingConfig').some((value) => isWord(fieldsOf(value)['thinkingLevel'])),
  'gen_ai.request.encoding_formats': request(isFilled, 'encoding_format', 'embedding_types'),
  'gen_ai.embeddings.dimension.count': request(isNumber, 'dimensions', 'outputDimensionality', 'output_dimension'),
  'gen_ai.output.type': (wire) =>
    asked(wire, 'response_format').some((value) => isWord(fieldsOf(value)['type'])) ||
    asked(wire, 'text').some((value) => isWord(fieldsOf(fieldsOf(value)['format'])['type'])) ||
    asked(wire, 'responseMimeType').some(isWord),
  'gen_ai.response.id': (wire, { failed }) =>
    !failed &&
    wire.answer.some((each) => [each, fieldsOf(each)['response'], fieldsOf(each)['message']].some((of) => isWord(fieldsOf(of)['id']))),
  'gen_ai.response.model': (wire, { failed }) =>
    !failed &&
    wire.answer.some((each) =>
      [each, fieldsOf(each)['response'], fieldsOf(each)['message']].some(
        (of) => isWord(fieldsOf(of)['model']) || isWord(fieldsOf(of)['modelVersion']),
      ),
    ),
  'gen_ai.response.finish_reasons': answer(isReason, 'finish_reason', 'finishReason', 'stop_reason', 'done_reason'),
  // Half of an answer may be half of its first event.
  'gen_ai.response.time_to_first_chunk': (wire, { failed, attributes }) =>
    !failed && wire.answer.length > 0 && attributes['gen_ai.request.stream'] === true,
  'gen_ai.usage.input_tokens': answer(
    isCount,
    'prompt_tokens',
    'input_tokens',
    'promptTokenCount',
    'prompt_eval_count',
    'total_input_tokens',
  ),
  'gen_ai.usage.output_tokens': answer(
    isCount,
    'completion_tokens',
    'output_tokens',
    'candidatesTokenCount',
    'eval_count',
    'total_output_tokens',
  ),
  'gen_ai.usage.cache_read.input_tokens': answer(isCount, 'cached_tokens', 'cache_read_input_tokens', 'cachedContentTokenCount'),
  'gen_ai.usage.cache_write.input_tokens': answer(isCount, 'cache_creation_input_tokens'),
  'gen_ai.usage.reasoning.output_tokens': answer(isCount, 'reasoning_tokens', 'thoughtsTokenCount', 'total_thought_tokens'),
  'gen_ai.usage.text.input_tokens': modality('input', 'TEXT', 'text_tokens'),
  'gen_ai.usage.image.input_tokens': modality('input', 'IMAGE', 'image_tokens'),
  'gen_ai.usage.audio.input_tokens': modality('input', 'AUDIO', 'audio_tokens'),
  'gen_ai.usage.text.cache_read.input_tokens': modality('cache', 'TEXT', 'text_tokens'),
  'gen_ai.usage.image.cache_read.input_tokens': modality('cache', 'IMAGE', 'image_tokens'),
  'gen_ai.usage.audio.cache_read.input_tokens': modality('cache', 'AUDIO', 'audio_tokens'),
  'gen_ai.usage.text.output_tokens': modality('output', 'TEXT', 'text_tokens'),
  'gen_ai.usage.image.output_tokens': modality('output', 'IMAGE', 'image_tokens'),
  'gen_ai.usage.audio.output_tokens': modality('output', 'AUDIO', 'audio_tokens'),
  'gen_ai.prompt.name': (wire) => asked(wire, 'prompt').some((value) => isWord(fieldsOf(value)['id'])),
  'gen_ai.prompt.version': (wire) => asked(wire, 'prompt').some((value) => isWord(fieldsOf(value)['version'])),
  'gen_ai.response.status': (wire, { failed }) => !failed && wire.answer.some((each) => isWord(fieldsOf(each)['status'])),
  'openai.request.service_tier': request((value) => isWord(value) && value !== 'auto', 'service_tier'),
  'openai.response.service_tier': (wire, span) => !wire.answer.some(isUndecided) && answer(isWord, 'service_tier')(wire, span),
  'openai.response.system_fingerprint': answer(isWord, 'system_fingerprint'),
  'openai.api.type': ({ url }) => /\/(?:chat\/completions|responses)\b/.test(url.pathname),
}

/** Told by the span itself. */
const BY_SPAN: { readonly [attribute: string]: (span: CheckedSpan) => boolean } = {
  'error.type': ({ failed }) => failed,
  'server.address': ({ wire }) => wire !== undefined,
  'server.port': ({ attributes }) => attributes['server.address'] !== undefined,
  'client.port': ({ attributes }) => attributes['client.address'] !== undefined,
  'gen_ai.tool.name': ({ attributes }) => attributes['mcp.method.name'] === 'tools/call',
  'gen_ai.operation.name': ({ attributes }) => attributes['mcp.method.name'] === 'tools/call',
  'gen_ai.prompt.name': ({ attributes }) => attributes['mcp.method.name'] === 'prompts/get',
  'gen_ai.agent.name': ({ agent, attributes }) => agent !== undefined && attributes['gen_ai.operation.name'] === 'execute_tool',
  'mcp.resource.uri': ({ attributes }) => /^resources\/(?:read|(?:un)?subscribe)$/.test(String(attributes['mcp.method.name'])),
  'jsonrpc.request.id': ({ attributes }) => /^(?!notifications\/)./.test(String(attributes['mcp.method.name'] ?? '')),
  'network.protocol.name': ({ attributes }) => attributes['mcp.method.name'] !== undefined,
  'network.transport': ({ attributes }) => attributes['mcp.method.name'] !== undefined,
  'rpc.response.status_code': ({ attributes }) =>
    /^-?\d+$/.test(String(attributes['error.type'] ?? '')) && attributes['genai_devtools.http.status_code'] === undefined,
}

export function appliesTo(attribute: string, span: CheckedSpan): boolean | undefined {
  const bySpan = BY_SPAN[attribute]?.(span)
  const tell = TELLS[attribute]
  if (bySpan === true || tell === undefined || span.wire === undefined) return bySpan
  return tell(span.wire, span)
}

/** Attributes that this file can tell of. */
export const DECIDED: ReadonlySet<string> = new Set([...Object.keys(TELLS), ...Object.keys(BY_SPAN)])
