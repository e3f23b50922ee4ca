/** What a response says of itself: each getter of the platform takes its time, so that it is asked once. */
import { isObject } from './patch.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
}

export function answerOf(value: unknown): Answer | undefined {
  if (!isObject(value)) return undefined
  const status: unknown = Reflect.get(value, 'status')
  const headers: unknown = Reflect.get(value, 'headers')
  return typeof status === 'number' && isHeaders(headers) ? { status, headers } : undefined
}

/** Another library's may be its own. */
const isHeaders = (value: unknown): value is Headers => isObject(value)
