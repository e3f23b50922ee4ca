import { expect, test } from 'vitest'
import { isRestricted, originOf, patternOf } from '../../src/site.ts'

test.each([
  ['https://example.com/a', false],
  ['http://localhost:3000/', false],
  ['file:///tmp/a.html', false],
  ['', false],
  ['no url', false],
  ['chrome://version/', true],
  ['chrome-extension://abc/page.html', true],
  ['devtools://devtools/bundled/inspector.html', true],
  ['about:blank', true],
  ['view-source:https://example.com/', true],
  ['https://chromewebstore.google.com/detail/x', true],
  ['https://chrome.google.com/webstore/detail/x', true],
  ['https://chrome.google.com/intl/de/', false],
  ['https://addons.mozilla.org/firefox/', true],
])('%s: restricted is %s', (url, expected) => {
  expect(isRestricted(url)).toBe(expected)
})

test.each([
  ['https://example.com:8443/a?b#c', 'https://example.com/*'],
  ['http://[::1]:80/', 'http://[::1]/*'],
  ['file:///tmp/a.html', undefined],
  ['chrome://version/', undefined],
  ['https://chromewebstore.google.com/', undefined],
  ['', undefined],
])('%s is granted by %s', (url, expected) => {
  expect(patternOf(url)).toBe(expected)
})

test('an origin is empty where there is none', () => {
  expect(originOf('https://example.com:8443/a')).toBe('https://example.com:8443')
  expect(originOf('about:srcdoc')).toBe('')
  expect(originOf('')).toBe('')
})
