/** How a filter asks of a span: by its row in the columns. What many rows share is asked once, and remembered by its number. */
import type { Interned } from './interned.ts'
import type { SpanIndex } from './model.ts'
import type { Said, Words } from './said.ts'
import type { Spans } from './spans.ts'
import { i32 } from './table.ts'
import type { I32 } from './table.ts'

export type SpanTest = (row: SpanIndex) => boolean

export function wordsTest(spans: Spans, test: (words: Words) => boolean): SpanTest {
  return sharedTest(spans.tables.spans.columns.words, spans.shared.words, test)
}

export function saidTest(spans: Spans, test: (said: Said) => boolean): SpanTest {
  return sharedTest(spans.tables.spans.columns.said, spans.shared.said, test)
}

/** A number is used again for another value: that tells whether the answer still holds. */
function sharedTest<T>(column: I32, shared: Interned<T>, test: (value: T) => boolean): SpanTest {
  const asked: (T | undefined)[] = []
  const answers: boolean[] = []
  return (row) => {
    const id = i32(column, row)
    const value = shared.get(id)
    if (value === undefined) return false
    if (asked[id] === value) return answers[id] === true
    asked[id] = value
    return (answers[id] = test(value))
  }
}
