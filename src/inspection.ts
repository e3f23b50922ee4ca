/**
 * The inspected tab: which of its documents speak, the line to each, what a navigation clears. Keyed by `documentId`, which the browser sets:
 * a frame id changes its document with every navigation, and a prerendered page keeps the wrong one.
 */
import type { Connection } from '../panel/host.ts'
import type { Source, Trace } from '../panel/trace/model.ts'
import type { JsonValue } from '../sdk/protocol/records.ts'
import { createCensus } from './census.ts'
import { linkDocument } from './document-link.ts'
import type { DocumentLink } from './document-link.ts'
import type { OpenPort } from './ports.ts'
import { DOCUMENT_PORT } from './rendezvous.ts'
import type { DocumentNotice } from './rendezvous.ts'
import { isRestricted } from './site.ts'

export interface InspectionOptions {
  readonly trace: Trace
  /** The way to the bridges; asked anew for each port, so that a switch works at once. */
  open(): OpenPort
  /** URL of the page; rejects where DevTools may not ask it. */
  where(): Promise<string>
  /** The tab's page has no process any more: it crashed, or was killed or discarded. */
  hasCrashed(): Promise<boolean>
  preserveLog(): boolean
  changed(): void
}

export interface Inspection {
  connection(): Connection
  /** URL of the tab's own document, as far as anybody told. */
  url(): string
  /** A bridge of the tab said that it is there. */
  notice(document: string, url: string, notice: DocumentNotice): void
  /** The tab shows another document: told by DevTools, whether or not there is a bridge in it. */
  navigated(url: string): void
  /** Looks again who is there. */
  census(): void
  clear(): void
  /** Asks the document that a record came from for a payload that the record holds a part of. */
  want(source: Source, key: string): Promise<JsonValue | undefined>
  /** Closes every line and opens it anew, by the way that now holds. */
  relink(): void
}

/** A page that follows one that crashed tells of itself, but for those that are closed to extensions. In milliseconds. */
const LOOK_AGAIN_MS = 2_000

interface Known {
  readonly url: string
  readonly seen: Map<string, number>
  link: DocumentLink | undefined
}

export function createInspection({ trace, open, where, hasCrashed, preserveLog, changed }: InspectionOptions): Inspection {
  const documents = new Map<string, Known>()
  let top: string | undefined
  let url = ''
  let nobody = false
  /** The page was left, and nobody said for which: on pages that are closed to extensions, DevTools tells them nothing. */
  let astray = false
  /** The page crashed, and was not left. */
  let silent = false
  /** What the browser was asked last about the page that no bridge answers for. */
  let question: object | undefined
  const census = createCensus(open, { left: () => (astray = true), nobody: settle })

  function link(document: string, known: Known): void {
    known.link?.close()
    known.link = linkDocument({
      open: () => open()(DOCUMENT_PORT, document),
      seen: known.seen,
      batch: ({ epoch }, { entries, dropped }) => trace.ingest({ document, url: known.url, epoch }, entries, dropped),
      changed,
      gone() {
        lose(document, known)
        changed()
      },
    })
  }

  function lose(document: string, known: Known): void {
    known.link?.close()
    known.link = undefined
    trace.documentGone(document)
  }

  /** All that was there belongs to the page that was left: gone, or in the back/forward cache and to be heard again when it returns. */
  function leave(): void {
    if (preserveLog()) {
      for (const { link: line } of documents.values()) line?.leave()
      return
    }
    for (const [document, known] of documents) if (known.link !== undefined) lose(document, known)
    documents.clear()
    trace.clear()
  }

  /** No bridge answers: the page was left for one that has none, or it crashed, which the browser knows. */
  function settle(): void {
    const asked = (question = {})
    void hasCrashed()
      .catch(() => false)
      .then((isSilent) => {
        if (question !== asked) return
        if (isSilent) stayWithWhatIs()
        else settleElsewhere()
      })
  }

  /** Nobody navigated: what the page said is kept, until there is another. */
  function stayWithWhatIs(): void {
    const asked = question
    nobody = true
    silent = true
    setTimeout(() => {
      if (question === asked) settle()
    }, LOOK_AGAIN_MS)
    changed()
  }

  /** No document of those known can be alive in the tab. */
  function settleElsewhere(): void {
    nobody = true
    silent = false
    if (top !== undefined) leave()
    top = undefined
    changed()
    // Nobody is there and DevTools may not ask either: a page of the browser's. The news of the page before may have come after its end.
    void where()
      .then(arrive, () => (astray = true))
      .then(changed)
  }

  function arrive(at: string): void {
    url = at
    astray = false
  }

  function knownOf(document: string, documentUrl: string): Known {
    const known = documents.get(document) ?? { url: documentUrl, seen: new Map(), link: undefined }
    documents.set(document, known)
    return known
  }

  return {
    connection() {
      if ([...documents.values()].some(({ link: line }) => line?.speaks)) return 'connected'
      if (silent) return 'silent'
      if (!nobody) return 'no-sdk'
      return astray || isRestricted(url) ? 'restricted' : 'no-access'
    },
    url: () => url,
    notice(document, documentUrl, { speaks, served, top: isTop }) {
      census.answered()
      nobody = false
      silent = false
      question = undefined
      if (isTop) {
        if (top !== undefined && top !== document) leave()
        top = document
        arrive(documentUrl)
      }
      const known = knownOf(document, documentUrl)
      if (speaks && (known.link === undefined || !served)) link(document, known)
      changed()
    },
    navigated(to) {
      arrive(to)
      census.ask()
      changed()
    },
    census: () => census.ask(),
    clear() {
      trace.clear()
      for (const [document, { link: line }] of documents) {
        // The store forgets what it knew of a document that is gone; should it return, it is heard from its first number.
        if (line === undefined) documents.delete(document)
        line?.clear()
      }
    },
    want: ({ document, epoch }, key) => documents.get(document)?.link?.want(epoch, key) ?? Promise.resolve(undefined),
    relink() {
      for (const [document, known] of documents) {
        if (known.link?.left === true) lose(document, known)
        else if (known.link !== undefined) link(document, known)
      }
      census.ask()
    },
  }
}
