import { expect, test } from 'vitest'
import { binChunks, longestStall } from '../../../panel/store/chunk-bins.ts'
import { formatBytes, mediaBytes } from '../../../panel/store/media.ts'
import { pageName } from '../../../panel/store/page-name.ts'

test('bytes fall into the slice of time in which they came, and none is lost', () => {
  expect(binChunks({ offsets: [0, 10, 99, 100], sizes: [1, 2, 4, 8] }, 100, 4)).toEqual([3, 0, 0, 12])
})

test('the longest pause may be the one before the end', () => {
  expect(longestStall({ offsets: [100, 150, 500], sizes: [1, 1, 1] }, 600)).toEqual({ at: 150, length: 350 })
  expect(longestStall({ offsets: [100, 150], sizes: [1, 1] }, 900)).toEqual({ at: 150, length: 750 })
  expect(longestStall({ offsets: [100], sizes: [1] }, 900)).toBeUndefined()
})

test('sizes of media are those of the bytes, not of their base64', () => {
  for (const bytes of [0, 1, 2, 3, 1000]) expect(mediaBytes(Buffer.alloc(bytes).toString('base64'))).toBe(bytes)
  expect([812, 1234, 3_400_000].map(formatBytes)).toEqual(['812 B', '1.2 kB', '3.4 MB'])
})

test('pages are told apart by host and path', () => {
  expect(['http://localhost:5173/', 'https://a.example/ask?q=1#x', 'about:srcdoc', 'no url'].map(pageName)).toEqual([
    'localhost:5173',
    'a.example/ask',
    'about:srcdoc',
    'no url',
  ])
})
