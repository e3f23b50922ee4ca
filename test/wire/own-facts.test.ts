/** What recordings say beside the conventions: each name that real providers give a value for appears, as often as it did when it was first read. */
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../sdk/parser/json.ts'
import { createBodyReader } from '../../sdk/provider/body.ts'
import { requestAttributes } from '../../sdk/span/attributes.ts'
import { requirement } from '../support/require.ts'
import { recordings, wireDirectory, wirePresent, type Recording } from './recordings.ts'
import { recognise, recogniseHeaders } from '../support/dialects.ts'

const absent = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)

/** In at least so many recordings, one of them with that value. */
const EXPECTED: readonly (readonly [string, number, string | number | boolean | readonly string[]])[] = [
  ['request.tool_choice', 49, 'required'],
  ['request.tool_choice.name', 6, 'web_search'],
  ['request.tool_count', 100, 1],
  ['request.parallel_tool_calls', 5, false],
  ['request.thinking_budget', 9, 1024],
  ['usage.total_tokens', 1, 165],
  ['usage.cache_write_5m.input_tokens', 13, 318],
  ['usage.tool_use.input_tokens', 5, 771],
  ['usage.billed_input_tokens', 3, 44],
  ['usage.web_search_requests', 2, 1],
  ['usage.server_tool_requests', 1, 1],
  ['usage.context.input_tokens', 6, 631],
  ['usage.cost', 22, 0.00256995],
  ['usage.cost.input', 20, 0.0001557],
  ['usage.cost.output', 19, 0.00017],
  ['usage.cost.request', 1, 0.006],
  ['usage.cost.upstream', 19, 0.00256995],
  ['usage.cost.usd_ticks', 8, 1_399_000],
  ['usage.cost.nano_aiu', 1, 150_325_000],
  ['usage.byok', 21, false],
  ['provider.total_time', 19, 0.13260841369628906],
  ['provider.queue_time', 9, 0.560257657],
  ['provider.load_time', 3, 0.028126292],
  ['provider.prompt_time', 12, 0.012194163],
  ['provider.completion_time', 12, 0.115990643],
  ['upstream.provider', 14, 'Novita'],
  ['response.native_finish_reasons', 12, ['end_turn']],
  ['response.service_tier', 96, 'standard'],
  ['response.inference_geo', 20, 'global'],
  ['response.search_context_size', 1, 'low'],
  ['response.stop_sequence', 1, 'cool'],
  ['response.refused', 5, true],
  ['response.refusal.category', 2, 'cyber'],
  ['response.safety_ratings', 2, ['hate: high']],
  ['response.filtered_categories', 2, ['HARM_CATEGORY_HARASSMENT']],
]

const MODALITIES: readonly (readonly [string, number, number])[] = [
  ['text.input_tokens', 52, 9622],
  ['text.output_tokens', 18, 261],
  ['text.cache_read.input_tokens', 2, 9609],
  ['image.input_tokens', 1, 258],
  ['image.output_tokens', 1, 1290],
  ['audio.input_tokens', 1, 4],
]

describe.skipIf(absent)('recordings say', () => {
  const all = absent ? [] : recordings().map(attributesOf)
  const valuesOf = (name: string): readonly unknown[] =>
    all.flatMap((attributes) => (Object.hasOwn(attributes, name) ? [attributes[name]] : []))

  test.each(EXPECTED)('genai_devtools.%s in %i of them', (name, times, value) => {
    const values = valuesOf(`genai_devtools.${name}`)
    expect(values.length).toBeGreaterThanOrEqual(times)
    expect(values).toContainEqual(value)
  })

  test.each(MODALITIES)('gen_ai.usage.%s in %i of them', (name, times, value) => {
    const values = valuesOf(`gen_ai.usage.${name}`)
    expect(values.length).toBeGreaterThanOrEqual(times)
    expect(values).toContainEqual(value)
  })

  test('nothing that is long', () => {
    const words = all.flatMap((attributes) => Object.entries(attributes).filter(([name]) => name.startsWith('genai_devtools.')))
    const long = words.filter(([, value]) => [value].flat().some((each) => typeof each === 'string' && each.length > 128))
    expect(words.length).toBeGreaterThan(500)
    expect(long).toEqual([])
  })
})

function attributesOf(recording: Recording): { readonly [name: string]: unknown } {
  const { request, body, contentType, expected } = recording
  const asked = typeof request.body === 'string' ? parseJson(request.body) : parseJson(JSON.stringify(request.body))
  const shape = {
    method: request.method ?? 'POST',
    url: new URL(request.url),
    ...(asked !== undefined && asked !== null && { body: asked }),
  }
  const dialect = recognise(shape) ?? recogniseHeaders(recording.header)
  if (dialect === undefined) throw new Error(`${recording.name} is not recognised`)
  const facts = dialect.readRequest(shape)
  const known = shape.body === undefined ? { ...facts, stream: recording.stream } : facts
  const reader = createBodyReader({ dialect, request: known, status: expected.status, contentType })
  reader.feed(body())
  reader.end()
  return { ...requestAttributes(dialect, 'someone', known, shape.url), ...reader.facts().attributes }
}
