import { formatCount } from '../trace/format.ts'

/** `3 spans not recorded while stopped`; empty where none was left out. */
export function wordsOfUnrecorded(spans: number): string {
  return spans === 0 ? '' : `${formatCount(spans)} ${spans === 1 ? 'span' : 'spans'} not recorded while stopped`
}
