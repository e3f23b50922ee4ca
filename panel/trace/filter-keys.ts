/** The keys that a filter knows. A new one is a line here, and a file for what it means. */
import type { SpanIndex } from './model.ts'
import type { Spans } from './spans.ts'
import { NUMBER_KEYS } from './filter-number-keys.ts'
import type { SpanTest } from './filter-tests.ts'
import { TEXT_KEYS } from './filter-text-keys.ts'
import type { Pattern, Unit } from './filter.ts'

/** `words`: what it looks at. `example`: what may follow its name. */
interface AnyKey {
  readonly words: string
  readonly example: string
}

/** `model:…` */
export interface TextKey extends AnyKey {
  readonly type: 'text'
  test(spans: Spans, patterns: readonly Pattern[]): SpanTest
  /** What is offered after the colon. */
  values(spans: Spans): Iterable<string>
  /** Of a value that fits nothing ever. */
  problemOf?(pattern: Pattern): string | undefined
}

/** `tokens>…` */
export interface NumberKey extends AnyKey {
  readonly type: 'number'
  readonly unit: Unit
  /** NaN where nobody said. */
  read(spans: Spans): (row: SpanIndex) => number
}

export type FilterKey = TextKey | NumberKey

export const FILTER_KEYS: ReadonlyMap<string, FilterKey> = new Map<string, FilterKey>(Object.entries({ ...TEXT_KEYS, ...NUMBER_KEYS }))
