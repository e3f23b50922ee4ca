import { expect, test } from 'vitest'
import { codeOf, sourcesIn } from '../../support/sources.ts'

test('the price list is loaded by itself: nothing but one `import()` names it', () => {
  const named = sourcesIn('panel', 'src').flatMap(({ path, text }) =>
    [...codeOf(text).matchAll(/.*(?:catalogue\.ts|@pydantic\/genai-prices)'.*/g)].map(([line]) => `${path}: ${line.trim()}`),
  )
  expect(named).toEqual([
    "panel/cost/catalogue.ts: import { calcPrice } from '@pydantic/genai-prices'",
    "panel/cost/catalogue.ts: import type { ConditionalPrice, ModelPrice } from '@pydantic/genai-prices'",
    "panel/store/prices.ts: const { createCatalogue, LIST_DATE, LIST_NAME } = await import('../cost/catalogue.ts')",
  ])
})
