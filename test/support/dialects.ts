/** Wires together with how they are read, as what reads has them once both are loaded. */
import { useAllReadings } from '../../sdk/provider/all-readings.ts'
import type { Api, Dialect, FirstPayload, RequestShape, Wire } from '../../sdk/provider/read/dialect.ts'
import { readingOf } from '../../sdk/provider/readings.ts'
import * as payloads from '../../sdk/provider/probe.ts'
import * as told from '../../sdk/provider/recognise.ts'
import { wireOf } from '../../sdk/provider/wires.ts'

useAllReadings()

function readable(wire: Wire): Dialect {
  const reading = readingOf(wire)
  if (reading === undefined) throw new Error(`nothing reads ${wire.api}`)
  return { ...wire, ...reading }
}

export function dialectOf(api: Api): Dialect {
  const wire = wireOf(api)
  if (wire === undefined) throw new Error(`there is no wire ${api}`)
  return readable(wire)
}

export function recognise(shape: RequestShape): Dialect | undefined {
  const wire = told.recognise(shape)
  return wire && readable(wire)
}

export function recogniseHeaders(header: (name: string) => string | null): Dialect | undefined {
  const wire = told.recogniseHeaders(header)
  return wire && readable(wire)
}

export function recognisePayload(first: FirstPayload): Dialect | 'none' | undefined {
  const wire = payloads.recognisePayload(first)
  return wire === undefined || wire === 'none' ? wire : readable(wire)
}
