/** Streams read by comparison of their events and event by event: the same answer, whatever stands between. Seeded. */
import { expect, test } from 'vitest'
import { createBodyReader } from '../../../sdk/provider/body.ts'
import type { Api, TextDelta } from '../../../sdk/provider/read/dialect.ts'
import { longRun } from '../../support/long-run.ts'
import { seeded } from '../../support/random.ts'
import { dialectOf } from '../../support/dialects.ts'

const SEEDS = longRun ? 400 : 100

const texts = ['a', 'Hel', 'lo ', '', 'wörld 😀', 'say \\"x\\"', 'line\\n', '\\u00e9', 'text', 'index', '0', 'id', 'stop']
const choice = (delta: string, more = '') =>
  `data: {"id":"c1","model":"m","choices":[{"index":0,"delta":{${delta}}${more}}],"usage":null}\n\n`
const block = (delta: string, index = 0) =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{${delta}}}\n\n`

type Frame = (text: string) => string
const streams: { readonly [api in Api]?: { readonly head: string; readonly frames: readonly Frame[] } } = {
  'openai-chat': {
    head: '',
    frames: [
      (text) => choice(`"content":"${text}"`),
      (text) => choice(`"role":"assistant","content":"${text}"`),
      (text) => choice(`"content":null,"reasoning":"${text}"`),
      (text) => choice(`"content":"${text}","reasoning":"${text}"`),
      (text) => choice(`"content":"${text}"`, ',"logprobs":-0.5'),
      (text) => choice(`"content":"${text}"`, `,"logprobs":{"content":[{"token":"t","logprob":-1,"top_logprobs":[]}]}`),
      (text) => choice(`"tool_calls":[{"index":0,"function":{"name":"f","arguments":"${text}"}}]`),
      (text) => choice(`"content":"${text}","images":[{"type":"image_url","image_url":{"url":"https://x.example/1.png"}}]`),
      (text) => choice(`"content":[{"type":"text","text":"${text}"}]`),
      (text) => choice(`"refusal":"${text}"`),
      (text) => choice(`"content":"${text}"`, ',"finish_reason":"length"'),
      (text) => choice(`"content":"${text}"`).replace('"index":0', '"index":1'),
      (text) => choice(`"content":"${text}"`, ',"message":{"content":"whole"}'),
      () => choice('').replace('"usage":null', '"usage":{"prompt_tokens":3,"completion_tokens":4}'),
      () => ': ping\n\n',
      () => 'data: {"error":{"message":"no"}}\n\n',
      () => 'error: {"error":{"message":"stray"}}\n\n',
      () => 'data: [DONE]\n\n',
    ],
  },
  'openai-completions': {
    head: '',
    frames: [
      (text) => `data: {"id":"c1","model":"m","choices":[{"index":0,"text":"${text}","logprobs":null}]}\n\n`,
      (text) => `data: {"id":"c1","model":"m","choices":[{"index":0,"text":"${text}","logprobs":-0.25}]}\n\n`,
      (text) => `data: {"id":"c1","choices":[{"index":0,"text":"","reasoning":"${text}"}]}\n\n`,
    ],
  },
  'anthropic-messages': {
    head: [
      'event: message_start\ndata: {"type":"message_start","message":{"id":"m1","model":"m","content":[],"usage":{"input_tokens":5}}}\n\n',
      'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n',
      'event: content_block_start\ndata: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}\n\n',
      'event: content_block_start\ndata: {"type":"content_block_start","index":2,"content_block":{"type":"thinking","thinking":""}}\n\n',
    ].join(''),
    frames: [
      (text) => block(`"type":"text_delta","text":"${text}"`),
      (text) => block(`"type":"thinking_delta","thinking":"${text}"`, 2),
      (text) => block(`"type":"input_json_delta","partial_json":"${text}"`, 1),
      (text) => block(`"type":"signature_delta","signature":"${text}"`, 2),
      (text) => block(`"type":"text_delta","text":"${text}"`, 7),
      () => 'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n',
      () => 'event: ping\ndata: {"type":"ping"}\n\n',
      () => 'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}\n\n',
    ],
  },
  'ai-sdk-ui': {
    head: 'data: {"type":"start","messageId":"m"}\n\n',
    frames: [
      (text) => `data: {"type":"text-delta","id":"0","delta":"${text}"}\n\n`,
      (text) => `data: {"type":"reasoning-delta","id":"0","delta":"${text}"}\n\n`,
      (text) => `data: {"type":"text-delta","id":"1","delta":"${text}"}\n\n`,
      () => 'data: {"type":"text-start","id":"1"}\n\n',
      () => 'data: {"type":"finish","finishReason":"stop"}\n\n',
    ],
  },
}

function answerTo(api: Api, chunks: readonly Uint8Array[]): unknown {
  const dialect = dialectOf(api)
  const reader = createBodyReader({ dialect, request: { stream: true, model: 'm' }, status: 200, contentType: 'text/event-stream' })
  const told: { [key: string]: string } = {}
  const add = (deltas: readonly TextDelta[]): void => {
    for (const { choice: at, part, index, text } of deltas) told[`${at} ${part} ${index}`] = (told[`${at} ${part} ${index}`] ?? '') + text
  }
  for (const chunk of chunks) add(reader.feed(chunk))
  add(reader.end())
  const facts = reader.facts()
  return { ...facts, outputMessages: facts.outputMessages, told }
}

for (const [api, { head, frames }] of Object.entries(streams)) {
  test(`${api}: ${SEEDS} seeded streams`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = seeded(seed)
      // A few forms for a while, as streams are; now and then any.
      const usual = [random(frames.length), random(frames.length)]
      const parts = Array.from({ length: 40 }, () => {
        const make = frames[random(8) === 0 ? random(frames.length) : (usual[random(2)] ?? 0)]
        return make?.(texts[random(texts.length)] ?? '') ?? ''
      })
      const text = head + parts.join('')
      const bytes = new TextEncoder().encode(text)
      const cut = random(bytes.length)
      // Line by line nothing is compared.
      const lines = text.split(/(?<=\n)/).map((line) => new TextEncoder().encode(line))
      const slow = answerTo(api as Api, lines)
      expect(answerTo(api as Api, [bytes]), `seed ${seed}, whole`).toEqual(slow)
      expect(answerTo(api as Api, [bytes.subarray(0, cut), bytes.subarray(cut)]), `seed ${seed}, cut at ${cut}`).toEqual(slow)
    }
  })
}
