/** Which content scripts should be registered: pure, so that the background only has to do it. */

/** Ids of ours begin so; the rest is the match pattern. */
const ID_PREFIX = 'bridge '

export const idOf = (pattern: string): string => `${ID_PREFIX}${pattern}`

export interface Difference {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * What to register and unregister. By id and one by one: an `unregisterContentScripts` without a filter would remove what another call
 * is registering.
 * @param granted match patterns that the user gave
 * @param builtIn match patterns of the manifest's own content scripts
 * @param registered ids
 */
export function differenceOf(granted: readonly string[], builtIn: readonly string[], registered: readonly string[]): Difference {
  const wanted = granted.filter((pattern) => !builtIn.includes(pattern)).map(idOf)
  return {
    add: wanted.filter((id) => !registered.includes(id)).map((id) => id.slice(ID_PREFIX.length)),
    remove: registered.filter((id) => !wanted.includes(id)),
  }
}
