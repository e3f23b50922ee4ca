/** A trace with everything that a file has to carry, and then some. */
import type { Entry, SpanContent, SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ORIGIN, PAGE, draw, entriesOf, lineId, traceId } from '../trace/drawing.ts'
import { ingest } from '../../support/ingest.ts'

/** In every place that may hold words of users, models or tools; a file without content has it nowhere. */
export const SECRET = 'canary-5f1c'

const ODD = `${SECRET} ∂éjà-vu 漢字 👩‍💻 \u0000\u001f\u2028 "quoted\\" </script> \ud800 lone`

const CONTENT: SpanContent = {
  systemInstructions: [{ type: 'text', content: `Be brief. ${ODD}` }],
  inputMessages: [
    { role: 'user', parts: [{ type: 'text', content: ODD }], name: 'ann' },
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: 'c1', name: 'f', arguments: { deep: [[{ a: null, b: [] }], {}, -0.5, 1e21, 9007199254740993] } }],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: null }] },
    { role: 'tool', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', bytes: 123456, sha256: 'ab'.repeat(32) }] },
    { role: 'alien', parts: [{ type: 'hologram', modality: 'smell', content: SECRET }] },
  ],
  outputMessages: [{ role: 'assistant', parts: [{ type: 'reasoning', content: SECRET }], finish_reason: 'stop' }],
  toolDefinitions: [{ type: 'function', name: 'f', parameters: { type: 'object', description: SECRET } }],
  truncatedCharacters: 17,
}

/** Cut by the page, with all that beside a message's parts is ours. */
const CUT: SpanContent = {
  inputMessages: [{ role: 'user', parts: [{ type: 'text', content: SECRET, truncated_characters: 4000 }] }],
  outputMessages: [
    {
      role: 'assistant',
      parts: [{ type: 'text', content: SECRET }],
      finish_reason: 'stop',
      logprobs: [{ token: SECRET, logprob: -0.25, top: [{ token: ' Yes', logprob: -0.25 }] }, { token: 'x' }],
      truncated_logprobs: 12,
    },
    { role: 'assistant', parts: [{ type: 'text', content: 'the other candidate' }], finish_reason: 'length' },
  ],
  truncatedCharacters: 4000,
  truncatedMessages: 3,
}

const DRAWING = `
  invoke_workflow w  0..9000
    invoke_agent researcher  1..8000
      chat m  10..1210  first=400  tokens=300/150  reason=tool_use
      execute_tool f  1210..2010
      chat m  2010..  first=2500
      chat m  2011..
      embeddings e  2012..2020  tokens=3/  error=429
  chat gone  20..  parent=00000000000000aa`

export function richTrace(): Trace {
  const trace = createTrace()
  const contents = new Map<string, Partial<SpanRecord>>([
    [lineId(2), { content: CUT }],
    [lineId(3), { content: CONTENT, chunks: { offsets: [0.5, 390, 1e3], sizes: [1, 2.5, 300], dropped: 7 }, parentSource: 'stack' }],
    // Text that looks like JSON must stay text.
    [lineId(4), { content: { toolCallArguments: `"${SECRET}"`, toolCallResult: '5' }, parentSource: 'explicit' }],
    [lineId(7), { status: { code: 2, message: 'slow down' }, ...details() }],
  ])
  const records = draw(DRAWING).map((record) => ({ ...record, ...contents.get(record.spanId) }))
  ingest(trace, PAGE, entriesOf(records), 3)
  ingest(
    trace,
    PAGE,
    [delta(100, 'text', 'half an '), delta(101, 'text', `answer ${SECRET}`), delta(102, 'reasoning', '…'), ...events()],
    0,
  )
  const frame = { document: 'd2', url: 'https://frame.example/?q=1', epoch: 'e9' }
  const other = draw('chat foreign  30..40').map((record) => ({ ...record, traceId: traceId(50), spanId: lineId(50), resource: 'lib' }))
  ingest(trace, frame, [{ seq: 1, resource: 'lib', attributes: { 'service.name': 'frame', n: 1 }, scope: { name: 'lib' } }], 0)
  ingest(
    trace,
    frame,
    other.map((span): Entry => ({ seq: 2, span })),
    0,
  )
  trace.documentGone('nobody')
  return trace
}

function delta(seq: number, part: 'text' | 'reasoning', text: string): Entry {
  return { seq, delta: { spanId: lineId(5), at: `${ORIGIN + 2600 + seq}000000`, choice: 0, part, index: 0, text, bytes: text.length } }
}

/** Events, links and odd attributes, some under the names that only files use. */
function details(): Partial<SpanRecord> {
  return {
    attributes: {
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.request.temperature': 1,
      'gen_ai.request.model': 'e',
      'error.type': '429',
      whole: 42,
      broken: 0.1,
      huge: 1e300,
      unsafe: 2 ** 53,
      flag: false,
      none: [],
      mixed: ['a', 1, true],
      floats: [1, 2.5],
      '': 'no name',
      'genai_devtools.state': 'running',
      'genai_devtools.page.url': 'forged',
      'genai_devtools.saved': true,
      'genai_devtools.escaped.genai_devtools.saved': 'twice',
      'gen_ai.prompt': SECRET,
      'gen_ai.prompt.0.content': SECRET,
      'llm.input_messages.0.message.content': SECRET,
      'traceloop.entity.input': SECRET,
      'input.value': SECRET,
      'ai.prompt.messages': SECRET,
      'ai.response.text': SECRET,
      'gen_ai.retrieval.query.text': SECRET,
    },
    events: [
      { name: 'exception', timeUnixNano: `${ORIGIN + 2015}000000`, attributes: { 'exception.type': 'RateLimit' } },
      { name: 'gen_ai.content.prompt', timeUnixNano: `${ORIGIN + 2016}000001`, attributes: { 'gen_ai.prompt': SECRET } },
    ],
    links: [{ traceId: traceId(77), spanId: lineId(78), attributes: { why: 'retry' } }],
  }
}

function events(): readonly Entry[] {
  const of = { traceId: traceId(1), spanId: lineId(3), resource: 'r1' }
  return [
    {
      seq: 110,
      event: {
        ...of,
        name: 'gen_ai.evaluation.result',
        timeUnixNano: '1790000000000000007',
        attributes: { 'gen_ai.evaluation.score.value': 1, 'gen_ai.evaluation.explanation': SECRET },
      },
    },
    {
      seq: 111,
      event: {
        ...of,
        name: 'gen_ai.user.message',
        timeUnixNano: '8',
        attributes: { 'event.name': 'gen_ai.user.message' },
        body: { content: ODD },
      },
    },
    { seq: 112, event: { name: 'loose', timeUnixNano: '9', attributes: { 'event.name': 'another' }, body: null, resource: '' } },
  ]
}
