/**
 * An OTLP/JSON document in parts, so that it is never there as one text: spans and log records come one by one, nested by resource and, within it, by scope,
 * each in the order of its first item.
 *
 *     {"resourceSpans":[{"resource":…,"scopeSpans":[{"scope":…,"spans":[   text
 *       1 MB of spans                                                      Blob, which a browser may put on disk
 *       1 MB of spans                                                      Blob
 *     ]}]}],"resourceLogs":[…]}                                            text
 */
import type { ResourceEntry } from '../../sdk/protocol/records.ts'
import { toKeyValues } from '../otlp/any-value.ts'
import type { OtlpLogRecord, OtlpSpan } from '../otlp/otlp-json.ts'

/** Characters after which the text of a list becomes a Blob, and those after which the texts of all do. */
const MAX_TEXT = 1024 * 1024
const MAX_TEXTS = 64 * 1024 * 1024

type Attributes = ResourceEntry['attributes']
type Scope = ResourceEntry['scope']

interface Group {
  readonly resource: Attributes
  readonly scopes: Map<string, { readonly scope: Scope; readonly list: List }>
}

interface List {
  readonly parts: BlobPart[]
  text: string
}

const NO_ATTRIBUTES: Attributes = {}
const NO_SCOPE: Scope = { name: '' }

export class DocumentParts {
  readonly #spans: Groups
  /** The words of spans come before all other log records. */
  readonly #words: Groups
  readonly #events: Groups

  constructor(maxText = MAX_TEXT) {
    this.#spans = new Groups(maxText)
    this.#words = new Groups(maxText)
    this.#events = new Groups(maxText)
  }

  addSpan(place: ResourceEntry | undefined, span: OtlpSpan): void {
    this.#spans.add(place, span)
  }

  addWords(place: ResourceEntry | undefined, log: OtlpLogRecord): void {
    this.#words.add(place, log)
  }

  addEvent(place: ResourceEntry | undefined, log: OtlpLogRecord): void {
    this.#events.add(place, log)
  }

  /** Fulfilled once the browser has taken what became Blobs. Rejects, with words for the user, where it has no room for it. */
  async stored(): Promise<void> {
    for (const groups of [this.#spans, this.#words, this.#events]) await groups.stored()
  }

  /** The whole. Nothing may be added any more. */
  end(): BlobPart[] {
    this.#words.append(this.#events)
    const logs = this.#words.parts('scopeLogs', 'logRecords')
    const rest = logs.length === 0 ? [] : [',"resourceLogs":[', ...logs, ']']
    return ['{"resourceSpans":[', ...this.#spans.parts('scopeSpans', 'spans'), ']', ...rest, '}']
  }
}

class Groups {
  readonly #maxText: number
  readonly #groups = new Map<string, Group>()
  #characters = 0
  #coming: Blob[] = []
  /** Items of one place come together. */
  #last: { readonly resource: Attributes; readonly scope: Scope; readonly list: List } | undefined

  constructor(maxText: number) {
    this.#maxText = maxText
  }

  add(place: ResourceEntry | undefined, item: OtlpSpan | OtlpLogRecord): void {
    const list = this.#listOf(place?.attributes ?? NO_ATTRIBUTES, place?.scope ?? NO_SCOPE)
    const text = JSON.stringify(item)
    list.text += list.text === '' && list.parts.length === 0 ? text : `,${text}`
    this.#characters += text.length
    if (list.text.length >= this.#maxText) this.#store(list)
    else if (this.#characters >= MAX_TEXTS) for (const each of this.#lists()) this.#store(each)
  }

  /** Those of `others`, each after what stands in its list. */
  append(others: Groups): void {
    for (const { resource, scopes } of others.#groups.values()) {
      for (const { scope, list } of scopes.values()) {
        const mine = this.#listOf(resource, scope)
        const isFirst = mine.text === '' && mine.parts.length === 0
        mine.parts.push(isFirst ? '' : `${mine.text},`, ...list.parts)
        mine.text = list.text
      }
    }
  }

  async stored(): Promise<void> {
    const coming = this.#coming
    this.#coming = []
    try {
      // A Blob for which there is no room is made all the same, and cannot be read.
      await Promise.all(coming.map((blob) => blob.slice(0, 1).arrayBuffer()))
    } catch (error) {
      throw new Error('The browser has no room for it, in memory or on disk.', { cause: error })
    }
  }

  parts(scopesKey: string, itemsKey: string): BlobPart[] {
    const parts: BlobPart[] = []
    for (const { resource, scopes } of this.#groups.values()) {
      const begin = `{"resource":${JSON.stringify({ attributes: toKeyValues(resource) })},"${scopesKey}":[`
      parts.push(parts.length === 0 ? begin : `,${begin}`)
      let between = ''
      for (const { scope, list } of scopes.values()) {
        parts.push(`${between}{"scope":${JSON.stringify(scope)},"${itemsKey}":[`, ...list.parts, `${list.text}]}`)
        between = ','
      }
      parts.push(']}')
    }
    return parts
  }

  #listOf(resource: Attributes, scope: Scope): List {
    if (this.#last?.resource === resource && this.#last.scope === scope) return this.#last.list
    const group = getOrAdd(this.#groups, JSON.stringify(resource), () => ({ resource, scopes: new Map() }))
    const { list } = getOrAdd(group.scopes, JSON.stringify(scope), () => ({ scope, list: { parts: [], text: '' } }))
    this.#last = { resource, scope, list }
    return list
  }

  *#lists(): Generator<List> {
    for (const { scopes } of this.#groups.values()) for (const { list } of scopes.values()) yield list
  }

  #store(list: List): void {
    if (list.text === '') return
    const blob = new Blob([list.text])
    list.parts.push(blob)
    this.#coming.push(blob)
    this.#characters -= list.text.length
    list.text = ''
  }
}

function getOrAdd<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}
