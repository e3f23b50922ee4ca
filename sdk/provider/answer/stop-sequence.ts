import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_RESPONSE_STOP_SEQUENCE, ATTR_RESPONSE_STOP_TOKEN } from '../../own-names.ts'
import type { Answer } from './answer.ts'
import type { RequestFacts } from '../read/dialect.ts'
import { wholeNumber } from './usage-counts.ts'

/**
 * What ended the answer: a stop sequence, or a token by its number. A sequence is told only where the request names it, which the span says anyway:
 * anything else would be a word of the answer, in an attribute that reaches exporters without content.
 */
export function tellStop(answer: Answer, { stopSequences = [] }: RequestFacts, matched: JsonValue | undefined): void {
  const token = wholeNumber(matched)
  if (token !== undefined) answer.attributes[ATTR_RESPONSE_STOP_TOKEN] = token
  if (typeof matched === 'string' && stopSequences.includes(matched)) answer.tell(ATTR_RESPONSE_STOP_SEQUENCE, matched)
}
