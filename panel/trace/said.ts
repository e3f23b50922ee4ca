/** What a producer said of a span in words, beside the numbers: few of them differ, so that spans share them. */
import { ATTR_END } from '../../sdk/own-names.ts'
import type { ParentSource, SpanRecord } from '../../sdk/protocol/records.ts'
import { RUNNING_WHEN_SAVED } from './ends.ts'
import type { Facts } from './facts.ts'
import { keyOfAll } from './interned.ts'

export interface Said {
  readonly errorType: string | undefined
  readonly statusMessage: string | undefined
  readonly finishReasons: readonly string[]
  /** `genai_devtools.end`; `running_when_saved` in a file that was saved before the span ended. */
  readonly ending: string | undefined
  readonly parentSource: ParentSource | undefined
}

/** What a span is called. */
export interface Words {
  readonly name: string
  readonly operation: string
  readonly subject: string
  readonly model: string | undefined
  readonly provider: string | undefined
  /** The model that answered, where that is not the one that was asked for by name. */
  readonly answering: string | undefined
  /** The provider's word for a service tier that is not of the standard price. */
  readonly tier: string | undefined
}

export function wordsOf({ name }: SpanRecord, { operation, subject, model, provider, answering, tier }: Facts): Words {
  return { name, operation, subject, model, provider, answering, tier }
}

export function keyOfWords({ name, operation, subject, model, provider, answering, tier }: Words): string {
  return keyOfAll([name, operation, subject, model, provider, answering, tier])
}

export function isSameWords(a: Words, b: Words): boolean {
  return (
    a.name === b.name &&
    a.operation === b.operation &&
    a.subject === b.subject &&
    a.model === b.model &&
    a.provider === b.provider &&
    a.answering === b.answering &&
    a.tier === b.tier
  )
}

export function isSameSaid(a: Said, b: Said): boolean {
  return (
    a.errorType === b.errorType &&
    a.statusMessage === b.statusMessage &&
    a.ending === b.ending &&
    a.parentSource === b.parentSource &&
    a.finishReasons.length === b.finishReasons.length &&
    a.finishReasons.every((reason, at) => reason === b.finishReasons[at])
  )
}

export function saidOf(record: SpanRecord, { errorType, finishReasons }: Facts): Said {
  return { errorType, statusMessage: record.status.message, finishReasons, ending: endingOf(record), parentSource: record.parentSource }
}

export function keyOfSaid({ errorType, statusMessage, finishReasons, ending, parentSource }: Said): string {
  return keyOfAll([errorType, statusMessage, ending, parentSource, ...finishReasons])
}

function endingOf({ attributes, state, endTimeUnixNano }: SpanRecord): string | undefined {
  if (state === 'running') return endTimeUnixNano === undefined ? undefined : RUNNING_WHEN_SAVED
  const ending = attributes[ATTR_END]
  return typeof ending === 'string' ? ending : undefined
}
