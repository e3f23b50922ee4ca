/** Which element of the window shows which row. An element that is used again costs its new words; a new one costs its boxes and styles too. */
/** Of the rows in the window, in their order: the number of the element that shows it. */
export type RowSlots<Key> = ReadonlyMap<Key, number>

/**
 * A row that stays keeps its element. New rows get those of rows that left, in order, so that elements keep their order where nothing stays:
 *
 *     a 0 · b 1 · c 2   →   b 1 · c 2 · d 0
 *     a 0 · b 1 · c 2   →   x 0 · y 1 · z 2
 */
export function assignSlots<Key>(before: RowSlots<Key>, keys: readonly Key[]): RowSlots<Key> {
  const now = new Set(keys)
  const free = [...before].flatMap(([key, slot]) => (now.has(key) ? [] : [slot]))
  let next = Math.max(-1, ...before.values()) + 1
  let taken = 0
  return new Map(keys.map((key) => [key, before.get(key) ?? free[taken++] ?? next++]))
}
