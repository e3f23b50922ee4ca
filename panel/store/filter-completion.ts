/** What a filter that is being typed may go on with: keys, and values that are there. Pure. */
import { FILTER_KEYS, type FilterKey } from '../trace/filter-keys.ts'
import { inQuotes, splitFilter } from '../trace/filter-split.ts'
import type { Word } from '../trace/filter-split.ts'

export interface Completion {
  /** As it is listed. */
  readonly label: string
  readonly hint: string
  /** What stands between {@link from} and {@link to} gives way to it. */
  readonly text: string
  readonly from: number
  readonly to: number
}

/** What may follow a key, as it is there. */
export type ValuesOf = (key: string) => readonly string[]

const MOST = 12
/** Of shorter words too many values hold a part. */
const LEAST_OF_VALUE = 2
/** Of a word without a key, values of these are offered. */
const GUESSED = ['model', 'tool', 'agent'] as const

/** `caret`: where the next character would come. */
export function completionsOf(text: string, caret: number, valuesOf: ValuesOf): readonly Completion[] {
  const word = splitFilter(text).find(({ from, to }) => from <= caret && caret <= to)
  if (word === undefined) return keys('', caret, caret)
  if (word.key === undefined) return wordCompletions(text, word, caret, valuesOf)
  if (word.sign !== ':' || caret < word.valueFrom) return []
  const place = { from: lastValueFrom(text, word.valueFrom, caret), to: restOfValue(text, caret, word.to) }
  return values(text.slice(place.from, caret), text.slice(place.from, place.to), place, valuesOf(word.key))
}

function wordCompletions(text: string, word: Word, caret: number, valuesOf: ValuesOf): readonly Completion[] {
  const from = word.from + (word.not ? 1 : 0)
  const typed = text.slice(from, caret).toLowerCase()
  if (/["/]/.test(typed)) return []
  const guessed =
    typed.length < LEAST_OF_VALUE
      ? []
      : GUESSED.flatMap((key) => {
          const all = valuesOf(key)
          return holding(all, typed).map((value) => ({
            label: `${key}:${value}`,
            hint: '',
            text: `${key}:${written(value, all)}`,
            from,
            to: word.to,
          }))
        })
  return few([...keys(typed, from, word.to), ...guessed])
}

function keys(typed: string, from: number, to: number): readonly Completion[] {
  return [...FILTER_KEYS].filter(([name]) => name.startsWith(typed)).map(([name, key]) => keyCompletion(name, key, from, to))
}

function keyCompletion(name: string, key: FilterKey, from: number, to: number): Completion {
  const text = `${name}${key.type === 'text' ? ':' : '>'}`
  return { label: text, hint: key.words, text, from, to }
}

/** `before`: what stands before the caret of the value; `whole`: all of it. */
function values(before: string, whole: string, place: Pick<Completion, 'from' | 'to'>, all: readonly string[]): readonly Completion[] {
  const typed = before.replace(/^"/, '').toLowerCase()
  if (typed.startsWith('/')) return []
  return holding(all, typed)
    .map((value) => ({ label: value, hint: '', text: written(value, all), ...place }))
    .filter((completion) => completion.text !== whole)
}

/** Where the value begins that the caret stands in: values are parted by commas. */
function lastValueFrom(text: string, from: number, caret: number): number {
  let [start, isQuoted] = [from, false]
  for (let at = from; at < caret; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ',' && !isQuoted) start = at + 1
  }
  return start
}

function restOfValue(text: string, caret: number, to: number): number {
  const comma = text.indexOf(',', caret)
  return comma < 0 || comma > to ? to : comma
}

/** Those that begin with it come first. */
function holding(all: readonly string[], typed: string): readonly string[] {
  const begin: string[] = []
  const hold: string[] = []
  for (const value of all) {
    const at = value.toLowerCase().indexOf(typed)
    if (at === 0) begin.push(value)
    else if (at > 0) hold.push(value)
    if (begin.length >= MOST) break
  }
  return few([...begin, ...hold])
}

/** So that it is read as this value, and as no other that holds it. */
function written(value: string, all: readonly string[]): string {
  const isPlain = /^[^\s",*/][^\s",*]*$/.test(value)
  const isPartOfOther = all.some((other) => other !== value && other.includes(value))
  return isPlain && !isPartOfOther ? value : inQuotes(value)
}

const few = <T>(all: readonly T[]): readonly T[] => all.filter((_, at) => at < MOST)
