import { expect, test } from 'vitest'
import { liveRate } from '../../../panel/store/live-rate.ts'
import { bytesOf, mediaOf } from '../../../panel/store/media.ts'

const of = (more: { readonly mime?: string; readonly content?: string; readonly uri?: string }) => {
  const media = mediaOf({ mime: '', content: '', uri: '', ...more })
  return media && `${media.kind} ${media.mime} ${media.base64}`
}

test('only what stands in the part is shown, and only what a browser draws without running anything', () => {
  expect(of({ mime: 'image/png', content: 'AAAA' })).toBe('image image/png AAAA')
  expect(of({ mime: 'audio/wav', content: 'AAAA' })).toBe('audio audio/wav AAAA')
  expect(of({ mime: 'application/pdf', content: 'AAAA' })).toBe('pdf application/pdf AAAA')
  expect(of({ uri: 'data:image/jpeg;base64,BBBB' })).toBe('image image/jpeg BBBB')
  expect(of({ content: 'iVBORw0KGgoAAA' })).toBe('image image/png iVBORw0KGgoAAA')
  for (const none of [
    { mime: 'image/svg+xml', content: 'AAAA' },
    { mime: 'text/html', content: 'AAAA' },
    { mime: 'image/png', uri: 'https://example.org/a.png' },
    { uri: 'data:text/html;base64,AAAA' },
    { content: 'AAAA' },
    {},
  ])
    expect(of(none)).toBeUndefined()
})

test('base64 of either alphabet becomes bytes, anything else nothing', () => {
  expect([...(bytesOf('-_8=') ?? [])]).toEqual([0xfb, 0xff])
  expect(bytesOf('no base64!')).toBeUndefined()
})

test('the rate of an answer that streams is estimated, once there is something to tell', () => {
  const live = [{ choice: 0, part: 'text' as const, index: 0, text: 'x'.repeat(400) }]
  expect(liveRate(live, 1000, 3000)).toBe(50)
  expect(liveRate(live, 1000, 1100)).toBeUndefined()
  expect(liveRate(live, undefined, 3000)).toBeUndefined()
  expect(liveRate([], 1000, 3000)).toBeUndefined()
})
