import { context as contextApi, type Context } from '@opentelemetry/api'
import { run } from './run.ts'

/**
 * Calls `fn` under `context`, for us and for every other instrumentation: the stack carries it whatever manager is global, and the global manager, an
 * application's own perhaps, is told as well.
 */
export function enter<T>(context: Context, fn: () => T): T {
  return run(context, () => contextApi.with(context, fn), undefined, [])
}
