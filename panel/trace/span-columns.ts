/** What is known of all spans and of their traces, as numbers: about a hundred bytes a span. The records lie beside them. */
import type { Outcome, SpanClass } from './model.ts'
import { createTable } from './table.ts'
import type { Columns, Table } from './table.ts'

export { NONE } from './table.ts'

export const SPAN_CLASSES: readonly SpanClass[] = ['other', 'agent', 'workflow', 'inference', 'embeddings', 'retrieval', 'tool', 'mcp']
export const OUTCOMES: readonly Outcome[] = ['running', 'ok', 'error', 'aborted']
export const RUNNING = OUTCOMES.indexOf('running')

/**
 * `start`, `end`: milliseconds since the Unix epoch; `firstChunk`: milliseconds from the start. `parent`, `firstChild`, `lastChild`, `previous`, `next`
 * (siblings): rows of spans. `trace`: a row of the traces; none: the row is not in use. `chunk`: of the drawing order (row-order.ts). `words`,
 * `said`: numbers of what is shared (said.ts). `usage`, `sums`: rows of the tables of that name. `source`: a number of the store's list. `waits`: a row of the table of spans that wait
 * for their parent. `idHigh`, `idLow`: the span's id. `seq`: number of the entry that brought the record. `offset`, `bytes`: where the record stands (records.ts), and what it takes;
 * of a span of a file its bytes in the file, and `seq` its place (file-rows.ts). `logs`: the last of its log records in the file. `flags`: {@link Flag}.
 */
export const SPAN_LAYOUT = {
  f64: ['start', 'end', 'offset'],
  f32: ['firstChunk'],
  i32: [
    'parent',
    'firstChild',
    'lastChild',
    'previous',
    'next',
    'trace',
    'chunk',
    'words',
    'said',
    'usage',
    'sums',
    'source',
    'waits',
    'logs',
  ],
  u32: ['idHigh', 'idLow', 'seq', 'bytes'],
  u8: ['class', 'outcome', 'flags'],
} as const

export const Flag = { cutOff: 1, estimated: 2, probablyOver: 4, odd: 8, gone: 16, file: 32, content: 64, internal: 128 } as const

/**
 * `start`: of its first root, `end`: of the span that ended last, both in milliseconds since the Unix epoch; `conversationStart`: of the span that names the
 * conversation. `first`, `last`: its roots. `document`: a number of the store's list. `calls`: inference spans that no other lies in; `slowest`: the longest of them, `longest` its length in milliseconds, and no less than it where that has to be worked out. `age`: grows from trace to trace. `stale`: {@link Stale}.
 */
export const TRACE_LAYOUT = {
  f64: ['start', 'end', 'conversationStart', 'bytes', 'longest'],
  i32: ['first', 'last', 'chunk', 'slowest', 'sums', 'conversation', 'document'],
  u32: ['id0', 'id1', 'id2', 'id3', 'spans', 'running', 'errors', 'aborted', 'cutOff', 'calls', 'age'],
  u8: ['stale', 'odd'],
} as const

/** What of a trace has to be worked out anew before it is read. `tied`: another call may be as slow as the slowest, so that their order tells. */
export const Stale = { slowest: 2, end: 4, tied: 8 } as const

export const TOKEN_NAMES = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const
export const TOKEN_KINDS = TOKEN_NAMES.length

/** What a span itself says (usage.ts). `firstToken`: milliseconds from the start. */
export const USAGE_LAYOUT = { f64: ['firstToken'], u32: TOKEN_NAMES } as const

/** What few spans count, and has a price of its own: parts of the tokens, and searches (usage.ts finds its row). */
export const EXTRA_NAMES = [
  'cacheWrite1h',
  'audioInput',
  'audioOutput',
  'audioCacheRead',
  'imageInput',
  'imageOutput',
  'imageCacheRead',
  'webSearch',
] as const
export const EXTRA_KINDS = EXTRA_NAMES.length
export const EXTRA_LAYOUT = { u32: EXTRA_NAMES } as const

/**
 * What the calls below a span say together: `said…` counts those that say a number at all. `calls`: inference spans below it. `cost`: picodollars of the
 * `priced` ones; of the `unpriced` ones nobody knows what they cost.
 */
export const SUMS_LAYOUT = {
  f64: [...TOKEN_NAMES, 'cost'],
  u32: ['saidinput', 'saidoutput', 'saidcacheRead', 'saidcacheWrite', 'saidreasoning', 'estimated', 'calls', 'priced', 'unpriced'],
} as const

export type SpanColumns = Columns<typeof SPAN_LAYOUT>
export type TraceColumns = Columns<typeof TRACE_LAYOUT>

/** Log records of files. `place`, `page`: numbers of the file's; `next`: another one of the same span, that came before. */
export const LOG_LAYOUT = { f64: ['offset'], i32: ['next', 'place', 'page'], u32: ['size'], u8: ['isContent'] } as const

/** Spans whose parent has not come: `child` waits for the span `high`, `low` of its trace; `previous`, `next`: others that wait for the same one. */
export const WAITING_LAYOUT = { i32: ['trace', 'child', 'previous', 'next'], u32: ['high', 'low'] } as const

/** All of it: plain data. */
export interface Tables {
  readonly spans: Table<typeof SPAN_LAYOUT>
  readonly traces: Table<typeof TRACE_LAYOUT>
  readonly usage: Table<typeof USAGE_LAYOUT>
  readonly extra: Table<typeof EXTRA_LAYOUT>
  readonly sums: Table<typeof SUMS_LAYOUT>
  readonly waiting: Table<typeof WAITING_LAYOUT>
  readonly logs: Table<typeof LOG_LAYOUT>
}

export function createTables(): Tables {
  return {
    spans: createTable(SPAN_LAYOUT),
    traces: createTable(TRACE_LAYOUT),
    usage: createTable(USAGE_LAYOUT),
    extra: createTable(EXTRA_LAYOUT),
    sums: createTable(SUMS_LAYOUT),
    waiting: createTable(WAITING_LAYOUT),
    logs: createTable(LOG_LAYOUT),
  }
}
