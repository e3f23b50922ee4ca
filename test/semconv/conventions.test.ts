/** Everything that is recorded, made for tests, drawn by hand or shown by the demo, as spans, against the conventions' own model. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { requirement } from '../support/require.ts'
import { wireDirectory, wirePresent } from '../wire/recordings.ts'
import { findingsOf, type Finding } from './check.ts'
import { DECIDED } from './conditions.ts'
import { demoSpans } from './demo.ts'
import { keyOf, keysOf, LEFT, UNDECIDED } from './left.ts'
import { manualSpans, mcpSpans, ownBodySpans } from './made.ts'
import { absentModel, modelDirectory, modelPresent, readModel } from './model.ts'
import { recordedMcpSpans, recordedSpans } from './recorded.ts'
import type { CheckedSpan } from './span.ts'

// The demo imports the package by its name: here it is its sources.
vi.mock('@genai-devtools/web', () => import('../../sdk/index.ts'))

/** Each recording is played in up to five ways. */
const LIMIT = 300_000

interface Found extends Finding {
  readonly from: string | undefined
}

/** Each kind of fault once, with where it first came up and how often. */
function summed(found: readonly Found[]): readonly string[] {
  const kinds = new Map<string, Found[]>()
  for (const each of found) kinds.set(keyOf(each), [...(kinds.get(keyOf(each)) ?? []), each])
  return [...kinds].map(([key, [first, ...more]]) => `${key} (${more.length + 1} times): ${first?.detail} — ${first?.from}`).toSorted()
}

describe.skipIf(requirement('semconv', modelPresent, absentModel))('by the conventions', () => {
  const model = modelPresent ? readModel(modelDirectory) : undefined
  const noWire = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)
  const spans: CheckedSpan[] = []
  const found: Found[] = []

  beforeAll(async () => {
    if (model === undefined) return
    if (!noWire) spans.push(...recordedSpans(), ...recordedMcpSpans())
    spans.push(...ownBodySpans(), ...(await manualSpans()), ...mcpSpans(), ...(await demoSpans()))
    for (const span of spans) for (const finding of findingsOf(span, model)) found.push({ ...finding, from: span.from })
  }, LIMIT)

  test('there are spans of each kind that the SDK makes', () => {
    expect(spans.length).toBeGreaterThan(noWire ? 200 : 1_500)
    const operations = new Set(spans.map(({ attributes }) => attributes['gen_ai.operation.name'] ?? attributes['mcp.method.name']))
    const wanted = [
      'chat',
      'generate_content',
      'text_completion',
      'embeddings',
      'fetch_response',
      'invoke_agent',
      'execute_tool',
      'prompts/get',
    ]
    expect(wanted.filter((each) => !operations.has(each))).toEqual([])
    expect(spans.filter(({ from }) => from === 'the demo').length).toBeGreaterThan(40)
  })

  test('no span breaks what it must hold', () => {
    expect(summed(found.filter((each) => each.level === 'MUST'))).toEqual([])
  })

  test('what a span should hold and does not is in the list (left.ts), with its reason', () => {
    const left = new Set(LEFT.flatMap(keysOf))
    expect(summed(found.filter((each) => each.level === 'SHOULD' && !left.has(keyOf(each))))).toEqual([])
  })

  test.skipIf(noWire)('and what is in the list occurs', () => {
    const keys = new Set(found.map(keyOf))
    expect(LEFT.flatMap(keysOf).filter((each) => !keys.has(each))).toEqual([])
  })

  test('whether an attribute applies is told by what crossed the wire, or it is said why not', () => {
    const types = [...(model?.spans.values() ?? []), ...(model?.refinements.values() ?? [])]
    const conditional = types.flatMap(({ attributes }) =>
      [...attributes].filter(([, { level }]) => level !== 'required' && level !== 'opt_in').map(([name]) => name),
    )
    expect([...new Set(conditional)].filter((name) => !DECIDED.has(name)).toSorted()).toEqual(Object.keys(UNDECIDED).toSorted())
  })
})
