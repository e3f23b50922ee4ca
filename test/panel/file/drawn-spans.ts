/** Spans of OTLP/JSON by chance, as text: all forms of values, of numbers, of names; keys in any order, twice, unknown; white space, escapes. */
import { HOT_NAMES } from '../../../panel/file/hot-names.ts'
import type { seeded } from '../../support/random.ts'

type Below = ReturnType<typeof seeded>

const TEXTS = [
  '',
  'chat',
  'chat gpt-5',
  'invoke_agent',
  'invoke_agent researcher',
  'execute_tool',
  'tools/call',
  'gpt-5',
  'openai',
  'OpenAI',
  'az.ai.openai',
  'gemini',
  'stop',
  'length',
  'MAX_TOKENS',
  'running',
  'stack',
  'nobody',
  'completed',
  'aborted',
  'page_hidden',
  'page_x',
  'error',
  '429',
  'http://a.example/?q=1',
  'é漢👩‍💻',
  '\u2028"\\\n',
  '\ud800',
  'x'.repeat(5_000),
  '\uFEFFmark',
  'NaN',
  '7',
  '',
]
const NUMBERS = [
  '0',
  '1',
  '-0',
  '-1',
  '7',
  '12',
  '300',
  '1.5',
  '0.1',
  '1e3',
  '1E+2',
  '-2.5e-3',
  '9007199254740993',
  '12345678901234567890',
  '1e400',
  '1790000000000000000',
  '0.30000000000000004',
  '123456789012345',
  '1234567890123456',
  '1.0',
]
const OTHER_KEYS = [
  'http.method',
  'url.full',
  'say',
  '',
  '__proto__',
  'gen_ai.request.temperature',
  'genai_devtools.chunks.offsets',
  'gen_ai.input.messages',
  'gen_ai.tool.call.arguments',
  'é',
  'genai_devtools.escaped.gen_ai.request.model',
]

export function drawSpan(below: Below, nth: number): string {
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T
  // Few oddities in most spans: one is enough to have a span read the long way.
  const oddity = [2_000, 300, 12][below(3)] ?? 12
  const rarely = (): boolean => below(oddity) === 0
  const space = (): string => (rarely() ? one([' ', '\n', '\t', '\r\n  ']) : '')
  const string = (value: string): string => {
    const json = JSON.stringify(value)
    return rarely() ? json.replace(/[a-z]/, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`) : json
  }
  const pairs = (list: readonly (readonly [string, string])[]): string =>
    `{${space()}${list.map(([key, value]) => `${string(key)}${space()}:${space()}${value}${space()}`).join(`,${space()}`)}}`
  const list = (items: readonly string[]): string => `[${space()}${items.join(`${space()},`)}${space()}]`
  const junk = (depth = 0): string => {
    const kind = below(depth > 3 ? 5 : 7)
    if (kind < 2) return string(one(TEXTS))
    if (kind === 2) return one(NUMBERS)
    if (kind === 3) return one(['true', 'false', 'null'])
    if (kind === 4) return one(['[]', '{}', '""'])
    const count = below(3)
    return kind === 5
      ? list(Array.from({ length: count }, () => junk(depth + 1)))
      : pairs(Array.from({ length: count }, () => [one(TEXTS), junk(depth + 1)]))
  }
  const any = (depth = 0): string => {
    if (rarely()) return junk()
    const forms: (readonly [string, () => string])[] = [
      ['stringValue', () => string(one(TEXTS))],
      ['stringValue', () => string(one(TEXTS))],
      ['stringValue', () => string(one(TEXTS))],
      ['intValue', () => string(one(NUMBERS))],
      ['intValue', () => string(String(below(5_000)))],
      ['intValue', () => one(NUMBERS)],
      ['doubleValue', () => one(NUMBERS)],
      ['doubleValue', () => string(one(['NaN', 'Infinity', '1.5', '']))],
      ['boolValue', () => one(['true', 'false'])],
      ['bytesValue', () => string('AAEC')],
      ['arrayValue', () => (depth > 2 ? junk() : pairs([['values', list(Array.from({ length: below(4) }, () => any(depth + 1)))]]))],
      ['arrayValue', () => pairs([['values', list([pairs([['stringValue', string(one(TEXTS))]])])]])],
      [
        'kvlistValue',
        () =>
          depth > 2
            ? junk()
            : pairs([
                [
                  'values',
                  list([
                    pairs([
                      ['key', string('k')],
                      ['value', any(depth + 1)],
                    ]),
                  ]),
                ],
              ]),
      ],
    ]
    const count = rarely() ? below(3) : 1
    return pairs(
      Array.from({ length: count }, () => {
        const [name, value] = one(forms)
        return [name, value()] as const
      }),
    )
  }
  const attribute = (): string => {
    if (rarely()) return junk()
    const key: readonly [string, string] = [
      'key',
      rarely() ? junk() : string(below(4) === 0 ? one(OTHER_KEYS.slice(0, rarely() ? undefined : 6)) : one(HOT_NAMES)),
    ]
    const value: readonly [string, string] = ['value', any()]
    const members = rarely() ? [value, key] : [key, value]
    if (rarely()) members.push(one([key, value, ['other', junk()]]))
    if (rarely()) members.pop()
    return pairs(members)
  }
  const attributes = (): string => (rarely() ? junk() : list(Array.from({ length: below(14) }, attribute)))
  const time = (add: number): string => {
    const digits = `${1_790_000_000 + add}${String(below(1e9)).padStart(9, '0')}`
    return rarely()
      ? one(['"0"', '0', digits, '"7"', `"${digits}0"`, `"000${digits}"`, '"yesterday"', '-5', '1.5', 'null', '1e300', '1.79e18'])
      : `"${digits}"`
  }
  const id = (words: number): string => {
    const digits = (nth * 16 + below(16)).toString(16).padStart(words * 8, '0')
    return rarely() && rarely()
      ? one([
          '""',
          '"no id"',
          'null',
          '7',
          `"${'0'.repeat(words * 8)}"`,
          `"${'x'.repeat(200)}"`,
          words === 4 ? '"AAAAAAAAAAAAAAAAAAAAAQ=="' : '"AAAAAAAAAKE="',
        ])
      : string(rarely() ? digits.toUpperCase() : digits)
  }
  const members: (readonly [string, string])[] = [
    ['traceId', id(4)],
    ['spanId', id(2)],
    ['parentSpanId', below(3) === 0 ? '""' : id(2)],
    ['name', rarely() ? junk() : string(one(TEXTS))],
    ['kind', rarely() ? one(['"SPAN_KIND_CLIENT"', '"CLIENT"', '9', '-1', '2.0', 'null', '"?"']) : String(below(6))],
    ['startTimeUnixNano', time(0)],
    ['endTimeUnixNano', time(below(3) - 1)],
    ['attributes', attributes()],
    [
      'events',
      rarely()
        ? junk()
        : list(
            Array.from({ length: below(3) }, () =>
              pairs([
                ['timeUnixNano', time(0)],
                ['name', string(one(TEXTS))],
                ['attributes', attributes()],
              ]),
            ),
          ),
    ],
    [
      'links',
      rarely()
        ? list([
            pairs([
              ['traceId', id(4)],
              ['spanId', id(2)],
            ]),
            junk(),
          ])
        : '[]',
    ],
    [
      'status',
      rarely()
        ? junk()
        : pairs([
            ['code', one(['0', '1', '2', '"STATUS_CODE_ERROR"', '"OK"', '7'])],
            ['message', rarely() ? junk() : string(one(TEXTS))],
          ]),
    ],
    ['traceState', one(['""', '"a=b"', 'null'])],
    ['droppedAttributesCount', one(['0', '0', '0', '3', '"3"', 'null'])],
    ['unknownField', junk()],
    ['flags', '257'],
  ]
  const shuffled = rarely()
    ? members
        .map((member) => ({ member, at: below(1_000) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ member }) => member)
    : members
  const kept = shuffled.filter(() => below(oddity) !== 0)
  if (rarely()) kept.push(one(members))
  if (rarely()) kept.push(['attributes', attributes()])
  return pairs(kept)
}
