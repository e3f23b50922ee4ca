import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { valueText } from '../store/plain-text.ts'
import { parseForEye } from '../trace/exact-json.ts'
import { Copyable } from './copyable.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { JsonTree } from './json-tree.tsx'
import { LongText } from './long-text.tsx'
import { Said } from './said.tsx'
import { useContentHidden } from './store-context.ts'

/** The value, its numbers as the text has them, and the text itself below. */
export function Exchanged({ value, sent }: { readonly value: JsonValue; readonly sent: string | undefined }): JSX.Element {
  if (sent === undefined) return <Value value={value} />
  return (
    <>
      <Value value={sent} />
      <details class="part" data-part="sent">
        <summary>As sent</summary>
        <div class="part-text">
          <Said text={sent} />
        </div>
      </details>
    </>
  )
}

/** Tools answer in text, and the text is JSON more often than not: then it unfolds as such. */
export function Value({ value }: { readonly value: JsonValue }): JSX.Element {
  const parsed = useMemo(() => (typeof value === 'string' ? jsonIn(value) : value), [value])
  const hidden = useContentHidden()
  if (hidden) return <HiddenWords characters={typeof value === 'string' ? value.length : JSON.stringify(value).length} />
  if (typeof parsed !== 'string') return <JsonTree value={parsed} />
  return (
    <div class="part-text">
      <LongText text={parsed} />
    </div>
  )
}

/** A value with what there is to copy of it. `what`: what it is called there. */
export function CopiedValue({ value, what }: { readonly value: JsonValue; readonly what: string }): JSX.Element {
  return (
    <Copyable what={what} text={() => valueText(value)}>
      <Value value={value} />
    </Copyable>
  )
}

/** Parsing more while a frame waits would be felt. */
const MAX_PARSED = 1_000_000

/** The object or array that a text is; the text itself where it is anything else, a number included. */
export function jsonIn(text: string): JsonValue {
  if (text.length > MAX_PARSED || !/^\s*[[{]/.test(text)) return text
  try {
    return parseForEye(text)
  } catch {
    return text
  }
}
