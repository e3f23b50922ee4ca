/**
 * What spans were given beside their attributes, keyed by span: content (messages, instructions, tool arguments and results) as it was given, and how the
 * parent was found. Nobody sees content here: span-content.ts frees it of credentials and redacts it before it is shown or exported.
 */
import type { Span } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import type { Options, Redact } from '../options.ts'
import type { CodePlace, ParentSource, SpanContent } from '../protocol/records.ts'
import type { ContentField } from './names.ts'
import { charactersOf } from './own-json.ts'

/** A value as the page gave it, which is made JSON when it is read. */
export class UnreadValue {
  /** Its JSON, or the page's own text. */
  readonly text: string
  /** `json`: what `JSON.stringify` wrote. `string`: a string of the page's, which may be JSON. `description`: what JSON cannot say. */
  readonly form: 'json' | 'string' | 'description'

  constructor(text: string, form: UnreadValue['form']) {
    this.text = text
    this.form = form
  }
}

/** Content, or what becomes content when it is read. */
export type GivenContent = Omit<SpanContent, 'toolCallArguments' | 'toolCallResult'> & {
  readonly toolCallArguments?: SpanContent['toolCallArguments'] | UnreadValue
  readonly toolCallResult?: SpanContent['toolCallResult'] | UnreadValue
}

export interface Given {
  /** As it was given, to tell what is new. */
  content: GivenContent
  /** Given, and not yet freed of credentials: nobody has asked. */
  waiting: ContentField[]
  changed: (() => void) | undefined
}

/** A span, or what can be read of it. */
export type Identified = Pick<Span, 'spanContext'>

const given = new WeakMap<object, Given>()
const sources = new WeakMap<object, ParentSource>()
const places = new WeakMap<object, CodePlace>()
const redactors = new Set<readonly Redact[]>()

/** Parts that were left out because their redaction failed. */
export const redactionCounts = { failures: 0 }

let take: ((span: Identified, given: Given) => void) | undefined

/** Given while redactors are there, and who asks them is not. Beyond so many the oldest has no content. */
const untaken = new Map<Identified, Given>()
export const MAX_UNTAKEN = 1_000

/** Who redacts: redactors may take their time, so that what comes is given to them at once. */
export function takeAtOnce(taker: (span: Identified, given: Given) => void): void {
  take = taker
  for (const [span, kept] of untaken) guard(() => taker(span, kept))
  untaken.clear()
}

/** Nobody will ask the redactors that are there now. */
export function forgetUntaken(keep = 0): void {
  for (const [span, kept] of untaken) {
    if (untaken.size <= keep) return
    untaken.delete(span)
    Object.assign(kept, { content: {}, waiting: [] })
  }
}

/** Puts redactors before all content that comes from now on; the answer takes them away again. Those of several set-ups all run. */
export function useRedactors(redact: Options['redact']): () => void {
  if (redact === undefined) return () => {}
  const used: readonly Redact[] = typeof redact === 'function' ? [redact] : [...redact]
  redactors.add(used)
  return () => redactors.delete(used)
}

export const activeRedactors = (): readonly Redact[] => [...redactors].flat()

/** Text may not be shown before it was redacted. */
export function isRedacted(): boolean {
  return redactors.size > 0
}

export function addContent(span: Span, content: GivenContent): void {
  // Called within the page's own calls; what cannot be kept is left out.
  guard(() => {
    const kept = givenTo(span)
    for (const field of Object.keys(content) as ContentField[]) {
      const value = content[field]
      if (value === undefined || kept.content[field] === value) continue
      kept.content = { ...kept.content, [field]: value }
      if (!kept.waiting.includes(field)) kept.waiting.push(field)
    }
    if (redactors.size === 0) return
    if (take !== undefined) return take(span, kept)
    untaken.set(span, kept)
    forgetUntaken(MAX_UNTAKEN)
  })
}

export const givenContent = (span: object): Given | undefined => given.get(span)

/** Calls `changed` when content becomes ready that was not when it was added. One listener a span. */
export function watchContent(span: object, changed: () => void): void {
  givenTo(span).changed = changed
}

/** About how many characters of content the span has been given. */
export function charactersGiven(span: object): number {
  let characters = 0
  for (const value of Object.values(given.get(span)?.content ?? {}))
    characters += charactersOf(value instanceof UnreadValue ? value.text : value)
  return characters
}

export function setParentSource(span: Span, source: ParentSource): void {
  sources.set(span, source)
}

/** Where in the page's code the call was made. */
export function setPlaceOf(span: Span, place: CodePlace | undefined): void {
  if (place !== undefined) places.set(span, place)
}

export const placeOf = (span: object): CodePlace | undefined => places.get(span)

export function parentSourceOf(span: object): ParentSource | undefined {
  return sources.get(span)
}

function givenTo(span: object): Given {
  const known = given.get(span)
  if (known !== undefined) return known
  const kept: Given = { content: {}, waiting: [], changed: undefined }
  given.set(span, kept)
  return kept
}

/** The longest tool argument or result that is parsed again, in characters of JSON: the page waits meanwhile. */
export const MAX_TOOL_VALUE_CHARACTERS = 1_000_000

/** A page's value as it is now: later changes to it do not show. What JSON cannot say (functions, cycles, BigInt) becomes its string form. */
export function snapshotOf(value: unknown): UnreadValue {
  if (typeof value === 'string') return new UnreadValue(value, 'string')
  try {
    const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
    return text === undefined ? new UnreadValue(String(value), 'description') : new UnreadValue(text, 'json')
  } catch {
    return new UnreadValue(describe(value), 'description')
  }
}

function describe(value: unknown): string {
  try {
    return String(value)
  } catch {
    return '[unreadable value]'
  }
}
