/** What is mutated: the project's own bodies, and the recordings where they are there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../sdk/parser/json.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { APIS as apis } from '../../sdk/recognition/apis.ts'
import type { Api } from '../../sdk/provider/read/dialect.ts'
import { ownBodies } from '../wire/own/all.ts'

export interface Body {
  readonly name: string
  readonly api: Api
  readonly stream: boolean
  readonly status: number
  readonly contentType: string
  readonly text: string
}

export interface Request {
  readonly method: string
  readonly url: string
  readonly body: JsonValue
}

export interface Corpus {
  readonly bodies: readonly Body[]
  readonly requests: readonly Request[]
  readonly mcp: readonly string[]
}

/** Longest recorded body that is taken, in bytes: windows of it are mutated, and there are enough short ones. */
const MAX_BODY_BYTES = 400_000

export function readCorpus(wire: string | undefined): Corpus {
  const recorded = wire !== undefined && existsSync(join(wire, 'manifest.json')) ? [...readRecordings(wire)] : []
  const own = ownBodies.map(({ name, api, stream, status = 200, contentType = 'text/event-stream', body }) => {
    return { name, api, stream, status, contentType, text: body }
  })
  return {
    bodies: [...own, ...recorded.flatMap(({ api, body }) => (isApi(api) ? [{ ...body, api }] : []))],
    requests: [...ownRequests, ...recorded.flatMap(({ request }) => (request === undefined ? [] : [request]))],
    mcp: [...ownMcp, ...recorded.flatMap(({ api, body }) => (api.startsWith('mcp') ? [body.text] : []))],
  }
}

function isApi(api: string): api is Api {
  return apis.some((known) => known === api)
}

interface Recorded {
  readonly api: string
  readonly body: Omit<Body, 'api'>
  readonly request: Request | undefined
}

function* readRecordings(wire: string): Generator<Recorded> {
  const manifest: readonly { id: string; exchanges: readonly { dir: string; api: string; stream: boolean }[] }[] = readJson(
    join(wire, 'manifest.json'),
  )
  for (const { id, exchanges } of manifest) {
    for (const { dir, api, stream } of exchanges) {
      const folder = join(wire, 'cases', id, dir)
      const file = readdirSync(folder).find((name) => name.startsWith('body.'))
      if (file === undefined) continue
      const { status = 200, headers = {} } = readJson(join(folder, 'response.json'))
      const text = readFileSync(join(folder, file)).subarray(0, MAX_BODY_BYTES).toString('utf8')
      yield {
        api,
        body: { name: `${id}/${dir}`, stream, status, contentType: headers['content-type'] ?? '', text },
        request: requestIn(folder),
      }
    }
  }
}

function requestIn(folder: string): Request | undefined {
  const { method = 'POST', url, body } = readJson(join(folder, 'request.json'))
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  const parsed = typeof body === 'string' ? parseJson(body) : body
  return parsed === undefined || parsed === null ? undefined : { method, url, body: parsed }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

const tool = {
  type: 'function',
  function: { name: 'add', description: 'Adds.', parameters: { type: 'object', properties: { a: { type: 'number' } } } },
}
const turns = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Hi' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ],
  },
  { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }] },
  { role: 'tool', tool_call_id: 'c1', content: '2' },
]

/** One request for each family of wires, so that there is something to mutate without recordings. */
const ownRequests: readonly Request[] = [
  {
    method: 'POST',
    url: 'https://api.example/v1/chat/completions',
    body: { model: 'm', stream: true, messages: turns, tools: [tool], n: 2, stop: ['x'] },
  },
  {
    method: 'POST',
    url: 'https://api.example/v1/responses',
    body: {
      model: 'm',
      instructions: 'Be brief.',
      input: [
        { type: 'message', role: 'user', content: 'Hi' },
        { type: 'function_call', call_id: 'c', name: 'add', arguments: '{}' },
      ],
      tools: [{ type: 'web_search' }],
    },
  },
  { method: 'POST', url: 'https://api.example/v1/completions', body: { model: 'm', prompt: ['a', 'b'], suffix: 'c', max_tokens: 5 } },
  {
    method: 'POST',
    url: 'https://api.example/v1/embeddings',
    body: { model: 'm', input: ['a', [1, 2]], encoding_format: 'base64', dimensions: 8 },
  },
  {
    method: 'POST',
    url: 'https://api.example/v1/messages',
    body: {
      model: 'm',
      max_tokens: 9,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: '2' }] }] }],
      tools: [{ name: 'add', input_schema: {} }],
      thinking: { type: 'enabled', budget_tokens: 8 },
    },
  },
  { method: 'POST', url: 'https://api.example/v1/complete', body: { model: 'm', prompt: '\n\nHuman: Hi', max_tokens_to_sample: 5 } },
  {
    method: 'POST',
    url: 'https://api.example/v1beta/models/m:streamGenerateContent?alt=sse',
    body: {
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Hi' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { functionResponse: { name: 'add', response: {} } },
          ],
        },
      ],
      systemInstruction: { parts: [{ text: 's' }] },
      tools: [{ functionDeclarations: [{ name: 'add' }] }],
      generationConfig: { stopSequences: ['x'], responseModalities: ['TEXT'] },
    },
  },
  {
    method: 'POST',
    url: 'https://api.example/v1beta/models/m:embedContent',
    body: { content: { parts: [{ text: 'Hi' }] }, outputDimensionality: 8 },
  },
  {
    method: 'POST',
    url: 'https://api.example/v1beta/interactions',
    body: { model: 'm', input: [{ type: 'text', text: 'Hi' }], tools: [{ type: 'function', name: 'add' }], generation_config: {} },
  },
  {
    method: 'POST',
    url: 'https://api.mistral.ai/v1/conversations',
    body: { model: 'm', inputs: [{ role: 'user', content: 'Hi' }], stream: true },
  },
  { method: 'POST', url: 'https://api.mistral.ai/v1/fim/completions', body: { model: 'm', prompt: 'a', suffix: 'b' } },
  { method: 'POST', url: 'https://api.example/v2/chat', body: { model: 'm', messages: turns, documents: ['d'], stream: true } },
  {
    method: 'POST',
    url: 'http://localhost:11434/api/chat',
    body: {
      model: 'm',
      messages: [{ role: 'user', content: 'Hi', images: ['AAAA'] }],
      options: { num_predict: 5, stop: ['x'] },
      tools: [tool],
    },
  },
  { method: 'POST', url: 'http://localhost:11434/api/generate', body: { model: 'm', prompt: 'Hi', system: 's', images: ['AAAA'] } },
  { method: 'POST', url: 'http://localhost:11434/api/embed', body: { model: 'm', input: ['a'] } },
  {
    method: 'POST',
    url: 'http://localhost/api/any',
    body: { id: 'c', messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] },
  },
  {
    method: 'POST',
    url: 'http://localhost/agent',
    body: {
      threadId: 't',
      runId: 'r',
      messages: [{ id: '1', role: 'user', content: 'Hi' }],
      tools: [],
      context: [],
      state: {},
      forwardedProps: {},
    },
  },
  {
    method: 'POST',
    url: 'http://localhost/threads/1/runs/stream',
    body: { assistant_id: 'a', input: { messages: [{ type: 'human', content: 'Hi' }] }, stream_mode: ['messages'] },
  },
  {
    method: 'POST',
    url: 'http://localhost/a2a',
    body: {
      jsonrpc: '2.0',
      id: 1,
      method: 'message/stream',
      params: { message: { role: 'user', messageId: 'm', parts: [{ kind: 'text', text: 'Hi' }] } },
    },
  },
  {
    method: 'POST',
    url: 'http://localhost/mcp',
    body: [{ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add', arguments: { a: 1 }, _meta: {} } }],
  },
  {
    method: 'POST',
    url: 'http://localhost/mcp',
    body: { jsonrpc: '2.0', id: 2, method: 'completion/complete', params: { ref: { type: 'ref/prompt', name: 'p' }, argument: {} } },
  },
]

const ownMcp: readonly string[] = [
  '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"2"}],"isError":false}}',
  'id: 1\ndata:\n\nid: 2\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1,"progressToken":"t"}}\n\nid: 3\ndata: {"jsonrpc":"2.0","id":"1","error":{"code":-32601,"message":"no"}}\n\n',
  '[{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{"messages":[]}},{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"r"}}]',
]
