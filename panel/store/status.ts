import type { SpanView } from '../trace/model.ts'

/** The status column: the provider's own words where it gave any. */
export function statusWords(span: SpanView): string {
  switch (span.outcome) {
    case 'running':
      if (span.class !== 'inference') return 'running'
      return span.firstChunk === undefined ? 'waiting' : 'streaming'
    case 'error':
      return span.errorType ?? 'error'
    case 'aborted':
      return 'aborted'
    case 'ok':
      return span.finishReasons.length === 0 ? 'ok' : [...new Set(span.finishReasons)].join(', ')
  }
}
