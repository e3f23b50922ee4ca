/** How sure the model was of each token: the providers' forms of log-probabilities → {@link TokenLogprob}. */
import type { JsonValue, TokenLogprob } from '../../protocol/records.ts'
import { defined, isList, isObject, list, number, object, objects, string, type JsonObject } from '../read/json.ts'

/** Alternatives of one token that are kept; OpenAI's own limit. */
const MAX_ALTERNATIVES = 20

/**
 * OpenAI's forms: a list of tokens (Responses), `{ content, refusal }` with such lists (Chat Completions), or parallel lists (the legacy
 * Completions, where the first token of an echo has no probability).
 */
export function readLogprobs(logprobs: JsonValue | undefined): readonly TokenLogprob[] {
  if (isList(logprobs)) return objects(logprobs).flatMap(readToken)
  if (!isObject(logprobs)) return []
  if (isList(logprobs['tokens'])) return readParallelLists(logprobs)
  return [...objects(logprobs['content']), ...objects(logprobs['refusal'])].flatMap(readToken)
}

function readToken(entry: JsonObject): readonly TokenLogprob[] {
  const token = string(entry['token'])
  if (token === undefined) return []
  const top = objects(entry['top_logprobs']).flatMap((alternative) => readAlternative(alternative['token'], alternative['logprob']))
  return [tokenLogprob(token, number(entry['logprob']), top)]
}

function readParallelLists(logprobs: JsonObject): readonly TokenLogprob[] {
  const values = list(logprobs['token_logprobs'])
  const alternatives = list(logprobs['top_logprobs'])
  return list(logprobs['tokens']).flatMap((token, at) => {
    if (typeof token !== 'string') return []
    const top = Object.entries(object(alternatives[at]) ?? {}).flatMap(([other, value]) => readAlternative(other, value))
    return [tokenLogprob(token, number(values[at]), top)]
  })
}

function readAlternative(token: JsonValue | undefined, logprob: JsonValue | undefined) {
  return typeof token === 'string' && typeof logprob === 'number' ? [{ token, logprob }] : []
}

export function tokenLogprob(token: string, logprob: number | undefined, top: TokenLogprob['top'] = []): TokenLogprob {
  return defined<TokenLogprob>({ token, logprob, top: top.length > 0 ? top.slice(0, MAX_ALTERNATIVES) : undefined })
}
