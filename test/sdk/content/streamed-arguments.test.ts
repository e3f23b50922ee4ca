import { describe, expect, test } from 'vitest'
import { StreamedArguments } from '../../../sdk/content/streamed-arguments.ts'

function shownOf(json: string, size: number, index = 0): string {
  const streamed = new StreamedArguments()
  let shown = ''
  for (let at = 0; at < json.length; at += size)
    shown += streamed.show({ choice: 0, part: 'tool_arguments', index, text: json.slice(at, at + size) })
  return shown
}

describe('arguments that stream', () => {
  test.each([1, 2, 3, 7, 20, 1000])('are shown up to a field for a credential, in pieces of %i', (size) => {
    expect(shownOf('{"user":"ann","password":"hunter2","city":"Rome"}', size)).toBe('{"user":"ann","password":')
    expect(shownOf('{"body":"{\\"api_key\\":\\"abc\\"}"}', size)).toBe('{"body":"{\\"api_key\\":')
    expect(shownOf('{"headers" : {"x-auth-token" : "abc"}}', size)).toBe('{"headers" : {"x-auth-token" :')
  })

  test.each([1, 5, 1000])('are shown whole where there is none, in pieces of %i', (size) => {
    const json = '{"session_id":"S1","max_tokens":5,"query":"password reset","text":"a token of love"}'
    expect(shownOf(json, size)).toBe(json)
  })

  test('of each tool call by themselves, and no other text', () => {
    const streamed = new StreamedArguments()
    const show = (part: 'text' | 'tool_arguments', index: number, text: string) => streamed.show({ choice: 0, part, index, text })
    expect(show('tool_arguments', 0, '{"token":"abc')).toBe('{"token":')
    expect(show('tool_arguments', 1, '{"city":"Ro')).toBe('{"city":"Ro')
    expect(show('tool_arguments', 0, 'def"}')).toBe('')
    expect(show('text', 0, '"password":"theirs"')).toBe('"password":"theirs"')
  })
})
