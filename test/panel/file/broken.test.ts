/** Files with a fault in them: what is whole is read, what is not is told, with its place. */
import { describe, expect, test } from 'vitest'
import { addOpened, openTrace } from '../../../panel/file/open-otlp.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { wordsOfSkipped } from '../../../panel/store/open-file.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { traceId } from '../trace/drawing.ts'
import { richTrace } from './rich.ts'

const ids = (n: number): string => n.toString(16).padStart(16, '0')
const span = (n: number, more: object = {}): object => ({
  traceId: traceId(1),
  spanId: ids(n),
  name: `chat ${n}`,
  kind: 3,
  startTimeUnixNano: `179000000${n}000000000`,
  endTimeUnixNano: `179000000${n}500000000`,
  attributes: [{ key: 'say', value: { stringValue: 'a "quoted" {brace} [bracket] \\ back\nslash' } }],
  ...more,
})
const doc = (...spans: readonly unknown[]): object => ({
  resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 's' }, spans }] }],
})
const line = (...spans: readonly unknown[]): string => JSON.stringify(doc(...spans))

interface Outcome {
  readonly names: readonly string[]
  readonly said: readonly string[]
}

function read(text: string): Outcome {
  const opened = openTrace(text)
  if ('error' in opened) return { names: [], said: [`error: ${opened.error}`] }
  const trace = createTrace()
  addOpened(trace, opened)
  return { names: Array.from({ length: trace.size }, (_, at) => trace.span(at).name), said: opened.skipped.map(wordsOfSkipped) }
}

const [A, B, C] = [line(span(1)), line(span(2)), line(span(3))]
const cut = (text: string, by: number): string => text.slice(0, -by)

describe('lines of documents', () => {
  test.each<readonly [string, string, readonly number[], readonly string[]]>([
    [
      'the last one cut within a span',
      `${A}\n${B}\n${C.slice(0, 150)}`,
      [1, 2],
      ['1 lines that are no whole JSON (line 3: cut off, at column 151)'],
    ],
    [
      'the last one cut after its span',
      `${A}\n${B}\n${cut(C, 3)}`,
      [1, 2, 3],
      [`1 lines that are no whole JSON (line 3: cut off, at column ${C.length - 2})`],
    ],
    [
      'the last of three spans cut',
      `${A}\n${cut(line(span(2), span(3), span(4)), 20)}`,
      [1, 2, 3],
      ['1 lines that are no whole JSON (line 2: cut off, at column *)'],
    ],
    [
      'a bad one in the middle',
      `${A}\n{"resourceSpans": oops}\n${C}`,
      [1, 3],
      ['1 lines that are no whole JSON (line 2: "oops}" where value should stand, at column 19)'],
    ],
    [
      'a bad one first',
      `# exported on Monday\n${A}\n${B}`,
      [1, 2],
      ['1 lines that are no whole JSON (line 1: "# exported o" where value should stand, at column 1)'],
    ],
    [
      'a line of a log between',
      `${A}\r\n2026-11-26 INFO flushed\r\n${B}\r\n`,
      [1, 2],
      ['1 lines that are no whole JSON (line 2: * where the end should stand, at column 5)'],
    ],
    [
      'five bad ones',
      `${A}\n${'{\n'.repeat(5)}${B}`,
      [1, 2],
      [
        '5 lines that are no whole JSON (line 2: cut off, at column 2; line 3: cut off, at column 2; line 4: cut off, at column 2; and 2 more)',
      ],
    ],
    ['a BOM, blank lines and CRLF', `\uFEFF\r\n${A}\r\n\r\n  \r\n${B}\r\n`, [1, 2], []],
    ['a BOM at each line', `\uFEFF${A}\n\uFEFF${B}`, [1, 2], []],
    [
      'JSON that is no OpenTelemetry',
      `${A}\n{"level":"info"}\n5\n[]\n${B}`,
      [1, 2],
      ['3 lines that are no OpenTelemetry data (line 2; line 3; line 4)'],
    ],
    [
      'two spans in one of three lines bad',
      `${A}\n${line(span(2), { name: 'x' }, span(3, { spanId: '' }))}\n`,
      [1, 2],
      ['2 spans without an id or a start time (line 2, span 2: no trace id; line 2, span 3: no span id)'],
    ],
    ['duplicates', `${A}\n${A}\n${B}`, [1, 2], []],
    [
      'all of one line cut',
      A.slice(0, 200),
      [],
      ['error: The file ends too early, at line 1, column 201: it was cut off when it was written or copied.'],
    ],
  ])('%s', (_, text, spans, said) => {
    const { names, said: words } = read(text)
    expect(names).toEqual(spans.map((n) => `chat ${n}`))
    expect(words.map((word) => word.replace(/^left out /, ''))).toEqual(said.map((word) => matching(word)))
  })
})

/** `*` stands for what differs. */
function matching(words: string): unknown {
  if (!words.includes('*')) return words
  const escaped = words.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return expect.stringMatching(new RegExp(`^${escaped.join('.*')}$`))
}

const THREE = line(span(1), span(2), span(3))
const PRETTY = JSON.stringify(doc(span(1), span(2), span(3)), null, 2)

describe('a document', () => {
  test.each<readonly [string, string, readonly number[], string]>([
    ['cut in its last span', cut(THREE, 60), [1, 2], 'line 1, column *: cut off'],
    ['cut right after a span', THREE.slice(0, THREE.indexOf(',{"traceId"')), [1], 'line 1, column *: cut off'],
    ['cut in its last brackets', cut(THREE, 1), [1, 2, 3], `line 1, column ${THREE.length}: cut off`],
    ['over several lines, cut', cut(PRETTY, 200), [1, 2], 'line *: cut off'],
    [
      'a value missing in a span',
      THREE.replace('"name":"chat 2"', '"name":'),
      [1, 3],
      'line 1, column *: ",\\"kind\\":3,\\"s" where value should stand',
    ],
    [
      'a quote that is not escaped',
      THREE.replace('chat 2', 'say "chat" now'),
      [1, 3],
      'line 1, column *: "chat\\" now\\",\\"" where , or } should stand',
    ],
    ['a quote missing, over several lines', PRETTY.replace('"chat 2"', '"chat 2'), [1, 3], 'line *: * where value should stand'],
    ['a comma too many', THREE.replace('"chat 2",', '"chat 2",,'), [1, 3], 'line 1, column *: * where name should stand'],
    [
      'NaN for a number',
      THREE.replace('"name":"chat 2","kind":3', '"name":"chat 2","kind":NaN'),
      [1, 3],
      'line 1, column *: "NaN,*" where value should stand',
    ],
    ['a comma after the last span', `${cut(THREE, 6)},]}]}]}`, [1, 2, 3], ''],
    [
      'a resource that is no JSON',
      THREE.replace('"resource":{"attributes":[]}', '"resource":{attributes:[]}'),
      [1, 2, 3],
      'line 1, column *: "attributes:[" where name or } should stand',
    ],
    ['a control character', THREE.replace('chat 2', 'chat\u00012'), [1, 3], 'line 1, column *: * where value should stand'],
    [
      'one after another, the second cut',
      `${PRETTY}\n${cut(PRETTY.replaceAll(traceId(1), traceId(2)), 500)}`,
      [1, 2, 3, 1, 2],
      'line *: cut off',
    ],
    ['in a list whose end is cut', `[${A},\n${B},\n${C.slice(0, 100)}`, [1, 2], 'line 3, column 101: cut off'],
  ])('%s', (_, text, spans, where) => {
    expect(() => void JSON.parse(text)).toThrow()
    const { names, said } = read(text)
    expect(names).toEqual(spans.map((n) => `chat ${n}`))
    expect(said).toEqual(where === '' ? [] : [matching(`left out 1 pieces that are no JSON (${where})`)])
  })

  test.each<readonly [string, object, string]>([
    ['without ids', { traceId: undefined, spanId: undefined }, 'no trace id'],
    ['with an id of zeros', { spanId: '0000000000000000' }, 'no span id'],
    ['with an id that is a number', { spanId: 7 }, 'no span id'],
    ['with no time', { startTimeUnixNano: undefined }, 'no start time'],
    ['with a time in words', { startTimeUnixNano: 'yesterday' }, 'its start time is "yesterday"'],
    ['with a time before all time', { startTimeUnixNano: -5 }, 'its start time is -5'],
    ['with a time of a list', { startTimeUnixNano: [1, 2] }, 'its start time is [1,2]'],
  ])('a span %s is left out alone', (_, more, why) => {
    const { names, said } = read(JSON.stringify(doc(span(1), span(2, more), span(3))))
    expect(names).toEqual(['chat 1', 'chat 3'])
    expect(said).toEqual([`left out 1 spans without an id or a start time (span 2: ${why})`])
  })

  test.each<readonly [string, object]>([
    ['attributes that are a map', { attributes: { a: 1 } }],
    ['events and links that are words', { events: 'none', links: 'none' }],
    ['a name that is a number and a kind that is a list', { name: 5, kind: [] }],
    ['a status of another type', { status: 'ok' }],
    ['an end that is no time', { endTimeUnixNano: 'never' }],
    ['nothing but what it needs', { attributes: undefined, kind: undefined, endTimeUnixNano: undefined }],
  ])('a span with %s is kept', (_, more) => {
    expect(read(JSON.stringify(doc(span(1), span(2, more), span(3)))).names).toHaveLength(3)
  })

  test('a list of documents is as good as one a line', () => {
    expect(read(`[${A},${B},{"other":1}]`)).toEqual({
      names: ['chat 1', 'chat 2'],
      said: ['left out 1 documents that are no OpenTelemetry data'],
    })
  })

  test('cut anywhere keeps each span that is whole, and never throws', () => {
    const whole = JSON.stringify(saveTrace(richTrace(), { content: true }))
    const spans = [...whole.matchAll(/"traceId":"[0-9a-f]{32}","spanId"/g)].map(({ index }) => index)
    let most = 0
    for (let length = 1; length < whole.length; length += 61) {
      const opened = openTrace(whole.slice(0, length))
      const count = 'error' in opened ? 0 : opened.spans
      const begun = spans.filter((index) => index < length).length
      // All that begin but the one that is cut; records of logs begin the same way.
      expect(count, `${length}`).toBeLessThanOrEqual(begun)
      expect(count, `${length}`).toBeGreaterThanOrEqual(most)
      most = count
      if (!('error' in opened)) expect(opened.skipped.some(({ where }) => where.some((place) => place.endsWith('cut off')))).toBe(true)
    }
    const all = openTrace(whole)
    expect('error' in all ? 0 : all.spans).toBe(most)
  })
})

describe('garbage', () => {
  const MANY = 2_000_000

  test.each<readonly [string, string, RegExp]>([
    ['of words', 'lorem ipsum dolor '.repeat(MANY / 18), /^error: This is not JSON: at line 1, column 1 stands "lorem ipsum " /],
    ['of lines', 'lorem ipsum\n'.repeat(MANY / 12), /^error: This is not JSON: at line 1, column 1 /],
    ['of braces', '{'.repeat(MANY), /^error: This is not JSON: at line 1, column 2 /],
    ['of brackets', '['.repeat(MANY), /^error: The file ends too early, at line 1/],
    ['of quotes', '{"'.repeat(MANY / 2), /^error: This is not JSON/],
    ['of short lines that begin well', '{"a\n'.repeat(MANY / 20), /^error: This is not JSON/],
    ['that begins like a trace', `{"resourceSpans":[${'{"scopeSpans":['.repeat(MANY / 15)}`, /^error: The file ends too early/],
    ['of zeros', '\0'.repeat(MANY), /^error: This is not JSON/],
  ])('%s is told clearly, soon, and takes nothing away', (_, text, expected) => {
    const start = performance.now()
    expect(read(text).said).toEqual([expect.stringMatching(expected)])
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test('behind good spans leaves them', () => {
    const { names, said } = read(`${A}\n${'\uFFFD\u0000PNG {[" '.repeat(100_000)}`)
    expect([names, said.length]).toEqual([['chat 1'], 1])
    expect(said[0]?.length).toBeLessThan(300)
  })
})
