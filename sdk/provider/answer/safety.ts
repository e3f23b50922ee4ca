/** What filters of Azure and Google found in a prompt or an answer: categories and levels, never words. */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_PROMPT_FILTERED, ATTR_PROMPT_SAFETY } from '../../own-names.ts'
import type { Answer } from './answer.ts'
import { object, objects, word, type JsonObject } from '../read/json.ts'

export interface Rating {
  readonly category: string
  /** The provider's word for how sure, or how severe. */
  readonly level: string
  /** Whether it was held back for that. */
  readonly filtered: boolean
}

/** Levels that mean that nothing was found, and the others from low to high. A word that is not here ranks highest. */
const NOTHING: readonly string[] = ['safe', 'negligible', 'none', 'harm_probability_unspecified', 'not_detected']
const LEVELS: readonly string[] = [...NOTHING, 'low', 'medium', 'high']

/** Azure: an object by category, each with its severity, or with whether it was detected. */
export function ratingsOf(results: JsonValue | undefined): readonly Rating[] {
  return Object.entries(object(results) ?? {}).map(([category, value]) => {
    const result = object(value)
    const found = result?.['detected'] === true ? 'detected' : 'not_detected'
    return { category, level: word(result?.['severity']) ?? found, filtered: result?.['filtered'] === true }
  })
}

/** Google: a list, each with its category, probability and whether it blocked. */
export function safetyRatings(ratings: JsonValue | undefined): readonly Rating[] {
  return objects(ratings).map((rating: JsonObject) => ({
    category: word(rating['category']) ?? 'unknown',
    level: word(rating['probability']) ?? 'not_detected',
    filtered: rating['blocked'] === true,
  }))
}

/** The ratings of an answer, which a stream gives anew with each piece: of each category the highest holds. */
export class SafetyRatings {
  private readonly found = new Map<string, Rating>()

  add(ratings: readonly Rating[]): void {
    for (const rating of ratings) {
      if (!rating.filtered && NOTHING.includes(rating.level.toLowerCase())) continue
      const known = this.found.get(rating.category)
      if (known === undefined) this.found.set(rating.category, rating)
      else this.found.set(rating.category, higher(known, rating))
    }
  }

  tell(answer: Answer, ratings: string, filtered: string): void {
    const all = [...this.found.values()]
    answer.tell(
      ratings,
      all.map(({ category, level }) => `${category}: ${level}`),
    )
    answer.tell(
      filtered,
      all.filter((rating) => rating.filtered).map(({ category }) => category),
    )
  }
}

/** Azure's results for the parts of a prompt. */
export function promptFilters(answer: Answer, results: readonly (JsonValue | undefined)[]): void {
  const ratings = new SafetyRatings()
  for (const result of results) ratings.add(ratingsOf(result))
  ratings.tell(answer, ATTR_PROMPT_SAFETY, ATTR_PROMPT_FILTERED)
}

function higher(a: Rating, b: Rating): Rating {
  const level = rank(b) > rank(a) ? b.level : a.level
  return { category: a.category, level, filtered: a.filtered || b.filtered }
}

function rank({ level }: Rating): number {
  const at = LEVELS.indexOf(level.toLowerCase())
  return at === -1 ? LEVELS.length : at
}
