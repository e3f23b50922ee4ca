/** What a provider says of why its prompt cache was of no use, compared with an earlier call that the request names. */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_CACHE_DIAGNOSIS, ATTR_CACHE_MISSED_TOKENS, ATTR_CACHE_MISS_REASON, ATTR_CACHE_REUSABLE_TOKENS } from '../../own-names.ts'
import type { Answer } from './answer.ts'
import { isObject, object, word } from '../read/json.ts'
import { wholeNumber } from './usage-counts.ts'

/** OpenAI's `prompt_cache_diagnostics`: https://developers.openai.com/api/docs/guides/prompt-caching/diagnostics */
export function tellOpenaiDiagnosis(answer: Answer, value: JsonValue | undefined): void {
  const diagnostics = object(value)
  if (diagnostics === undefined) return
  answer.tell(ATTR_CACHE_DIAGNOSIS, word(diagnostics['type']))
  answer.tell(ATTR_CACHE_MISS_REASON, word(diagnostics['reason']))
  count(answer, ATTR_CACHE_MISSED_TOKENS, diagnostics['cache_missed_tokens'])
  count(answer, ATTR_CACHE_REUSABLE_TOKENS, diagnostics['comparison_reusable_tokens'])
}

/**
 * Anthropic's `diagnostics`: https://platform.claude.com/docs/en/build-with-claude/cache-diagnostics. Its types name what changed, or why there is no
 * diagnosis; null means that the comparison was not done when the answer began.
 */
export function tellAnthropicDiagnosis(answer: Answer, value: JsonValue | undefined): void {
  if (!isObject(value) || value['cache_miss_reason'] === undefined) return
  const reason = object(value['cache_miss_reason'])
  const type = word(reason?.['type'])
  const changed = type?.endsWith('_changed') === true
  answer.tell(ATTR_CACHE_DIAGNOSIS, changed ? 'cache_miss' : (type ?? 'pending'))
  if (changed) answer.tell(ATTR_CACHE_MISS_REASON, type)
  count(answer, ATTR_CACHE_MISSED_TOKENS, reason?.['cache_missed_input_tokens'])
}

function count(answer: Answer, name: string, value: JsonValue | undefined): void {
  const tokens = wholeNumber(value)
  if (tokens !== undefined) answer.attributes[name] = tokens
}
