/** A usage object of any provider → what it counts, by the tables of spellings; and how what comes later changes what is known. */
import type { JsonValue } from '../../protocol/records.ts'
import { isList, isObject, string, type JsonObject } from '../read/json.ts'
import {
  COUNTS,
  LABELS,
  MEASURES,
  MODALITIES,
  MODALITY_COUNTS,
  MODALITY_LISTS,
  MODALITY_OBJECTS,
  type Count,
  type Direction,
  type Label,
  type Measure,
  type Modality,
} from './usage-spellings.ts'

export type Numbers = { [fact in Count | Measure]?: number }
export type Labels = { [fact in Label]?: string | boolean }

/** What one usage object says. */
export interface Counted {
  readonly numbers: Numbers
  readonly labels: Labels
}

/** A key of a usage object, and what it tells. `rank`: its place among the spellings of the same fact. */
interface Node {
  count?: { readonly fact: Count; readonly rank: number }
  measure?: { readonly fact: Measure; readonly rank: number }
  label?: { readonly fact: Label; readonly rank: number }
  list?: Direction
  fields?: Map<string, Node>
}

const ROOT = spellingTree()

/**
 * What is done where a number comes again. `latest`: the later one holds, since providers count up or correct themselves; but 0 holds only where
 * nothing is known: gateways, and the last chunks of some servers, fill in zeros for what they do not know. `told`: the later one holds, a 0 as well.
 */
type Rule = 'latest' | 'told'

/** The rule of each number that has another one than `latest`. A call's price may come to be 0; a count of tokens may not. */
const RULES: { readonly [fact in Count | Measure]?: Rule } = { cost: 'told' }

/** Puts what came later into what is known. The one place where numbers of a usage that came before are replaced. */
export function mergeNumbers<Fact extends string>(known: { [fact in Fact]?: number }, later: { readonly [fact in Fact]?: number }): void {
  for (const fact in later) {
    const value = later[fact]
    if (value === undefined) continue
    const rules: { readonly [fact: string]: Rule } = RULES
    if (value > 0 || known[fact] === undefined || rules[fact] === 'told') known[fact] = value
  }
}

/** A count that the conventions' `int` holds: no fraction, nothing below 0, and exact. */
export function wholeNumber(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

export function readCounted(usage: JsonObject): Counted {
  const reading = new Reading()
  reading.walk(ROOT, usage)
  return reading
}

class Reading implements Counted {
  readonly numbers: Numbers = {}
  readonly labels: Labels = {}
  private readonly ranks = new Map<string, number>()

  walk(node: Node, from: JsonObject): void {
    const { fields } = node
    if (fields === undefined) return
    // Only what the tables name is looked at: what else is there stays unread, and a test finds it.
    for (const key of Object.keys(from)) {
      const at = fields.get(key)
      if (at !== undefined) this.take(at, from[key])
    }
  }

  private take(node: Node, value: JsonValue | undefined): void {
    if (typeof value === 'number') this.takeNumber(node, value)
    else if (typeof value === 'string' || typeof value === 'boolean') this.takeLabel(node, value)
    else if (isObject(value)) this.walk(node, value)
    else if (isList(value) && node.list !== undefined) this.takeList(node.list, value)
  }

  private takeNumber({ count, measure }: Node, value: number): void {
    if (count !== undefined && wholeNumber(value) !== undefined) this.put(count, value)
    else if (measure !== undefined && Number.isFinite(value) && value >= 0) this.put(measure, value)
  }

  private put({ fact, rank }: { readonly fact: Count | Measure; readonly rank: number }, value: number): void {
    const known = this.numbers[fact]
    const better = known === undefined || (value > 0 && (known === 0 || rank < (this.ranks.get(fact) ?? 0)))
    if (!better) return
    this.numbers[fact] = value
    this.ranks.set(fact, rank)
  }

  private takeLabel({ label }: Node, value: string | boolean): void {
    if (label !== undefined && value !== '') this.labels[label.fact] ??= value
  }

  private takeList(direction: Direction, items: readonly JsonValue[]): void {
    for (const item of items) {
      if (!isObject(item)) continue
      const modality = modalityOf(string(item['modality']))
      const count = wholeNumber(item['tokenCount'] ?? item['token_count'] ?? item['tokens'])
      if (modality === undefined || count === undefined) continue
      const fact = `${modality}.${direction}` as const
      this.numbers[fact] = (this.numbers[fact] ?? 0) + count
    }
  }
}

function modalityOf(word: string | undefined): Modality | undefined {
  return word === undefined ? undefined : MODALITIES.find((modality) => modality === word.toLowerCase())
}

function spellingTree(): Node {
  const root: Node = {}
  const each = <Fact extends string>(
    table: { readonly [fact in Fact]: readonly string[] },
    put: (node: Node, fact: Fact, rank: number) => void,
  ) => {
    for (const fact in table) table[fact].forEach((path, rank) => put(nodeAt(root, path), fact, rank))
  }
  each(COUNTS, (node, fact, rank) => (node.count = { fact, rank }))
  each(MEASURES, (node, fact, rank) => (node.measure = { fact, rank }))
  each(LABELS, (node, fact, rank) => (node.label = { fact, rank }))
  each(MODALITY_LISTS, (node, direction) => (node.list = direction))
  each(MODALITY_OBJECTS, (node, direction, rank) => {
    for (const modality of MODALITIES) field(node, `${modality}_tokens`).count = { fact: `${modality}.${direction}`, rank }
  })
  for (const [path, fact] of Object.entries(MODALITY_COUNTS)) nodeAt(root, path).count = { fact, rank: MODALITIES.length }
  return root
}

function nodeAt(root: Node, path: string): Node {
  return path.split('.').reduce(field, root)
}

function field(node: Node, key: string): Node {
  const fields = (node.fields ??= new Map<string, Node>())
  const known = fields.get(key) ?? {}
  fields.set(key, known)
  return known
}
