import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../../panel/trace/filter-parse.ts'
import type { Pattern, Term } from '../../../panel/trace/filter.ts'

/** A filter written back, in full: what was understood. */
function understood(text: string): string {
  const { terms, problems } = parseFilter(text)
  return [...terms.map(termText), ...problems.map((problem) => `! ${problem}`)].join('  ')
}

function termText(term: Term): string {
  const sign = term.not ? '-' : ''
  if (term.type === 'number') return `${sign}${term.key} ${term.comparison} ${term.value}`
  return `${sign}${term.key ?? '*'}: ${term.patterns.map(patternText).join(' or ')}`
}

const patternText = ({ type, text, flags }: Pattern) => `${type} ${text}${flags === undefined || flags === '' ? '' : ` /${flags}`}`

describe('a filter is read', () => {
  test.each([
    ['', ''],
    ['   ', ''],
    ['chat', '*: part chat'],
    ['chat  gpt', '*: part chat  *: part gpt'],
    ['-chat', '-*: part chat'],
    ['"two words" x', '*: part two words  *: part x'],
    ['"not closed', '*: part not closed'],
    [String.raw`"a \"b\" c"`, '*: part a "b" c'],
    ['model:gpt-5', 'model: part gpt-5'],
    ['MODEL:gpt-5', 'model: part gpt-5'],
    ['-model:gpt-5', '-model: part gpt-5'],
    ['model:"GPT 5"', 'model: whole GPT 5'],
    ['model:gpt-*', 'model: glob gpt-*'],
    ['status:error,aborted', 'status: part error or part aborted'],
    ['tool:"a b",c,/d, e/i', 'tool: whole a b or part c or regex d, e /i'],
    ['/a b/', '*: regex a b'],
    ['/a b/i', '*: regex a b /i'],
    ['-/a/g', '-*: regex a'],
    ['/not closed', '*: part /not  *: part closed'],
    ['a/b/c', '*: part a/b/c'],
    ['tools/call', '*: part tools/call'],
    ['tokens>1000', 'tokens > 1000'],
    ['tokens>=1.5k', 'tokens >= 1500'],
    ['tokens>1,000', 'tokens > 1000'],
    ['input<2M', 'input < 2000000'],
    ['output=7', 'output = 7'],
    ['output:7', 'output = 7'],
    ['output:>=7', 'output >= 7'],
    ['-ttft>2s', '-ttft > 2000'],
    ['ttft>200', 'ttft > 200'],
    ['duration<=1.5m', 'duration <= 90000'],
    ['duration<300ms', 'duration < 300'],
    ['cached>50%', 'cached > 50'],
    ['cached>50', 'cached > 50'],
    ['http://localhost/a', '*: part http://localhost/a'],
    ['a=b', '*: part a=b'],
  ])('%s', (text, terms) => {
    expect(understood(text)).toBe(terms)
  })

  test.each(['-', 'model:', '-model:', 'model:,', 'tokens>', 'tokens>=', 'tokens:'])(
    'what is still being typed (%s) asks for nothing',
    (text) => {
      expect(understood(text)).toBe('')
    },
  )
})

describe('what is wrong is told, and what is right holds', () => {
  test.each([
    ['foo:bar chat', '*: part foo:bar  *: part chat  ! no such filter: foo:'],
    ['-foo:bar', '-*: part foo:bar  ! no such filter: foo:'],
    ['foo>1', '*: part foo>1  ! no such filter: foo>'],
    ['constructor:a', '*: part constructor:a  ! no such filter: constructor:'],
    ['tokens>many chat', '*: part chat  ! no number: many, as in tokens>1000'],
    ['ttft>2k', '! no number: 2k, as in ttft>2s'],
    ['model>5', '*: part model>5  ! model is followed by a colon: model:gpt-5*'],
    [
      'has:wings,error',
      'has: part wings or part error  ! no such thing to have: wings (error, tools, reasoning, cache, content, estimate)',
    ],
  ])('%s', (text, expected) => {
    expect(understood(text)).toBe(expected)
  })

  test('a bad regular expression is left out', () => {
    expect(understood('/[/ chat')).toMatch(/^\*: part chat {2}! Invalid regular expression: \/\[\/:/)
    expect(understood('model:/(/,o3')).toMatch(/^model: part o3 {2}! Invalid/)
    expect(understood('/a/nonsense')).toMatch(/^! Invalid/)
  })
})
