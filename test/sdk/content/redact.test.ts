import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { REDACT_TIMEOUT_MS, REDACTION_FAILED, redactField } from '../../../sdk/content/redact.ts'
import { isRedacting } from '../../../sdk/content/redacting.ts'
import type { ContentField } from '../../../sdk/content/names.ts'
import type { Redaction } from '../../../sdk/content/redact.ts'
import type { Redact, RedactContext } from '../../../sdk/options.ts'
import type { MessagePart, SpanContent } from '../../../sdk/protocol/records.ts'
import { messageFaults, partFaults } from '../../wire/message-shape.ts'

const SECRET = 'planted-secret'
const ids = { traceId: 't1', spanId: 's1' }
const redaction = (redact: Redact | readonly Redact[], counts = { failures: 0 }): Redaction => ({
  redactors: typeof redact === 'function' ? [redact] : redact,
  counts,
  context: ids,
})
const run = (field: ContentField, content: SpanContent, redact: Redact | readonly Redact[]) =>
  redactField(field, content, redaction(redact))
const text = (content: string): MessagePart => ({ type: 'text', content })
const masked: Redact = (part) => JSON.parse(JSON.stringify(part).replaceAll(SECRET, '***'))

const PARTS: readonly MessagePart[] = [
  text(SECRET),
  { type: 'reasoning', content: SECRET },
  { type: 'refusal', content: SECRET },
  { type: 'tool_call', id: SECRET, name: SECRET, arguments: { [SECRET]: SECRET } },
  { type: 'tool_call_response', id: SECRET, response: [SECRET] },
  { type: 'server_tool_call', name: SECRET, server_tool_call: { type: 'x', q: SECRET } },
  { type: 'server_tool_call_response', server_tool_call_response: { type: 'x', a: SECRET } },
  { type: 'blob', modality: 'image', content: SECRET },
  { type: 'uri', modality: 'image', uri: `https://x.test/${SECRET}` },
  { type: 'file', modality: 'image', file_id: SECRET },
  { type: SECRET, said: SECRET },
]

/** A record that no redactor could have meant: from JavaScript anything comes back. */
const wrong = (value: unknown): Redact => (() => value) as Redact

describe('a redactor', () => {
  test('sees each part once, with its place', () => {
    const seen: [string, RedactContext][] = []
    const spy: Redact = (part, context) => {
      seen.push([part.type, context])
      return part
    }
    const content: SpanContent = {
      systemInstructions: [text('s')],
      inputMessages: [{ role: 'user', parts: [text('a'), { type: 'uri', modality: 'image', uri: 'https://x.test/' }] }],
      outputMessages: [{ role: 'assistant', parts: [text('b')] }],
      toolDefinitions: [{ type: 'function', name: 'f', description: 'd' }],
      toolCallArguments: { q: 1 },
      toolCallResult: 'r',
    }
    const fields: ContentField[] = [
      'systemInstructions',
      'inputMessages',
      'outputMessages',
      'toolDefinitions',
      'toolCallArguments',
      'toolCallResult',
    ]
    expect(Object.assign({}, ...fields.map((field) => run(field, content, spy)))).toEqual(content)
    expect(seen).toEqual([
      ['text', { ...ids, kind: 'system_instructions' }],
      ['text', { ...ids, kind: 'input', role: 'user' }],
      ['uri', { ...ids, kind: 'input', role: 'user' }],
      ['text', { ...ids, kind: 'output', role: 'assistant' }],
      ['function', { ...ids, kind: 'tool_definition' }],
      ['tool_call', { ...ids, kind: 'tool_arguments' }],
      ['tool_call_response', { ...ids, kind: 'tool_result' }],
    ])
  })

  test('changes what it gives back, removes what it answers null for', () => {
    const redact: Redact = (part) => (part.type === 'reasoning' ? null : masked(part, { ...ids, kind: 'input' }))
    const inputMessages = [{ role: 'user', parts: [text(`my ${SECRET}`), { type: 'reasoning', content: SECRET }] }]
    expect(run('inputMessages', { inputMessages }, redact)).toEqual({ inputMessages: [{ role: 'user', parts: [text('my ***')] }] })
    expect(run('toolCallResult', { toolCallResult: SECRET }, () => null)).toEqual({})
    expect(run('toolDefinitions', { toolDefinitions: [{ type: 'function', name: 'f' }] }, () => null)).toEqual({ toolDefinitions: [] })
  })

  test('works on a copy: neither what it does to it now, nor later, shows', () => {
    const parts = [text('original')]
    let held: { type: string; content?: unknown } | undefined
    const redact: Redact = (part) => {
      held = part
      Object.assign(part, { content: 'changed in place' })
      return part
    }
    const result = run('systemInstructions', { systemInstructions: parts }, redact)
    if (held !== undefined) held.content = SECRET
    expect(parts).toEqual([text('original')])
    expect(result).toEqual({ systemInstructions: [text('changed in place')] })
  })

  test('in a list gets what the one before left; null ends the list', () => {
    const add =
      (word: string): Redact =>
      (part) => ({ ...part, content: `${String(part['content'])} ${word}` })
    const never = vi.fn<Redact>()
    expect(run('systemInstructions', { systemInstructions: [text('x')] }, [add('one'), add('two')])).toEqual({
      systemInstructions: [text('x one two')],
    })
    expect(run('systemInstructions', { systemInstructions: [text('x')] }, [() => null, never])).toEqual({ systemInstructions: [] })
    expect(never).not.toHaveBeenCalled()
  })

  test('is not shown participants’ names and log-probabilities, so that they are left out', () => {
    const outputMessages = [
      { role: 'assistant', name: SECRET, parts: [text('x')], finish_reason: 'stop', logprobs: [{ token: SECRET, logprob: -1 }] },
    ]
    expect(run('outputMessages', { outputMessages }, (part) => part)).toEqual({
      outputMessages: [{ role: 'assistant', parts: [text('x')], finish_reason: 'stop' }],
    })
  })

  test('that asks the network is known to be at work', () => {
    let during = false
    run('systemInstructions', { systemInstructions: [text('x')] }, (part) => {
      during = isRedacting()
      return part
    })
    expect([during, isRedacting()]).toEqual([true, false])
  })
})

describe('a redaction that fails', () => {
  const failing: [string, Redact][] = [
    [
      'throws',
      () => {
        throw new Error(SECRET)
      },
    ],
    ['rejects', () => Promise.reject(new Error(SECRET))],
    ['gives back nothing', wrong(undefined)],
    ['gives back a text', wrong(SECRET)],
    ['gives back a list', wrong([text(SECRET)])],
    ['gives back no type', wrong({ content: SECRET })],
    ['gives back a function in a part', wrong({ type: 'text', content: () => SECRET })],
    [
      'gives back a part whose getter throws',
      wrong({
        type: 'text',
        get content() {
          throw new Error(SECRET)
        },
      }),
    ],
    [
      'gives back a thenable that throws',
      wrong({
        get then() {
          throw new Error(SECRET)
        },
      }),
    ],
    ['resolves to nothing', () => Promise.resolve(undefined as unknown as MessagePart)],
    [
      'fails in the second of a list, after an asynchronous one',
      async (part) => {
        await null
        if (part) throw new Error(SECRET)
        return part
      },
    ],
  ]

  test.each(failing)('because it %s leaves a valid part that says so, and no content', async (_how, redact) => {
    const counts = { failures: 0 }
    for (const part of PARTS) {
      const { systemInstructions } = await redactField('systemInstructions', { systemInstructions: [part] }, redaction(redact, counts))
      expect(JSON.stringify(systemInstructions)).toContain(REDACTION_FAILED)
      expect(JSON.stringify(systemInstructions)).not.toContain(SECRET)
      expect(partFaults(systemInstructions ?? [])).toEqual([])
      const { inputMessages } = await redactField(
        'inputMessages',
        { inputMessages: [{ role: 'user', parts: [part] }] },
        redaction(redact, counts),
      )
      expect(messageFaults(inputMessages ?? [])).toEqual([])
    }
    expect(counts.failures).toBe(2 * PARTS.length)
    expect(await run('toolCallArguments', { toolCallArguments: { q: SECRET } }, redact)).toEqual({ toolCallArguments: REDACTION_FAILED })
    expect(await run('toolCallResult', { toolCallResult: { q: SECRET } }, redact)).toEqual({ toolCallResult: REDACTION_FAILED })
    const tool = { type: 'function', name: 'search', description: SECRET, parameters: { [SECRET]: 1 } }
    expect(await run('toolDefinitions', { toolDefinitions: [tool] }, redact)).toEqual({
      toolDefinitions: [{ type: 'function', description: REDACTION_FAILED, name: 'search' }],
    })
  })

  test('fails one part, not its neighbours', () => {
    const redact: Redact = (part) => {
      if (part.type === 'reasoning') throw new Error('no')
      return part
    }
    expect(run('systemInstructions', { systemInstructions: [text('a'), { type: 'reasoning', content: 'b' }, text('c')] }, redact)).toEqual({
      systemInstructions: [text('a'), { type: 'reasoning', content: REDACTION_FAILED }, text('c')],
    })
  })

  describe('in time', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
    afterEach(() => void vi.useRealTimers())

    test('a redactor that never answers fails at the limit; what it says later is not heard', async () => {
      let answer = (_part: MessagePart): void => {}
      const done = run('systemInstructions', { systemInstructions: [text(SECRET)] }, () => new Promise((resolve) => (answer = resolve)))
      let settled = false
      void Promise.resolve(done).then(() => (settled = true))
      await vi.advanceTimersByTimeAsync(REDACT_TIMEOUT_MS - 1)
      expect(settled).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      answer(text(SECRET))
      expect(await done).toEqual({ systemInstructions: [text(REDACTION_FAILED)] })
      expect(vi.getTimerCount()).toBe(0)
    })
  })
})
