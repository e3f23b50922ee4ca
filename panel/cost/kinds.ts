/** What a call is billed by. */

/** Each of these has a price of its own, or falls to what it is a part of. Counts are tokens, but for the last two. */
export const BILLED = [
  'input',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'audioInput',
  'audioCacheRead',
  'imageInput',
  'imageCacheRead',
  'output',
  'reasoning',
  'audioOutput',
  'imageOutput',
  'request',
  'webSearch',
] as const

export type BilledKind = (typeof BILLED)[number]
export const BILLED_KINDS = BILLED.length

/** By place in {@link BILLED}: how many. */
export type Counts = Float64Array
/** By place in {@link BILLED}: US dollars a million; NaN: no price of its own. */
export type Rates = Float64Array

/**
 * Counts as the conventions have them: the total of a direction holds all its parts. Those of a part are billed by the part's price, where it has one.
 * What is most of a part comes first: its own parts' share is known by then.
 */
const PARTS: readonly (readonly [BilledKind, readonly BilledKind[]])[] = [
  ['cacheRead', ['audioCacheRead', 'imageCacheRead']],
  ['audioInput', ['audioCacheRead']],
  ['imageInput', ['imageCacheRead']],
  ['cacheWrite', ['cacheWrite1h']],
  ['input', ['cacheRead', 'cacheWrite', 'cacheWrite1h', 'audioInput', 'audioCacheRead', 'imageInput', 'imageCacheRead']],
  ['output', ['reasoning', 'audioOutput', 'imageOutput']],
]

const placeOf = (kind: BilledKind): number => BILLED.indexOf(kind)
const WITHIN = PARTS.map(([kind, parts]) => ({ kind: placeOf(kind), parts: parts.map(placeOf) }))

export const INPUT = placeOf('input')
export const CACHE_READ = placeOf('cacheRead')

export const OUTPUT = placeOf('output')

export const REQUEST = placeOf('request')

/**
 * Splits counts into what each price is asked for, in place. @returns false where a total is less than its parts: then nobody knows what was meant.
 *
 *     input 1,000, cacheRead 800   →   input 200, cacheRead 800
 */
export function splitCounts(counts: Counts, rates: Rates): boolean {
  for (let kind = 0; kind < BILLED_KINDS; kind++) if (kind !== INPUT && kind !== OUTPUT && Number.isNaN(rates[kind])) counts[kind] = 0
  for (const { kind, parts } of WITHIN) {
    // What has no price of its own is 0 by now, and takes nothing from others.
    if (kind !== INPUT && kind !== OUTPUT && Number.isNaN(rates[kind])) continue
    let rest = counts[kind] ?? 0
    for (const part of parts) rest -= counts[part] ?? 0
    if (rest < 0) return false
    counts[kind] = rest
  }
  return true
}
