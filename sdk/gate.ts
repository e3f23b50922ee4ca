/**
 * What is done in the page's own turn: a request that may be a model's is kept, with all that is told of it, for what reads it. Where that is there, it
 * is asked at once.
 */
import type { Exchange, ExchangeSink, RequestSnapshot } from './capture/exchange.ts'
import { react } from './capture/native-promise.ts'
import type { CalmLoad } from './calm-load.ts'
import { claimByTurn } from './claim-by-turn.ts'
import { isRedacting } from './content/redacting.ts'
import type { Endpoints } from './endpoints.ts'
import { isReadable } from './export/span-like.ts'
import { refusalOf, withText } from './hold/blob-request.ts'
import { frozen } from './hold/frozen-request.ts'
import { HeldCall, type Opening } from './hold/held-call.ts'
import { LateCall } from './hold/late-call.ts'
import { LateOrigin, originNow, type Origin } from './hold/origin.ts'
import { EVENTS, textTeller } from './hold/text-teller.ts'
import { wantReader, type Page } from './page.ts'
import { asksMcp, mayAskModel, mayBeMcp, mayTellLater, signsOf } from './recognition/request-signs.ts'
import type { Sink, SinkCounts } from './sink.ts'

export interface GateOptions {
  readonly page: Page
  readonly counts: SinkCounts
  readonly endpoints: Endpoints
  /** Whether MCP is looked for. */
  readonly mcp: boolean
  /** What reads; `undefined` until it is there. */
  readonly sink: () => Sink | undefined
  /** When it is loaded where only exporters wait for spans. */
  readonly calm: CalmLoad
  /** Whether nothing is to be read any more, even what waits. */
  readonly over?: () => boolean
}

export function createGate({ page, counts, endpoints, mcp, sink, calm, over = () => false }: GateOptions): ExchangeSink {
  const { shelf, pending } = page

  /** `claims`: whether it may be the request of a client's own span. */
  const hold = (request: RequestSnapshot, origin: Origin, speaksMcp: boolean, claims: boolean): HeldCall => {
    const known = frozen(request)
    const claimed = claims ? claimByTurn(page, known, origin.parent) : null
    const opensFirst = speaksMcp && asksMcp(known)
    const answered = calm.called()
    const opening: Opening = {
      get ready() {
        return over() || sink() !== undefined
      },
      open() {
        counts.unread--
        pending.delete(call)
        if (over()) return undefined
        const exchange = sink()?.(known, { began: origin.began, parent: origin.parent, claimed })
        if (exchange === undefined && claimed !== null && isReadable(claimed)) page.claims.attemptFailed(claimed)
        return exchange
      },
      wanted() {
        pending.add(call, opensFirst)
        wantReader(page)
      },
      givenUp: () => void counts.unread--,
      parked: (call) => pending.delete(call),
      answered,
    }
    const call = new HeldCall({ shelf, request: known, opening, eventTypes: EVENTS, defers: false, inPieces: speaksMcp })
    counts.unread++
    if (over()) call.giveUp()
    else if (opening.ready) call.release()
    else {
      pending.add(call, opensFirst)
      wantIfHeard(page, calm)
    }
    return call
  }

  const look = (request: RequestSnapshot, origin?: Origin): Exchange | undefined => {
    const read = sink()
    if (read !== undefined) return read(request, origin)
    const signs = signsOf(request.place ?? request.url)
    const speaksMcp = mcp && mayBeMcp(request)
    const isNamed = !speaksMcp && (endpoints(request) !== undefined || signs.posted)
    if (speaksMcp || isNamed || mayAskModel(request, signs)) return hold(request, origin ?? originNow(), speaksMcp, isNamed)
    if (!mayTellLater(request, signs)) return undefined
    const late = origin ?? new LateOrigin()
    return new LateCall(textTeller, EVENTS, () => hold(request, { began: late.began, parent: late.parent }, false, false))
  }

  return (request) => {
    // A redactor's own call is none of the page's; one that asks a model would be redacted by asking the model.
    if (isRedacting()) return undefined
    counts.requests++
    const { blob } = request
    if (blob === undefined) return look(request)
    const refusal = refusalOf(blob)
    if (refusal !== undefined) return look(withText(request, undefined, refusal))
    return blobCall(page, request, blob.read(), look)
  }
}

/** A panel wants to see the call at once, an exporter when the page has time; where nobody listens, the bytes alone are kept. */
function wantIfHeard(page: Page, calm: CalmLoad): void {
  const { audience } = page.shelf
  if (audience.isWatched || page.reader.module !== undefined) wantReader(page)
  else if (audience.listens) calm.want()
}

/** What the request asks for is read beside the page's call. */
function blobCall(page: Page, request: RequestSnapshot, reading: unknown, look: Sink): HeldCall {
  const origin = originNow()
  let known: RequestSnapshot | undefined
  const opening: Opening = {
    get ready() {
      return known !== undefined
    },
    open: () => known && look(known, origin),
  }
  const call = new HeldCall({
    shelf: page.shelf,
    request: withText(request, undefined),
    opening,
    eventTypes: EVENTS,
    defers: false,
    inPieces: true,
  })
  const settle = (text: string | undefined, unread?: RequestSnapshot['unread']): void => {
    if (known !== undefined) return
    known = withText(request, text, unread)
    page.open.delete(open)
    call.release()
  }
  // The page may go away: nobody waits for the Blob any more. What it was then is open, and ends with the rest.
  const open = { abandon: () => settle(undefined, 'not_in_time') }
  page.open.add(open)
  react(
    reading,
    (text) => (typeof text === 'string' ? settle(text) : settle(undefined, 'unreadable')),
    () => settle(undefined, 'unreadable'),
  )
  return call
}
