import { expect, test } from 'vitest'
import { CENSUS_PORT, DOCUMENT_PORT, isFarewell, portNameOf, readNotice, readPortName } from '../../src/rendezvous.ts'

test('a request survives being the name of a port', () => {
  const relay = { relay: DOCUMENT_PORT, tabId: 7, documentId: 'abc' }
  expect(readPortName(portNameOf(relay))).toEqual(relay)
  const all = { relay: CENSUS_PORT, tabId: 7 }
  expect(readPortName(portNameOf(all))).toEqual(all)
  expect(readPortName(portNameOf({ allowedIn: 3 }))).toEqual({ allowedIn: 3 })
})

test.each([
  '',
  'null',
  '{',
  '[]',
  '{"relay":"other","tabId":1}',
  '{"relay":"genai-devtools"}',
  '{"relay":"genai-devtools","tabId":"1"}',
  '{"allowedIn":"1"}',
])('the port name %s asks for nothing', (name) => {
  expect(readPortName(name)).toBeUndefined()
})

test('a notice is read field by field', () => {
  expect(readNotice({ type: 'genai-document', speaks: 1, top: true, more: 2 })).toEqual({
    type: 'genai-document',
    speaks: false,
    served: false,
    top: true,
  })
  for (const odd of [undefined, null, 1, 'genai-document', {}, { type: 'other' }]) expect(readNotice(odd)).toBeUndefined()
})

test('a farewell is known', () => {
  expect(isFarewell({ type: 'genai-farewell' })).toBe(true)
  for (const odd of [undefined, null, {}, { type: 'bye' }]) expect(isFarewell(odd)).toBe(false)
})
