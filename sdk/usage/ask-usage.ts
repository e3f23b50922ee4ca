/** Asks for the tokens of a streamed Chat Completions answer: https://platform.openai.com/docs/api-reference/chat/create (stream_options). Pure. */
import { parseJson } from '../parser/json.ts'
import { isObject, object, type JsonObject } from '../provider/read/json.ts'

const ASKED = '"stream_options":{"include_usage":true}'

/** The request's body with `include_usage`; `undefined` where it does not stream, or says itself whether it wants usage. */
export function askUsage(body: string): string | undefined {
  const request = parseJson(body)
  if (!isObject(request) || request['stream'] !== true) return undefined
  const options = object(request['stream_options'])
  if (options?.['include_usage'] !== undefined) return undefined
  if (request['stream_options'] !== undefined) return within(body, options)
  // Every other character stays: written anew, a long number would lose digits.
  return `${body.slice(0, body.lastIndexOf('}'))},${ASKED}}`
}

const OPTIONS = /"stream_options"\s*:\s*(?:\{|null)/g

/** The options that are there, and one more. Not where the words stand in the body more than once: only one of them is the request's own. */
function within(body: string, options: JsonObject | undefined): string | undefined {
  if (body.match(OPTIONS)?.length !== 1) return undefined
  const rest = options === undefined ? '}' : Object.keys(options).length === 0 ? '' : ','
  return body.replace(OPTIONS, () => `${ASKED.slice(0, -1)}${rest}`)
}
