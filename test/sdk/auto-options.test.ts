import { expect, test } from 'vitest'
import { readAutoOptions } from '../../sdk/auto-options.ts'

const withMeta = (content: unknown): object => ({
  document: { querySelector: (selector: string) => (selector === 'meta[name="genai-devtools"]' ? { content } : null) },
})

test.each<readonly [string, object, unknown]>([
  ['nothing', {}, {}],
  ['no meta element', { document: { querySelector: () => null } }, {}],
  ['an empty one', withMeta(' '), {}],
  ['a meta element', withMeta('{"serviceName":"shop"}'), { serviceName: 'shop' }],
  ['a global', { genaiDevtools: { serviceName: 'shop' } }, { serviceName: 'shop' }],
  ['both: the global', { ...withMeta('{"serviceName":"meta"}'), genaiDevtools: { enabled: false } }, { enabled: false }],
  ['an element that is none', withMeta(7), {}],
])('%s', (_name, page, options) => expect(readAutoOptions(page)).toEqual(options))

test.each<readonly [string, object, RegExp]>([
  ['no JSON', withMeta('serviceName: shop'), /<meta name="genai-devtools"> has no JSON in its content: /],
  ['no object', withMeta('"shop"'), /must be an object of options such as .*, not "shop"/],
  ['a list', { genaiDevtools: [] }, /globalThis\.genaiDevtools must be an object/],
  ['null', { genaiDevtools: null }, /globalThis\.genaiDevtools must be an object/],
])('%s is an error that says where', (_name, page, words) => expect(() => readAutoOptions(page)).toThrow(words))
