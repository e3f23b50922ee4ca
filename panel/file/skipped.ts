/** Counts what a file holds and the panel cannot show, so that nothing is lost silently. */
import type { Skip } from '../otlp/scoped.ts'

export interface Skipped {
  /** A plural noun: `spans without an id or a start time`. */
  readonly what: string
  readonly count: number
  /** Where the first ones stood, as far as that says something: `line 3: cut off, at column 80`. */
  readonly where: readonly string[]
}

/** Enough to find the fault by; the count tells how many more there are. */
const MAX_PLACES = 3

export function createSkipped(): { readonly skip: Skip; skipped(): readonly Skipped[] } {
  const found = new Map<string, { count: number; readonly where: string[] }>()
  return {
    skip(what, count = 1, where) {
      if (count <= 0) return
      const known = found.get(what) ?? { count: 0, where: [] }
      found.set(what, known)
      known.count += count
      const place = where === undefined || known.where.length >= MAX_PLACES ? '' : where()
      if (place !== '') known.where.push(place)
    },
    skipped: () => [...found].map(([what, { count, where }]) => ({ what, count, where })),
  }
}

/** Of a source that turns out only later to be one of lines: then each place says its line. */
export function createSkippedOfLines(): SkippedOfLines {
  const plain = createSkipped()
  const ofLines = createSkipped()
  return {
    skipIn: (line) => (what, count, where) => {
      plain.skip(what, count, where)
      ofLines.skip(what, count, where && (() => [`line ${line}`, where()].filter((word) => word !== '').join(', ')))
    },
    noData(line) {
      plain.skip('documents that are no OpenTelemetry data')
      ofLines.skip('lines that are no OpenTelemetry data', 1, () => `line ${line}`)
    },
    skipped: (isOfLines) => (isOfLines ? ofLines : plain).skipped(),
  }
}

export interface SkippedOfLines {
  skipIn(line: number): Skip
  /** A whole document holds nothing that OTLP has a name for. */
  noData(line: number): void
  skipped(isOfLines: boolean): readonly Skipped[]
}
