/** Who looks on while a page is measured, and what is measured. */

/** A checkout with its packages installed, as it was before a change: its SDK is two more ways, block by block beside ours. */
export const OLD_CHECKOUT = process.env['GENAI_BENCH_OLD']

export const NAMES = {
  bare: 'bare fetch',
  ours: 'ours',
  exported: 'ours, with OTLP',
  old: 'old build',
  'old-exported': 'old build, with OTLP',
  opentelemetry: 'OpenTelemetry fetch',
  clone: 'clone() + parse',
  tee: 'tee() + parse',
} as const
export type Way = keyof typeof NAMES

/** What a way was in the old build. */
export const OLD_WAY: { readonly [way in Way]?: Way } = { ours: 'old', exported: 'old-exported' }

const pickedWays = process.env['GENAI_BENCH_WAYS']?.split(',')
/** `GENAI_BENCH_WAYS=bare,ours,old` leaves the others out; `bare` is what all are compared with. */
const isTaken = (way: Way): boolean =>
  (OLD_CHECKOUT !== undefined || !way.startsWith('old')) && (pickedWays === undefined || pickedWays.includes(way))
const every: readonly Way[] = ['bare', 'ours', 'old', 'exported', 'old-exported', 'opentelemetry', 'clone', 'tee']
const besidePanel: readonly Way[] = ['bare', 'ours', 'old', 'clone']
export const ALONE = every.filter(isTaken)
export const BESIDE_PANEL = besidePanel.filter(isTaken)

export const MEASURES = {
  paced: 'µs of main thread a chunk, one every ms',
  burst: 'µs of main thread an event, 5,000 at once',
  whole: 'µs of main thread a call that does not stream',
  first: 'ms to the first chunk',
  end: 'ms to the end of a short stream',
  memory: 'MB at the peak, fast stream of 50 MB',
  stalled: 'MB sent to a reader that stalls, of 300',
  cancelled: 'chunks sent after a cancel',
} as const
export type Measure = keyof typeof MEASURES

const picked = process.env['GENAI_BENCH_ROWS']?.split(',')
/** `GENAI_BENCH_ROWS=paced,whole` leaves the others out. */
export const isPicked = (...measures: readonly Measure[]): boolean =>
  picked === undefined || measures.some((measure) => picked.includes(measure))
