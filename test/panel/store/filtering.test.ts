import { expect, test } from 'vitest'
import { chosen, withTerm } from '../../../panel/store/filtering.ts'

test('a term of the footer goes in, takes the place of another of its key, and comes out again', () => {
  expect(withTerm('', 'status:error')).toBe('status:error')
  expect(withTerm('model:o3  chat', 'status:error')).toBe('model:o3 chat status:error')
  expect(withTerm('status:error chat', 'status:aborted')).toBe('chat status:aborted')
  expect(withTerm('status:error chat', 'status:error')).toBe('chat')
  expect(withTerm('-status:error', 'status:error')).toBe('-status:error status:error')
  expect(withTerm('"status:error"', 'status:error')).toBe('"status:error" status:error')
})

test('a click chooses one kind, Ctrl one more or one less', () => {
  const none = chosen(new Set(), undefined, false)
  expect([...none]).toEqual([])
  const one = chosen(none, 'LLM', false)
  expect([...one]).toEqual(['LLM'])
  expect([...chosen(one, 'Tools', false)]).toEqual(['Tools'])
  expect([...chosen(one, 'Tools', true)]).toEqual(['LLM', 'Tools'])
  expect([...chosen(chosen(one, 'Tools', true), 'LLM', true)]).toEqual(['Tools'])
  expect([...chosen(one, 'LLM', false)]).toEqual([])
  expect([...chosen(one, undefined, true)]).toEqual([])
})
