import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, describe, expect, test } from 'vitest'
import { MAX_PART_CHARACTERS } from '../../../sdk/content/bound.ts'
import { redactEmails } from '../../../sdk/content/presets.ts'
import type { MessagePart } from '../../../sdk/protocol/records.ts'
import { serverToolCallPart, toolCallPart, toolResponsePart } from '../../../sdk/provider/read/parts.ts'
import { jsonField } from '../../../sdk/provider/read/json-text.ts'
import { addContent, useRedactors } from '../../../sdk/content/given-content.ts'
import { contentOf, wholeOf, writeContent } from '../../../sdk/content/span-content.ts'

const BIG = '12345678901234567890'
const SECRET = 'hunter2-hunter2'
const exporter = new InMemorySpanExporter()
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
const undo: (() => unknown)[] = []
afterEach(() => {
  for (const each of undo.splice(0)) each()
})

const server = (text: string): MessagePart => serverToolCallPart('c', 'f', { type: 't', ...fieldOf(text) })
function fieldOf(text: string): object {
  return Object.fromEntries(Object.entries(jsonField('input', text)).filter(([, value]) => value !== undefined))
}

/** The part as it leaves the page, in a record and in an attribute. */
function sent(part: MessagePart): MessagePart {
  const span = tracer.startSpan('chat')
  addContent(span, { outputMessages: [{ role: 'assistant', parts: [part] }] })
  writeContent(span)
  span.end()
  const shown = contentOf(span)?.outputMessages?.[0]?.parts[0]
  if (shown === undefined) throw new Error('no part')
  expect(exporter.getFinishedSpans().at(-1)?.attributes['gen_ai.output.messages']).toBe(
    JSON.stringify([{ role: 'assistant', parts: [shown] }]),
  )
  return shown
}

const forms: readonly (readonly [string, (text: string) => MessagePart, string])[] = [
  ['arguments', (text) => toolCallPart('c', 'f', text), 'arguments_text'],
  ['a result', (text) => toolResponsePart('c', text), 'response_text'],
  ['input of a tool of the server', server, 'input_text'],
]

describe.each(forms)('the text of %s', (_, make, field) => {
  test('stands beside what was read of it, where that would be written otherwise', () => {
    const text = `{"id": ${BIG}}`
    expect(JSON.stringify(sent(make(text)))).toContain(`"${field}":${JSON.stringify(text)}`)
  })

  test('is left out where it says the same', () => {
    expect(JSON.stringify(sent(make('{ "id": 1, "name": "\\u00e9" }')))).not.toContain(field)
  })

  test.each([
    ['a credential in a field for it', `{"password": "${SECRET}", "id": ${BIG}}`],
    ['a credential in a field that another one hides', `{"password": "${SECRET}", "password": "", "id": 1}`],
    ['an address with a key', `{"url": "https://a.example/?api_key=${SECRET}", "id": ${BIG}}`],
    ['a credential deep within', `{"a": [{"headers": {"authorization": "Bearer ${SECRET}"}}], "n": 1.0}`],
  ])('is left out with %s', (_name, text) => {
    const written = JSON.stringify(sent(make(text)))
    expect(written).not.toContain(SECRET)
    expect(written).not.toContain(field)
  })

  test('is left out where a redactor looks', () => {
    undo.push(useRedactors([redactEmails, (part) => part]))
    const written = JSON.stringify(sent(make(`{"to": "ann@example.org", "id": ${BIG}}`)))
    expect(written).not.toContain(field)
    expect(written).toContain(`"id":"${BIG}"`)
    expect(written).toContain('[email]')
  })

  test('is left out where base64 was', () => {
    const picture = `data:image/png;base64,${'QUJD'.repeat(1_000)}`
    const written = JSON.stringify(sent(make(`{"picture": "${picture}", "id": ${BIG}}`)))
    expect(written).not.toContain(field)
    expect(written).not.toContain('QUJDQUJD')
    expect(written).toContain('"bytes":3000')
  })
})

test('a text that has no room is left out first, said so, and there in the page', () => {
  const text = `{"id": ${BIG}, "words": "${'x'.repeat(MAX_PART_CHARACTERS * 0.7)}"}`
  const part = toolCallPart('c', 'f', text)
  const span = tracer.startSpan('chat')
  addContent(span, { outputMessages: [{ role: 'assistant', parts: [part] }] })
  const [shown] = contentOf(span)?.outputMessages?.[0]?.parts ?? []
  expect(shown).toMatchObject({ arguments: part['arguments'], truncated_characters: expect.any(Number) })
  expect(shown).not.toHaveProperty('arguments_text')
  expect(wholeOf(span)?.outputMessages?.[0]?.parts[0]).toEqual(part)
})

test('a vendor’s own fields of that name are none of ours', () => {
  const part = { type: 'search', response: 'a', response_text: '{"n": 1.0}' }
  expect(sent(part)).toEqual(part)
})
