/** Counts what a file holds and the panel cannot show, so that nothing is lost silently. */
export interface Skipped {
  /** A plural noun: `spans without an id or a start time`. */
  readonly what: string
  readonly count: number
}

export type Skip = (what: string, count?: number) => void

export function createSkipped(): { readonly skip: Skip; skipped(): readonly Skipped[] } {
  const counts = new Map<string, number>()
  return {
    skip(what, count = 1) {
      if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count)
    },
    skipped: () => [...counts].map(([what, count]) => ({ what, count })),
  }
}
