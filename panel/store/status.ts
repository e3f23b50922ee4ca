import { isolated } from '../trace/isolate.ts'
import type { SpanView } from '../trace/model.ts'

/** The status column: the provider's own words where it gave any. */
export function statusWords(span: SpanView): string {
  switch (span.outcome) {
    case 'running':
      if (span.probablyOver) return 'probably over'
      if (span.firstChunk !== undefined && (span.class === 'inference' || span.class === 'agent')) return 'streaming'
      return span.class === 'inference' || span.class === 'embeddings' ? 'waiting' : 'running'
    case 'error':
      return span.errorType ?? 'error'
    case 'aborted':
      return 'aborted'
    case 'ok':
      return span.finishReasons.length === 0 ? 'ok' : [...new Set(span.finishReasons)].map(isolated).join(', ')
  }
}
