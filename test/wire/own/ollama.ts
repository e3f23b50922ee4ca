import { assistant, ndjson, type OwnRecording } from './recording.ts'

const NDJSON = 'application/x-ndjson'
const JSON_TYPE = 'application/json; charset=utf-8'

export const ollamaBodies: readonly OwnRecording[] = [
  {
    name: 'ollama: chat a line at a time, with thinking and a call',
    api: 'ollama-chat',
    stream: true,
    contentType: NDJSON,
    body: ndjson(
      {
        model: 'wren:2b',
        created_at: '2026-01-01T00:00:00Z',
        message: { role: 'assistant', content: '', thinking: 'Let me ' },
        done: false,
      },
      { model: 'wren:2b', message: { role: 'assistant', content: '', thinking: 'look.' }, done: false },
      { model: 'wren:2b', message: { role: 'assistant', content: 'Zaun' }, done: false },
      { model: 'wren:2b', message: { role: 'assistant', content: 'könig 🐦' }, done: false },
      {
        model: 'wren:2b',
        message: {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'call_1', function: { index: 0, name: 'look', arguments: { at: 'x' } } }],
        },
        done: false,
      },
      {
        model: 'wren:2b',
        message: { role: 'assistant', content: '', tool_calls: [{ function: { name: 'wait', arguments: {} } }] },
        done: false,
      },
      {
        model: 'wren:2b',
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        total_duration: 9,
        prompt_eval_count: 12,
        eval_count: 7,
      },
    ),
    facts: { model: 'wren:2b', finishReasons: ['stop'], usage: { inputTokens: 12, outputTokens: 7 }, complete: true },
    messages: [
      assistant(
        'stop',
        { type: 'reasoning', content: 'Let me look.' },
        { type: 'text', content: 'Zaunkönig 🐦' },
        { type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 'x' } },
        { type: 'tool_call', name: 'wait', arguments: {} },
      ),
    ],
  },
  {
    name: 'ollama: an error in the middle, under application/json',
    api: 'ollama-chat',
    stream: true,
    contentType: JSON_TYPE,
    body: ndjson({ model: 'wren:2b', message: { role: 'assistant', content: 'Half' }, done: false }, { error: 'the runner has stopped' }),
    facts: {
      model: 'wren:2b',
      finishReasons: [null],
      usage: {},
      complete: false,
      error: { type: '_OTHER', message: 'the runner has stopped' },
    },
    messages: [assistant(undefined, { type: 'text', content: 'Half' })],
  },
  {
    name: 'ollama: a stream that was cut off within a line',
    api: 'ollama-generate',
    stream: true,
    contentType: NDJSON,
    body: '{"model":"wren:2b","response":"Half","done":false}\n{"model":"wren:2b","resp',
    facts: { model: 'wren:2b', finishReasons: [null], usage: {}, complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'Half' })],
  },
  {
    name: 'ollama: chat whole, over several lines',
    api: 'ollama-chat',
    stream: false,
    contentType: JSON_TYPE,
    body: JSON.stringify(
      {
        model: 'wren:2b',
        message: { role: 'assistant', content: 'Ja.', tool_calls: [{ function: { name: 'look', arguments: { at: [1] } } }] },
        done: true,
        done_reason: 'length',
        prompt_eval_count: 3,
        eval_count: 2,
      },
      null,
      2,
    ),
    facts: { model: 'wren:2b', finishReasons: ['length'], usage: { inputTokens: 3, outputTokens: 2 }, complete: true },
    messages: [assistant('length', { type: 'text', content: 'Ja.' }, { type: 'tool_call', name: 'look', arguments: { at: [1] } })],
  },
  {
    name: 'ollama: generate a line at a time',
    api: 'ollama-generate',
    stream: true,
    contentType: NDJSON,
    body: ndjson(
      { model: 'wren:2b', response: '', thinking: 'Hm', done: false },
      {
        model: 'wren:2b',
        response: 'Ja',
        logprobs: [{ token: 'Ja', logprob: -0.5, top_logprobs: [{ token: 'Na', logprob: -2 }] }],
        done: false,
      },
      { model: 'wren:2b', response: '', done: true, done_reason: 'stop', context: [1, 2], prompt_eval_count: 4, eval_count: 1 },
    ),
    facts: { model: 'wren:2b', finishReasons: ['stop'], usage: { inputTokens: 4, outputTokens: 1 }, complete: true },
    messages: [
      {
        ...assistant('stop', { type: 'reasoning', content: 'Hm' }, { type: 'text', content: 'Ja' }),
        logprobs: [{ token: 'Ja', logprob: -0.5, top: [{ token: 'Na', logprob: -2 }] }],
      },
    ],
  },
  {
    name: 'ollama: a model that is not there',
    api: 'ollama-chat',
    stream: true,
    status: 404,
    contentType: JSON_TYPE,
    body: '{"error":"model \'emu\' not found"}',
    facts: { finishReasons: [], usage: {}, complete: false, error: { type: '404', message: "model 'emu' not found" } },
    messages: [],
  },
  {
    name: 'ollama: embeddings',
    api: 'ollama-embed',
    stream: false,
    contentType: JSON_TYPE,
    body: '{"model":"wren-embed","embeddings":[[0.5,-1e-3,2],[1,2,3]],"total_duration":5,"prompt_eval_count":8}',
    facts: {
      model: 'wren-embed',
      finishReasons: [],
      usage: { inputTokens: 8 },
      complete: true,
      attributes: { 'gen_ai.embeddings.dimension.count': 3 },
    },
    messages: [],
  },
  {
    name: 'ollama: one embedding, the older form',
    api: 'ollama-embed',
    stream: false,
    contentType: JSON_TYPE,
    body: '{"embedding":[0.5,-1e-3]}\n',
    facts: { finishReasons: [], usage: {}, complete: true, attributes: { 'gen_ai.embeddings.dimension.count': 2 } },
    messages: [],
  },
]
