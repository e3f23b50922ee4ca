/** The SDK with its second half, and what reads each wire, there from the start: what a page has once it is loaded. */
import type { ExchangeSink } from '../../sdk/capture/exchange.ts'
import { createLive, type Live } from '../../sdk/export/live.ts'
import type { PagePort } from '../../sdk/export/page-port.ts'
import { openPagePort } from '../../sdk/export/page-port.ts'
import { createGate } from '../../sdk/gate.ts'
import { getPage } from '../../sdk/page.ts'
import { useAllParts } from '../../sdk/all-parts.ts'
import * as panel from '../../sdk/panel-side.ts'
import * as reader from '../../sdk/reader.ts'
import type { SinkOptions } from '../../sdk/sink.ts'

getPage().reader.use(reader)
useAllParts()

/** Sees requests as the page's capture would. */
export function wholeSink(options: SinkOptions): ExchangeSink {
  const sink = reader.createSink(options)
  const { page, counts, endpoints = () => undefined, mcp } = options
  return createGate({ page, counts, endpoints, mcp: mcp !== undefined, sink: () => sink })
}

type Maker = ReturnType<typeof panel.createRecordMaker>

export function wholeLive(): Live & { readonly maker: Maker } {
  return Object.assign(createLive(), { maker: panel.createRecordMaker() })
}

export function wholePort(live: Live, sdk: string): PagePort {
  return openPagePort({ sdk, serve: (port, epoch, then) => then(new panel.Consumer(port, epoch, live)) })
}

export const words = getPage().ends
