/**
 * What calls cost, from the columns. Nothing is kept a span: few models, tiers and providers are named by many spans, so the prices that hold for one's words
 * are looked up once for all of them, and a call's cost is a few products. Prices come late and change (`Sums.reprice`).
 */
import type { Interned } from './interned.ts'
import type { SpanIndex } from './model.ts'
import { addUp, EXCEEDS, NO_PRICE, partsOf, PICO, stepOf } from '../cost/price.ts'
import type { PicoDollars, Price, Priced, Unpriced } from '../cost/price.ts'
import { BILLED, BILLED_KINDS, REQUEST } from '../cost/kinds.ts'
import { periodAt } from '../cost/tariff.ts'
import type { Pricing, Tariff } from '../cost/tariff.ts'
import type { Words } from './said.ts'
import { EXTRA_NAMES, OUTCOMES, SPAN_CLASSES, TOKEN_KINDS, TOKEN_NAMES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, u8 } from './table.ts'
import type { Usage } from './usage.ts'

/** What of a span's words decides the price. */
interface Found {
  readonly words: Words
  readonly tariff: Tariff | undefined
}

const CALLS: ReadonlySet<number> = new Set([SPAN_CLASSES.indexOf('inference'), SPAN_CLASSES.indexOf('embeddings')])
const INFERENCE = SPAN_CLASSES.indexOf('inference')
/** Of these the provider may have billed what nobody counted; what failed or runs is billed by what was counted. */
const UNCOUNTED: ReadonlySet<number> = new Set([OUTCOMES.indexOf('ok'), OUTCOMES.indexOf('aborted')])
const RUNNING = OUTCOMES.indexOf('running')

const placesOf = (names: readonly string[]): readonly number[] => names.map((name) => (BILLED as readonly string[]).indexOf(name))
const TOKEN_PLACES = placesOf(TOKEN_NAMES)
const EXTRA_PLACES = placesOf(EXTRA_NAMES)

export class Costs {
  readonly #tables: Tables
  readonly #usage: Usage
  readonly #words: Interned<Words>
  /** By the number of the words. */
  #found: (Found | undefined)[] = []
  #pricing: Pricing | undefined
  readonly #counts = new Float64Array(BILLED_KINDS)
  readonly #amounts = new Float64Array(BILLED_KINDS)

  constructor(tables: Tables, usage: Usage, words: Interned<Words>) {
    this.#tables = tables
    this.#usage = usage
    this.#words = words
  }

  /** None: no cost is known of anything, and none is missing. */
  get pricing(): Pricing | undefined {
    return this.#pricing
  }

  set pricing(pricing: Pricing | undefined) {
    this.#pricing = pricing
    this.#found = []
  }

  /** What the tokens that a span itself states cost; {@link NO_PRICE} where nobody can say, NaN where nothing is to be paid for. */
  own(row: SpanIndex): PicoDollars {
    if (this.#pricing === undefined) return Number.NaN
    if (!this.#count(row)) return this.#isUncounted(row) ? NO_PRICE : Number.NaN
    const tariff = this.#tariffOf(row)
    if (tariff === undefined) return NO_PRICE
    const step = stepOf(tariff, f64(this.#tables.spans.columns.start, row), this.#counts)
    const sum = step === undefined ? NO_PRICE : addUp(step, this.#counts, this.#amounts)
    return sum === EXCEEDS ? NO_PRICE : sum
  }

  /** The same with all its parts, or the reason why there is none. */
  price(row: SpanIndex): Price | undefined {
    if (this.#pricing === undefined) return undefined
    if (!this.#count(row)) return this.#isUncounted(row) ? { reason: 'no tokens' } : undefined
    const tariff = this.#tariffOf(row)
    if (tariff === undefined) return this.#why(row)
    const step = stepOf(tariff, f64(this.#tables.spans.columns.start, row), this.#counts)
    const sum = step === undefined ? NO_PRICE : addUp(step, this.#counts, this.#amounts)
    if (sum === EXCEEDS) return { reason: 'exceeds' }
    if (step === undefined || sum === NO_PRICE) return { reason: 'model' }
    return {
      amount: sum / PICO,
      parts: partsOf(step, this.#counts, this.#amounts),
      tariff,
      ...(step.above >= 0 && { above: step.above }),
      ...this.#circumstances(row, tariff),
    }
  }

  #circumstances(row: SpanIndex, tariff: Tariff): Pick<Priced, 'from' | 'daily' | 'tier' | 'missing'> {
    const { columns } = this.#tables.spans
    const period = periodAt(tariff, f64(columns.start, row))
    const tier = this.#words.get(i32(columns.words, row))?.tier
    const isOver = u8(columns.outcome, row) !== RUNNING
    const noInput = Number.isNaN(this.#usage.count(row, 0))
    const noOutput = u8(columns.class, row) === INFERENCE && isOver && Number.isNaN(this.#usage.count(row, 1))
    return {
      ...(period?.from !== undefined && { from: period.from }),
      ...(period?.daily !== undefined && { daily: true }),
      ...(tier !== undefined && { tier }),
      ...(noInput ? { missing: 'input' } : noOutput ? { missing: 'output' } : {}),
    }
  }

  #why(row: SpanIndex): Unpriced {
    const words = this.#words.get(i32(this.#tables.spans.columns.words, row))
    const isListed = words !== undefined && this.#lookUp(words) !== undefined
    if (isListed && words.tier !== undefined) return { reason: 'tier', tier: words.tier }
    return { reason: words?.provider === undefined ? 'provider' : 'model' }
  }

  #tariffOf(row: SpanIndex): Tariff | undefined {
    const number = i32(this.#tables.spans.columns.words, row)
    const words = this.#words.get(number)
    if (words === undefined) return undefined
    const known = this.#found[number]
    // A number that was given back is another one's later.
    if (known?.words === words) return known.tariff
    const listed = this.#lookUp(words)
    const tariff = words.tier === undefined || listed?.own === true ? listed : undefined
    this.#found[number] = { words, tariff }
    return tariff
  }

  /** By the model that answered, for which a name like `gpt-5`, or that of a deployment, only stands. The user's own price is that of the name. */
  #lookUp({ provider, model, answering }: Words): Tariff | undefined {
    const find = (name: string | undefined): Tariff | undefined => (name === undefined ? undefined : this.#pricing?.find(provider, name))
    const asked = find(model)
    return asked?.own === true ? asked : (find(answering) ?? asked)
  }

  /** False where the span states no tokens. */
  #count(row: SpanIndex): boolean {
    const counts = this.#counts.fill(0)
    let isCounted = false
    for (let kind = 0; kind < TOKEN_KINDS; kind++) {
      const count = this.#usage.count(row, kind)
      if (Number.isNaN(count)) continue
      counts[TOKEN_PLACES[kind] ?? 0] = count
      isCounted = true
    }
    if (!isCounted) return false
    if (this.#usage.hasExtras(row)) for (const [extra, place] of EXTRA_PLACES.entries()) counts[place] = this.#usage.extra(row, extra)
    counts[REQUEST] = 1
    return true
  }

  #isUncounted(row: SpanIndex): boolean {
    const { columns } = this.#tables.spans
    return CALLS.has(u8(columns.class, row)) && UNCOUNTED.has(u8(columns.outcome, row))
  }
}
