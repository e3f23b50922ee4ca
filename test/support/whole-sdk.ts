/** The SDK with its second half, and what reads each wire, there from the start: what a page has once it is loaded. */
import type { ExchangeSink } from '../../sdk/capture/exchange.ts'
import { Audience } from '../../sdk/export/audience.ts'
import { LiveSpans } from '../../sdk/export/live.ts'
import type { PagePort, PortHost } from '../../sdk/export/page-port.ts'
import { openPagePort } from '../../sdk/export/page-port.ts'
import { windowHost } from '../../sdk/export/window-host.ts'
import { CalmLoad } from '../../sdk/calm-load.ts'
import { createGate } from '../../sdk/gate.ts'
import { getPage } from '../../sdk/page.ts'
import { useAllParts } from '../../sdk/all-parts.ts'
import * as panel from '../../sdk/panel-side.ts'
import * as reader from '../../sdk/reader.ts'
import type { SinkOptions } from '../../sdk/sink.ts'
import { liveOf } from './live-of.ts'

getPage().reader.use(reader)
useAllParts()

/** Sees requests as the page's capture would. */
export function wholeSink(options: Omit<SinkOptions, 'live'>): ExchangeSink {
  const sink = reader.createSink({ ...options, live: liveOf(options.page) })
  const { page, counts, endpoints = () => undefined, mcp } = options
  return createGate({ page, counts, endpoints, mcp: mcp !== undefined, sink: () => sink, calm: new CalmLoad(() => {}) })
}

export function wholeLive(): LiveSpans & { readonly maker: ReturnType<typeof panel.createRecordMaker> } {
  const live = new LiveSpans(new Audience())
  const maker = panel.createRecordMaker()
  live.useMaker(maker)
  return Object.defineProperty(live, 'maker', { value: maker }) as LiveSpans & { readonly maker: typeof maker }
}

export function wholePort(live: LiveSpans, sdk: string, host: PortHost = windowHost): PagePort {
  return openPagePort({ sdk, host, serve: (port, epoch, then) => then(new panel.Consumer(port, epoch, live)) })
}

export const words = getPage().ends
