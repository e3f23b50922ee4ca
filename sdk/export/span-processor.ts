/**
 * OpenTelemetry's span processor as our public types name it: by its shape, since the package that declares it is bundled and an application
 * need not have it. Processors of the SDK's 2.x and 3.x lines fit.
 */
import type { Context, Span } from '@opentelemetry/api'
import type { SpanLike } from './span-like.ts'

export interface SpanProcessor {
  onStart(span: Span, parentContext: Context): void
  onEnding?(span: Span): void
  onEnd(span: SpanLike): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}
