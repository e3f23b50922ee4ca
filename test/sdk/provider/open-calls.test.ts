import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { Dialect } from '../../../sdk/provider/read/dialect.ts'
import { dialectOf } from '../../support/dialects.ts'

const agUi = dialectOf('ag-ui')
const anthropicMessages = dialectOf('anthropic-messages')
const cohereChat = dialectOf('cohere-chat')
const langGraph = dialectOf('langgraph')
const mistralConversations = dialectOf('mistral-conversations')
const openaiChat = dialectOf('openai-chat')
const openaiResponses = dialectOf('openai-responses')

/** `index id name arguments`; `-` where the piece does not say. */
type Piece = readonly [index: number | '-', id: string, name: string, text: string]

const said = (word: string): string | undefined => (word === '-' ? undefined : word)

function callsOf(dialect: Dialect, payloads: readonly JsonValue[]): readonly string[] {
  const reader = dialect.createReader({ stream: true })
  // Asked after each, as the panel does: what was told must not stay where it has changed.
  const told = payloads.map((payload) => ({ deltas: reader.payload(payload), messages: reader.facts().outputMessages }))
  const parts = told.at(-1)?.messages.flatMap((message) => message.parts) ?? []
  return parts
    .filter(({ type }) => type === 'tool_call')
    .map(({ id, name, arguments: given }) => `${JSON.stringify(id) ?? '-'} ${JSON.stringify(name)} ${JSON.stringify(given) ?? '-'}`)
}

function chatPayload([index, id, name, text]: Piece): JsonValue {
  const call = {
    ...(index !== '-' && { index }),
    ...(said(id) !== undefined && { id }),
    type: 'function',
    function: { ...(said(name) !== undefined && { name }), arguments: text },
  }
  return { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { tool_calls: [call] } }] }
}

const ONE = ['"a" "f" {"x":1}']
const TWO = ['"a" "f" {"x":1}', '"b" "f" {"y":2}']

describe('Chat Completions', () => {
  test.each<readonly [string, readonly Piece[], readonly string[]]>([
    // One call.
    [
      'as OpenAI streams it',
      [
        [0, 'a', 'f', ''],
        [0, '-', '-', '{"x"'],
        [0, '-', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'without an index',
      [
        ['-', 'a', 'f', '{"x"'],
        ['-', '-', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'the id in each piece',
      [
        [0, 'a', 'f', '{"x"'],
        [0, 'a', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'id and name in each piece',
      [
        [0, 'a', 'f', '{"x"'],
        [0, 'a', 'f', ':1}'],
      ],
      ONE,
    ],
    [
      'id and name in each piece, the first one empty',
      [
        [0, 'a', 'f', ''],
        [0, 'a', 'f', '{"x"'],
        [0, 'a', 'f', ':1}'],
        [0, 'a', 'f', ''],
      ],
      ONE,
    ],
    [
      'another id in each piece',
      [
        [0, 'c1', 'f', '{"x"'],
        [0, 'c2', '-', ':'],
        [0, 'a', '-', '1}'],
      ],
      ONE,
    ],
    [
      'another id after the first, empty piece',
      [
        [0, 'c1', 'f', ''],
        [0, 'a', '-', '{"x"'],
        [0, 'a', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'another id in each piece, without an index',
      [
        ['-', 'c1', 'f', '{"x"'],
        ['-', 'a', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'another id in an empty piece after the end',
      [
        [0, 'c1', 'f', '{"x"'],
        [0, 'c2', '-', ':1}'],
        [0, 'a', '-', ''],
      ],
      ONE,
    ],
    [
      'another id and the name in each piece',
      [
        [0, 'c1', 'f', '{"x"'],
        [0, 'c2', 'f', ':'],
        [0, 'a', 'f', '1}'],
      ],
      ONE,
    ],
    [
      'another id and the name in each piece, the first one empty',
      [
        [0, 'c1', 'f', ''],
        [0, 'a', 'f', '{"x"'],
        [0, 'a', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'the id late',
      [
        [0, '-', 'f', '{"x"'],
        [0, 'a', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'the name late',
      [
        [0, 'a', '-', ''],
        [0, '-', 'f', '{"x":1}'],
      ],
      ONE,
    ],
    [
      'empty words for id and name',
      [
        [0, 'a', 'f', '{"x"'],
        [0, '', '', ':1}'],
      ],
      ONE,
    ],
    [
      'another index in each piece, the same id',
      [
        [0, 'a', 'f', '{"x"'],
        [1, 'a', '-', ':1}'],
      ],
      ONE,
    ],
    [
      'another index after the head, nothing else',
      [
        [0, 'a', 'f', ''],
        [1, '-', '-', '{"x":1}'],
      ],
      ONE,
    ],
    [
      'all of it once more at the end',
      [
        [0, 'a', 'f', '{"x"'],
        [0, 'a', '-', ':1}'],
        [0, 'a', 'f', '{"x":1}'],
      ],
      ONE,
    ],
    [
      'all of it once more, as text within text',
      [
        [0, 'a', 'f', '{"x"'],
        [0, '-', '-', ':1}'],
        [0, '-', '-', '"{\\"x\\":1}"'],
      ],
      ONE,
    ],
    [
      'the whole call under two indices',
      [
        [0, 'a', 'f', '{"x":1}'],
        [1, 'a', 'f', '{"x":1}'],
      ],
      ONE,
    ],
    [
      'no id at all',
      [
        [0, '-', 'f', '{"x"'],
        [0, '-', '-', ':1}'],
      ],
      ['- "f" {"x":1}'],
    ],
    [
      'the name in each piece and no id',
      [
        [0, '-', 'f', '{"x"'],
        [0, '-', 'f', ':1}'],
      ],
      ['- "f" {"x":1}'],
    ],
    ['the word null for an id', [[0, 'null', 'f', '{"x":1}']], ['- "f" {"x":1}']],
    // Two calls.
    [
      'as OpenAI streams them',
      [
        [0, 'a', 'f', ''],
        [0, '-', '-', '{"x":1}'],
        [1, 'b', 'f', ''],
        [1, '-', '-', '{"y":2}'],
      ],
      TWO,
    ],
    [
      'one after the other by turns',
      [
        [0, 'a', 'f', '{"x"'],
        [1, 'b', 'f', '{"y"'],
        [0, '-', '-', ':1}'],
        [1, '-', '-', ':2}'],
      ],
      TWO,
    ],
    [
      'every call with index 0, whole',
      [
        [0, 'a', 'f', '{"x":1}'],
        [0, 'b', 'f', '{"y":2}'],
      ],
      TWO,
    ],
    [
      'every call with index 0, in pieces',
      [
        [0, 'a', 'f', ''],
        [0, '-', '-', '{"x":1}'],
        [0, 'b', 'f', ''],
        [0, '-', '-', '{"y":2}'],
      ],
      TWO,
    ],
    [
      'every call with index 0, by turns',
      [
        [0, 'a', 'f', '{"x"'],
        [0, 'b', 'g', '{"y"'],
        [0, 'a', '-', ':1}'],
        [0, 'b', '-', ':2}'],
      ],
      ['"a" "f" {"x":1}', '"b" "g" {"y":2}'],
    ],
    [
      'every call with index 0, the same arguments',
      [
        [0, 'a', 'f', '{"x":1}'],
        [0, 'b', 'f', '{"x":1}'],
      ],
      ['"a" "f" {"x":1}', '"b" "f" {"x":1}'],
    ],
    [
      'every call with index 0, none with arguments',
      [
        [0, 'a', 'f', ''],
        [0, 'b', 'f', ''],
        [0, 'c', 'g', ''],
      ],
      ['"a" "f" -', '"b" "f" -', '"c" "g" -'],
    ],
    [
      'without an index, whole',
      [
        ['-', 'a', 'f', '{"x":1}'],
        ['-', 'b', 'f', '{"y":2}'],
      ],
      TWO,
    ],
    [
      'the second head under the index of the first',
      [
        [0, 'a', 'f', '{"x":1}'],
        [0, 'b', 'f', ''],
        [1, '-', '-', '{"y":2}'],
      ],
      TWO,
    ],
    [
      'another name before the first has all',
      [
        [0, 'a', 'f', '{"x"'],
        [0, 'b', 'g', '{"y":2}'],
      ],
      ['"a" "f" "{\\"x\\""', '"b" "g" {"y":2}'],
    ],
    [
      'one id for all',
      [
        [0, 'a', 'f', '{"x":1}'],
        [0, 'a', 'f', '{"y":2}'],
      ],
      ['"a" "f" {"x":1}', '"a" "f" {"y":2}'],
    ],
    [
      'one id for all, and an index each',
      [
        [0, 'a', 'f', '{"x":1}'],
        [1, 'a', 'g', '{"x":1}'],
      ],
      ['"a" "f" {"x":1}', '"a" "g" {"x":1}'],
    ],
    [
      'the word null for all ids',
      [
        [0, 'null', 'f', '{"x":1}'],
        [0, 'null', 'g', '{"y":2}'],
      ],
      ['- "f" {"x":1}', '- "g" {"y":2}'],
    ],
    [
      'no id at all, one name',
      [
        [0, '-', 'f', '{"x":1}'],
        [0, '-', 'f', '{"x":1}'],
      ],
      ['- "f" {"x":1}', '- "f" {"x":1}'],
    ],
    [
      'no id at all, two names',
      [
        [0, '-', 'f', '{"x"'],
        [0, '-', '-', ':1}'],
        [0, '-', 'g', '{"y":2}'],
      ],
      ['- "f" {"x":1}', '- "g" {"y":2}'],
    ],
    [
      'ids in each piece of both',
      [
        [0, 'c1', 'f', '{"x"'],
        [0, 'a', '-', ':1}'],
        [1, 'c3', 'f', '{"y"'],
        [1, 'b', '-', ':2}'],
      ],
      TWO,
    ],
    [
      'ids in each piece of both, one index',
      [
        [0, 'c1', 'f', '{"x"'],
        [0, 'a', '-', ':1}'],
        [0, 'c3', 'f', '{"y"'],
        [0, 'b', '-', ':2}'],
      ],
      TWO,
    ],
  ])('%s', (_, pieces, expected) => {
    expect(callsOf(openaiChat, pieces.map(chatPayload))).toEqual(expected)
  })
})

test('a piece that is said again is not told again', () => {
  const reader = openaiChat.createReader({ stream: true })
  reader.payload(chatPayload([0, 'a', 'f', '{"x":1}']))
  expect(reader.payload(chatPayload([0, 'a', 'f', '{"x":1}']))).toEqual([])
})

const responses = (index: number, item: string, text: string): JsonValue => ({
  type: 'response.function_call_arguments.delta',
  output_index: index,
  item_id: item,
  delta: text,
})

const begun = (id: string): readonly JsonValue[] => [
  { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id, name: 'f', input: {} } },
]
const piece = (text: string): JsonValue => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'input_json_delta', partial_json: text },
})

describe('other wires', () => {
  test.each<readonly [string, Dialect, readonly JsonValue[], readonly string[]]>([
    [
      'Responses, another item id in each event',
      openaiResponses,
      [
        {
          type: 'response.output_item.added',
          output_index: 0,
          item: { type: 'function_call', id: 'i1', call_id: 'a', name: 'f', arguments: '' },
        },
        responses(0, 'i2', '{"x"'),
        responses(0, 'i3', ':1}'),
        {
          type: 'response.output_item.done',
          output_index: 0,
          item: { type: 'function_call', id: 'i4', call_id: 'a', name: 'f', arguments: '{"x":1}' },
        },
      ],
      ONE,
    ],
    [
      'Anthropic, the block begun again with another id',
      anthropicMessages,
      [...begun('c1'), piece('{"x"'), ...begun('a'), piece(':1}')],
      ONE,
    ],
    [
      'Anthropic, broken off when the block had begun again with another id',
      anthropicMessages,
      [...begun('c1'), piece('{"x"'), ...begun('a')],
      [`"a" "f" ${JSON.stringify('{"x"')}`],
    ],
    [
      'Anthropic, the block begun again with the same id',
      anthropicMessages,
      [...begun('a'), piece('{"x"'), ...begun('a'), piece(':1}')],
      ONE,
    ],
    ['Anthropic, every block with index 0', anthropicMessages, [...begun('a'), piece('{"x":1}'), ...begun('b'), piece('{"y":2}')], TWO],
    [
      'Cohere, every call with index 0',
      cohereChat,
      [
        { type: 'tool-call-start', index: 0, delta: { message: { tool_calls: { id: 'a', function: { name: 'f', arguments: '' } } } } },
        { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: '{"x":1}' } } } } },
        {
          type: 'tool-call-start',
          index: 0,
          delta: { message: { tool_calls: { id: 'b', function: { name: 'f', arguments: '{"y":2}' } } } },
        },
      ],
      TWO,
    ],
    [
      'Mistral, another id in each piece',
      mistralConversations,
      [
        { type: 'function.call.delta', output_index: 0, tool_call_id: 'c1', name: 'f', arguments: '{"x"' },
        { type: 'function.call.delta', output_index: 0, tool_call_id: 'a', name: 'f', arguments: ':1}' },
      ],
      ONE,
    ],
    [
      'Mistral, two calls of one output',
      mistralConversations,
      [
        { type: 'function.call.delta', output_index: 0, tool_call_id: 'a', name: 'f', arguments: '{"x":1}' },
        { type: 'function.call.delta', output_index: 0, tool_call_id: 'b', name: 'f', arguments: '{"y":2}' },
      ],
      TWO,
    ],
    [
      'AG-UI, arguments under another id',
      agUi,
      [
        { type: 'TOOL_CALL_START', toolCallId: 'a', toolCallName: 'f' },
        { type: 'TOOL_CALL_ARGS', toolCallId: 'c2', delta: '{"x"' },
        { type: 'TOOL_CALL_ARGS', toolCallId: 'c3', delta: ':1}' },
      ],
      ONE,
    ],
    [
      'AG-UI, two calls by turns',
      agUi,
      [
        { type: 'TOOL_CALL_START', toolCallId: 'a', toolCallName: 'f' },
        { type: 'TOOL_CALL_START', toolCallId: 'b', toolCallName: 'f' },
        { type: 'TOOL_CALL_ARGS', toolCallId: 'a', delta: '{"x":1}' },
        { type: 'TOOL_CALL_ARGS', toolCallId: 'b', delta: '{"y":2}' },
      ],
      TWO,
    ],
  ])('%s', (_, dialect, payloads, expected) => {
    expect(callsOf(dialect, payloads)).toEqual(expected)
  })

  test('LangGraph, another id in each piece, and the last one in the state', () => {
    const reader = langGraph.createReader({ stream: true })
    const chunk = (id: string | null, name: string | null, args: string): JsonValue => [
      { type: 'AIMessageChunk', id: 'm', content: '', tool_call_chunks: [{ index: 0, id, name, args }] },
      {},
    ]
    reader.payload(chunk('c1', 'f', '{"x"'), 'messages')
    reader.payload(chunk('a', null, ':1}'), 'messages')
    reader.payload({ messages: [{ type: 'ai', id: 'm', content: '', tool_calls: [{ id: 'a', name: 'f', args: { x: 1 } }] }] }, 'values')
    const parts = reader.facts().outputMessages.flatMap((message) => message.parts)
    expect(parts.filter(({ type }) => type === 'tool_call')).toEqual([{ type: 'tool_call', id: 'a', name: 'f', arguments: { x: 1 } }])
  })
})
