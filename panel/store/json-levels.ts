/** How far a value can be unfolded at once without filling the document. */
import type { JsonValue } from '../../sdk/protocol/records.ts'

const isContainer = (value: JsonValue): value is readonly JsonValue[] | { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null

/** Levels of containers under a value that together have at most so many of them; at least one. */
export function levelsThatFit(value: JsonValue, most: number): number {
  let level = isContainer(value) ? Object.values(value).filter(isContainer) : []
  let [levels, count] = [1, level.length]
  while (level.length > 0 && count <= most) {
    levels++
    const next: (typeof level)[number][] = []
    for (const container of level) {
      for (const child of Object.values(container)) if (isContainer(child)) next.push(child)
      if (count + next.length > most) break
    }
    level = next
    count += level.length
  }
  return levels
}
