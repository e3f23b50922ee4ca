/** The token with which an answer chose what it became: a tool, or words. Pure. */
import type { Message, TokenLogprob } from '../../sdk/protocol/records.ts'

/**
 * Of an answer that calls a tool: the first token behind its words, where the provider tells the probabilities of those as well. Else the first token: there
 * the model chose to say something. `undefined` where nobody told probabilities.
 */
export function choicePoint({ parts, logprobs }: Message): TokenLogprob | undefined {
  if (logprobs === undefined) return undefined
  const firstCall = parts.findIndex(({ type }) => type === 'tool_call')
  if (firstCall < 0) return logprobs[0]
  let words = parts
    .slice(0, firstCall)
    .map(({ content }) => (typeof content === 'string' ? content.length : 0))
    .reduce((sum, length) => sum + length, 0)
  for (const token of logprobs) {
    if (words <= 0) return token
    words -= token.token.length
  }
  return logprobs[0]
}
