/** Tokens of an answer, whatever its wire: what comes in several events becomes one usage, as the conventions count. */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_USAGE_TOTAL } from '../../own-names.ts'
import type { Answer } from './answer.ts'
import { defined, isObject, sum } from '../read/json.ts'
import type { Usage } from '../read/dialect.ts'
import { countAttributes, type UsageAttributes } from './usage-attributes.ts'
import { mergeNumbers, readCounted, type Labels, type Numbers } from './usage-counts.ts'

type Sum = 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens' | 'toolInputTokens'

/** Which counts stand beside the sum that the conventions count them into. */
interface Apart {
  readonly input: readonly Sum[]
  readonly output: readonly Sum[]
}

/**
 * How a wire counts. `whole`: sums hold their parts (OpenAI and most). `anthropic`: input leaves out what the cache read or wrote. `google`: input
 * leaves out what Google's tools added to the prompt, output leaves out thoughts. `input`: nothing is put out, as by embeddings.
 */
export type Counting = 'whole' | 'anthropic' | 'google' | 'input'

const APART: { readonly [counting in Counting]: Apart } = {
  whole: { input: [], output: [] },
  anthropic: { input: ['cacheReadTokens', 'cacheWriteTokens'], output: [] },
  google: { input: ['toolInputTokens'], output: ['reasoningTokens'] },
  input: { input: [], output: [] },
}

/**
 * Some servers of OpenAI's wire count otherwise than OpenAI, which shows in their own total: xAI leaves reasoning out of its output, Mistral its
 * connectors, and gateways before Anthropic's models what the cache did.
 */
const SHOWN_BY_TOTAL: readonly Apart[] = [
  APART.whole,
  { input: [], output: ['reasoningTokens'] },
  { input: ['toolInputTokens'], output: [] },
  { input: ['cacheReadTokens', 'cacheWriteTokens'], output: [] },
  { input: ['cacheReadTokens', 'cacheWriteTokens'], output: ['reasoningTokens'] },
]

/** Reads what an answer counts, event by event. */
export class UsageMeter {
  private readonly answer: Answer
  private readonly counting: Counting
  private numbers: Numbers = {}
  private labels: Labels = {}

  constructor(answer: Answer, counting: Counting = 'whole') {
    this.answer = answer
    this.counting = counting
  }

  /** What is no object counts nothing. */
  read(...usages: readonly (JsonValue | undefined)[]): void {
    for (const usage of usages) {
      if (!isObject(usage)) continue
      const counted = readCounted(usage)
      mergeNumbers(this.numbers, counted.numbers)
      Object.assign(this.labels, counted.labels)
      // Added up when somebody asks: many servers count in each chunk.
      this.answer.count = () => this.tell()
    }
  }

  /** The answer began anew: what was counted before is not of it. */
  restart(): void {
    this.numbers = {}
    this.labels = {}
    this.tell()
  }

  private tell(): void {
    const { answer, numbers } = this
    answer.usage = tokensOf(numbers, this.counting)
    answer.counted = { ...countAttributes(numbers, this.labels), ...totalAttribute(numbers, answer.usage) }
  }
}

/** The usage of one object by itself; `undefined` where it counts no tokens. */
export function readUsage(value: JsonValue | undefined, counting: Counting = 'whole'): Usage | undefined {
  if (!isObject(value)) return undefined
  const usage = tokensOf(readCounted(value).numbers, counting)
  return Object.keys(usage).length > 0 ? usage : undefined
}

/** A later usage of the same thing. */
export function mergeUsage(known: Usage, later: Usage): Usage {
  const merged: { -readonly [sum in keyof Usage]: Usage[sum] } = { ...known }
  mergeNumbers(merged, later)
  return merged
}

/** The usage of two things together: steps, or pieces that add up. */
export function addUsage(a: Usage, b: Usage): Usage {
  return defined<Usage>({
    inputTokens: sum(a.inputTokens, b.inputTokens),
    outputTokens: sum(a.outputTokens, b.outputTokens),
    cacheReadTokens: sum(a.cacheReadTokens, b.cacheReadTokens),
    cacheWriteTokens: sum(a.cacheWriteTokens, b.cacheWriteTokens),
    reasoningTokens: sum(a.reasoningTokens, b.reasoningTokens),
  })
}

function tokensOf(numbers: Numbers, counting: Counting): Usage {
  const written = sum(numbers.cacheWrite5mTokens, numbers.cacheWrite1hTokens)
  // The split of what was written may stand where the sum does not.
  const known = { ...numbers, ...(!numbers.cacheWriteTokens && written && { cacheWriteTokens: written }) }
  const input = known.inputTokens ?? inputOf(known, counting)
  // The conventions have no other count of an embedding; some servers say that it put out 0 tokens.
  if (counting === 'input') return defined<Usage>({ inputTokens: input })
  const apart = counting === 'whole' ? shownByTotal(known) : APART[counting]
  return defined<Usage>({
    inputTokens: sum(input, ...apart.input.map((fact) => known[fact])) ?? known.billedInputTokens,
    outputTokens: sum(known.outputTokens, ...apart.output.map((fact) => known[fact])) ?? known.billedOutputTokens,
    // Cohere's cached tokens are a part of its `tokens`; where it counts none, only what is billed, they are of no sum that is told.
    cacheReadTokens: input === undefined && known.billedInputTokens !== undefined ? undefined : known.cacheReadTokens,
    cacheWriteTokens: known.cacheWriteTokens,
    reasoningTokens: known.reasoningTokens,
  })
}

/** Where the sum is not told, its parts may be (DeepSeek), or the total of an answer that has no output. */
function inputOf({ cacheMissTokens, cacheReadTokens, totalTokens }: Numbers, counting: Counting): number | undefined {
  if (counting === 'input') return totalTokens
  return cacheMissTokens === undefined ? undefined : sum(cacheMissTokens, cacheReadTokens)
}

/** More reasoning than output is no sign that it stands apart: some servers estimate the former. */
function shownByTotal(known: Numbers): Apart {
  const { inputTokens, outputTokens, totalTokens } = known
  if (totalTokens === undefined || outputTokens === undefined) return APART.whole
  const adds = ({ input, output }: Apart): boolean =>
    totalTokens === sum(inputTokens, outputTokens, ...[...input, ...output].map((fact) => known[fact]))
  return SHOWN_BY_TOTAL.find(adds) ?? APART.whole
}

function totalAttribute({ totalTokens }: Numbers, { inputTokens, outputTokens }: Usage): UsageAttributes {
  const isSum = totalTokens === undefined || totalTokens === 0 || totalTokens === (inputTokens ?? 0) + (outputTokens ?? 0)
  return isSum ? {} : { [ATTR_USAGE_TOTAL]: totalTokens }
}
