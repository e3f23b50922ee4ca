/** The filter that the user typed and the kinds that were chosen, and the spans that pass. */
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { NO_FILTER, type Filter, type Pattern } from '../trace/filter.ts'
import { parseFilter } from '../trace/filter-parse.ts'
import { splitFilter } from '../trace/filter-split.ts'
import type { Trace } from '../trace/model.ts'
import type { RowChoices } from './row-choice.ts'

/** Kinds of spans with a chip each, by the words of `kind:`. */
export const KIND_CHIPS = [
  { name: 'LLM', title: 'Calls to language models', kinds: ['llm'] },
  { name: 'Agents', title: 'Agents and workflows', kinds: ['agent', 'workflow'] },
  { name: 'Tools', title: 'Tools that the page ran', kinds: ['tool'] },
  { name: 'MCP', title: 'Requests to MCP servers', kinds: ['mcp'] },
  { name: 'Embeddings', title: 'Embeddings and retrieval', kinds: ['embeddings', 'retrieval'] },
  { name: 'Other', title: 'All other spans', kinds: ['other'] },
] as const

export type KindChip = (typeof KIND_CHIPS)[number]['name']

export interface Filtering {
  /** As it is typed. */
  readonly text: Signal<string>
  /** None: all kinds. */
  readonly chips: ReadonlySignal<ReadonlySet<KindChip>>
  /** What holds on the screen: it follows what is typed a frame later. */
  readonly applied: ReadonlySignal<Filter>
  readonly isOn: ReadonlySignal<boolean>
  /** `more`: in addition to those that are chosen, or no more. None: all kinds. */
  chooseKind(chip: KindChip | undefined, more: boolean): void
  /** Whether `term`, such as `status:error`, stands in it. */
  has(term: string): boolean
  /** Puts a term in, in the place of another one of its key; takes it out where it is there. */
  put(term: string): void
  clear(): void
  dispose(): void
}

export function createFiltering(trace: Trace, version: ReadonlySignal<number>, rows: RowChoices): Filtering {
  const text = signal('')
  const chips = signal<ReadonlySet<KindChip>>(new Set())
  const applied = signal(NO_FILTER)
  let frame = 0
  const undo = [
    effect(() => {
      void [text.value, chips.value]
      if (frame === 0) frame = requestAnimationFrame(() => ((frame = 0), (applied.value = filterOf(text.peek(), chips.peek()))))
    }),
    // What is cleared leaves no spans that the function asks of.
    effect(() => {
      void version.value
      rows.filter.value = applied.value.terms.length === 0 ? undefined : trace.matcher(applied.value)
    }),
    () => cancelAnimationFrame(frame),
  ]
  return {
    text,
    chips,
    applied,
    isOn: computed(() => applied.value.terms.length > 0),
    chooseKind: (chip, more) => (chips.value = chosen(chips.value, chip, more)),
    has: (term) => wordsOf(text.value).includes(term),
    put: (term) => (text.value = withTerm(text.value, term)),
    clear() {
      batch(() => {
        text.value = ''
        chips.value = new Set()
      })
    },
    dispose: () => undo.forEach((undoOne) => undoOne()),
  }
}

function filterOf(text: string, chips: ReadonlySet<KindChip>): Filter {
  const typed = text.trim() === '' ? NO_FILTER : parseFilter(text)
  const kinds = KIND_CHIPS.filter(({ name }) => chips.has(name)).flatMap((chip): readonly string[] => chip.kinds)
  if (kinds.length === 0) return typed
  const patterns = kinds.map((kind): Pattern => ({ type: 'whole', text: kind }))
  return { ...typed, terms: [{ type: 'text', key: 'kind', not: false, patterns }, ...typed.terms] }
}

/** As in Chrome's Network panel: a click chooses one, and with Ctrl one more or one less; of all, none is. */
export function chosen(before: ReadonlySet<KindChip>, chip: KindChip | undefined, more: boolean): ReadonlySet<KindChip> {
  if (chip === undefined) return new Set()
  if (!more) return before.size === 1 && before.has(chip) ? new Set() : new Set([chip])
  const next = new Set(before)
  if (!next.delete(chip)) next.add(chip)
  return next.size === KIND_CHIPS.length ? new Set() : next
}

const wordsOf = (text: string): readonly string[] => splitFilter(text).map(({ from, to }) => text.slice(from, to))

export function withTerm(text: string, term: string): string {
  const key = term.slice(0, term.indexOf(':') + 1)
  const words = wordsOf(text)
  const others = words.filter((word) => !word.startsWith(key))
  return (words.includes(term) ? others : [...others, term]).join(' ')
}
