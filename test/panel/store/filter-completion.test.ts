import { describe, expect, test } from 'vitest'
import { completionsOf } from '../../../panel/store/filter-completion.ts'

const THERE: { readonly [key: string]: readonly string[] } = {
  model: ['gpt-5', 'gpt-5-mini', 'claude x', 'o3'],
  tool: ['search_web', 'read_file'],
  status: ['ok', 'error', '429'],
}

/** `|` is the caret. What would stand there for each completion. */
function completed(written: string): readonly string[] {
  const caret = written.indexOf('|')
  const text = written.replace('|', '')
  return completionsOf(text, caret, (key) => THERE[key] ?? []).map(
    ({ text: put, from, to }) => `${text.slice(0, from)}${put}${text.slice(to)}`,
  )
}

describe('what a filter may go on with', () => {
  test.each([
    ['mo|', ['model:']],
    ['-mo|', ['-model:']],
    ['MO|', ['model:']],
    ['chat mo|', ['chat model:']],
    ['mo| chat', ['model: chat']],
    ['t|', ['tool:', 'tokens>', 'ttft>']],
    ['gpt|', ['model:"gpt-5"', 'model:gpt-5-mini']],
    ['search|', ['tool:search_web']],
    ['model:|', ['model:"gpt-5"', 'model:gpt-5-mini', 'model:"claude x"', 'model:o3']],
    ['model:|o3', ['model:"gpt-5"', 'model:gpt-5-mini', 'model:"claude x"']],
    ['model:mini|', ['model:gpt-5-mini']],
    ['model:o3|', []],
    ['model:"cl|', ['model:"claude x"']],
    ['model:o3,mi|', ['model:o3,gpt-5-mini']],
    ['model:mi|,o3', ['model:gpt-5-mini,o3']],
    ['-status:4|', ['-status:429']],
    ['tokens>|', []],
    ['foo:|', []],
    ['/mo|', []],
    ['"mo|', []],
    ['model:/g|', []],
  ])('%s', (written, expected) => {
    expect(completed(written)).toEqual(expected)
  })

  test('nothing typed offers the keys', () => {
    expect(completed('|').slice(0, 3)).toEqual(['model:', 'kind:', 'status:'])
    expect(completed('chat |').at(0)).toBe('chat model:')
  })
})
