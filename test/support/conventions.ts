/** The conventions' check for tests in a browser: it judges the spans that they saw, where they saw them. */
import { findingsOf } from '../semconv/check.ts'
import { keyOf, keysOf, LEFT } from '../semconv/left.ts'
import { absentModel, modelDirectory, modelPresent, readModel } from '../semconv/model.ts'
import type { CheckedSpan } from '../semconv/span.ts'
import { requirement } from './require.ts'

const model = requirement('semconv', modelPresent, absentModel) ? undefined : readModel(modelDirectory)
const left = new Set(LEFT.flatMap(keysOf))

/** What is wrong with `spans`, each kind of fault once; nothing where there is no model to judge by. */
export function conventionFaults(spans: readonly CheckedSpan[]): readonly string[] {
  if (model === undefined) return []
  const faults = spans.flatMap((span) =>
    findingsOf(span, model)
      .filter((finding) => !left.has(keyOf(finding)))
      .map((finding) => `${finding.level} ${keyOf(finding)}: ${finding.detail} (${span.name})`),
  )
  return [...new Set(faults)]
}
