import type { JsonValue, Message } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

const geminiChunks: readonly JsonValue[] = [
  {
    responseId: 'gem-1',
    modelVersion: 'magpie-3',
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Let me ', thought: true }] } }],
    usageMetadata: { promptTokenCount: 12, thoughtsTokenCount: 5, totalTokenCount: 17, cachedContentTokenCount: 8 },
  },
  { candidates: [{ content: { parts: [{ text: 'see.', thought: true }, { text: 'Elster ' }] } }] },
  { candidates: [{ content: { parts: [{ text: 'heißt "magpie" 🐦', thoughtSignature: 'c2ln' }] } }] },
  {
    candidates: [{ content: { parts: [{ functionCall: { id: 'f-1', name: 'look', args: { at: '[{]}' } } }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 12, toolUsePromptTokenCount: 3, candidatesTokenCount: 6, totalTokenCount: 26 },
  },
]

const geminiFacts: OwnRecording['facts'] = {
  id: 'gem-1',
  model: 'magpie-3',
  finishReasons: ['STOP'],
  usage: { inputTokens: 15, outputTokens: 11, cacheReadTokens: 8, reasoningTokens: 5 },
  complete: true,
}

const geminiMessages: readonly Message[] = [
  assistant(
    'STOP',
    { type: 'reasoning', content: 'Let me see.' },
    { type: 'text', content: 'Elster heißt "magpie" 🐦' },
    { type: 'tool_call', id: 'f-1', name: 'look', arguments: { at: '[{]}' } },
  ),
]

export const geminiBodies: readonly OwnRecording[] = [
  {
    name: 'gemini: an event stream with CR LF',
    api: 'gemini-generate',
    stream: true,
    body: sse(geminiChunks, '\r\n'),
    facts: geminiFacts,
    messages: geminiMessages,
  },
  {
    name: 'gemini: a JSON array (no alt=sse)',
    api: 'gemini-generate',
    stream: true,
    contentType: 'application/json; charset=UTF-8',
    body: `[${geminiChunks.map((item) => JSON.stringify(item, null, 2)).join('\n,\r\n')}\n]`,
    facts: geminiFacts,
    messages: geminiMessages,
  },
  {
    name: 'gemini: arguments streamed by path',
    api: 'gemini-generate',
    stream: true,
    body: sse([
      { candidates: [{ content: { parts: [{ functionCall: { name: 'book', willContinue: true } }] } }] },
      {
        candidates: [
          {
            content: {
              parts: [
                { functionCall: { partialArgs: [{ jsonPath: '$.from', stringValue: 'Zü', willContinue: true }], willContinue: true } },
              ],
            },
          },
        ],
      },
      {
        candidates: [
          {
            content: {
              parts: [
                {
                  functionCall: {
                    partialArgs: [
                      { jsonPath: '$.from', stringValue: 'rich' },
                      { jsonPath: '$.legs[0].seats', numberValue: 2 },
                    ],
                    willContinue: true,
                  },
                },
              ],
            },
          },
        ],
      },
      { candidates: [{ content: { parts: [{ functionCall: {} }] }, finishReason: 'STOP' }] },
    ]),
    facts: { finishReasons: ['STOP'], complete: true },
    messages: [assistant('STOP', { type: 'tool_call', name: 'book', arguments: { from: 'Zürich', legs: [{ seats: 2 }] } })],
  },
  {
    name: 'gemini: a bare error in the middle of the stream',
    api: 'gemini-generate',
    stream: true,
    // The lone brace before belongs to nothing.
    body: `${sse([{ candidates: [{ content: { parts: [{ text: 'E' }] } }] }])}{\n\n${sse([{ candidates: [{ content: { parts: [{ text: 'l' }] } }] }])}${JSON.stringify(
      { error: { code: 499, message: 'Cancelled.', status: 'CANCELLED' } },
      null,
      2,
    )}\n`,
    facts: { finishReasons: [null], error: { type: 'CANCELLED', message: 'Cancelled.' }, complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'El' })],
  },
  {
    name: 'gemini: a whole answer with code that was run and an image',
    api: 'gemini-generate',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      responseId: 'gem-2',
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { executableCode: { language: 'PYTHON', code: 'print(1)' } },
              { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
              { inlineData: { mimeType: 'image/png', data: 'aW1n' } },
              { thoughtSignature: 'c2ln' },
            ],
          },
          finishReason: 'MAX_TOKENS',
        },
      ],
    }),
    facts: { id: 'gem-2', finishReasons: ['MAX_TOKENS'], complete: true },
    messages: [
      assistant(
        'MAX_TOKENS',
        {
          type: 'server_tool_call',
          name: 'executableCode',
          server_tool_call: { type: 'executableCode', language: 'PYTHON', code: 'print(1)' },
        },
        {
          type: 'server_tool_call_response',
          server_tool_call_response: { type: 'codeExecutionResult', outcome: 'OUTCOME_OK', output: '1' },
        },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aW1n' },
      ),
    ],
  },
  {
    name: 'gemini: the prompt was blocked',
    api: 'gemini-generate',
    stream: true,
    body: sse([{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } }]),
    facts: {
      finishReasons: [],
      usage: { inputTokens: 4 },
      complete: true,
      attributes: { 'genai_devtools.prompt.block_reason': 'PROHIBITED_CONTENT' },
    },
    messages: [],
  },
  {
    name: 'gemini: an HTTP error in an array',
    api: 'gemini-generate',
    stream: true,
    status: 429,
    contentType: 'application/json',
    body: JSON.stringify([{ error: { code: 429, message: 'Quota.', status: 'RESOURCE_EXHAUSTED' } }]),
    facts: { finishReasons: [], error: { type: 'RESOURCE_EXHAUSTED', message: 'Quota.' }, complete: false },
    messages: [],
  },
]
