/** Asks for the tokens of a streamed Chat Completions answer: https://platform.openai.com/docs/api-reference/chat/create (stream_options). Pure. */
import { parseJson } from '../parser/json.ts'
import { isObject, object } from '../provider/json.ts'

const ASKED = '"stream_options":{"include_usage":true}'

/** The request's body with `include_usage`; `undefined` where it does not stream, or says itself whether it wants usage. */
export function askUsage(body: string): string | undefined {
  const request = parseJson(body)
  if (!isObject(request) || request['stream'] !== true) return undefined
  const options = object(request['stream_options'])
  if (options?.['include_usage'] !== undefined) return undefined
  if (request['stream_options'] !== undefined) return JSON.stringify({ ...request, stream_options: { ...options, include_usage: true } })
  // Every other character stays: written anew, a long number would lose digits.
  return `${body.slice(0, body.lastIndexOf('}'))},${ASKED}}`
}
