/** How a call's request is found in DevTools' Network panel, in the words of that panel's filter. */
import { ATTR_HTTP_STATUS } from '../../sdk/own-names.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_SERVER_ADDRESS } from '../../sdk/semconv.ts'
import { count, text } from './attributes.ts'

/** By its address where that is known, without the query, which a key was taken out of; else by its host; of one that failed also by its status. */
export function networkFilter({ attributes }: Pick<SpanRecord, 'attributes'>, url?: string): string | undefined {
  const host = text(attributes, ATTR_SERVER_ADDRESS)
  const status = count(attributes, ATTR_HTTP_STATUS)
  const place = url !== undefined ? `url:${url.replace(/[?#].*$/s, '')}` : host && `domain:${host}`
  return place === undefined || status === undefined ? place : `${place} status-code:${status}`
}
