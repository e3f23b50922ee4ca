/** The nesting of OTLP/JSON documents, as far as a scan walks it. */

export type Level = 'roots' | 'list' | 'root' | 'groups' | 'group' | 'scopes' | 'scope' | 'items' | 'metrics'
export type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or ]' | ', or }' | 'more'
export type Kind = 'key' | 'left' | 'root' | 'resource' | 'scope' | 'item' | 'metrics' | 'no list'

type Lists = { readonly [level in Level]?: { readonly [key: string]: Level } }
const ROOT: Lists = { root: { resourceSpans: 'groups', resourceLogs: 'groups', resourceMetrics: 'metrics' } }
/** Lists that are walked, by where their names stand. */
export const SPANS: Lists = { ...ROOT, group: { scopeSpans: 'scopes' }, scope: { spans: 'items' } }
export const LOGS: Lists = { ...ROOT, group: { scopeLogs: 'scopes' }, scope: { logRecords: 'items' } }
/** How the lists of spans were called before 2022. */
export const OLD_SCOPES = 'instrumentationLibrarySpans'
export const OBJECTS: ReadonlySet<Level> = new Set(['root', 'group', 'scope'])
export const INNER: { readonly [level in Level]?: Level } = { roots: 'root', list: 'root', groups: 'group', scopes: 'scope' }
/** What is kept of a value that a piece cuts; of any other kind its end is all that counts. */
export const HELD: ReadonlySet<Kind> = new Set(['key', 'resource', 'scope', 'item'])

/** The list that a name stands for, if any: `constructor` is a name like any other. */
export function listOf(lists: Lists, level: Level, key: string): Level | undefined {
  const named = lists[level]
  return named !== undefined && Object.hasOwn(named, key) ? named[key] : undefined
}
