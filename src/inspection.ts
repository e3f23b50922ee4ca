/**
 * The inspected tab: which of its documents speak, the line to each, what a navigation clears. Keyed by `documentId`, which the browser sets:
 * a frame id changes its document with every navigation, and a prerendered page keeps the wrong one.
 */
import type { Connection } from '../panel/host.ts'
import type { Trace } from '../panel/trace/model.ts'
import { linkDocument } from './document-link.ts'
import type { DocumentLink } from './document-link.ts'
import type { OpenPort, Port } from './ports.ts'
import { CENSUS_PORT, DOCUMENT_PORT } from './rendezvous.ts'
import type { DocumentNotice } from './rendezvous.ts'
import { isRestricted } from './site.ts'

/** Pauses before each asking for bridges, in milliseconds: a navigation is told before the new document can answer. */
const CENSUS_TRIES = [0, 250, 1_000]

export interface InspectionOptions {
  readonly trace: Trace
  /** The way to the bridges; asked anew for each port, so that a switch works at once. */
  open(): OpenPort
  preserveLog(): boolean
  changed(): void
}

export interface Inspection {
  connection(): Connection
  /** URL of the tab's own document, as far as anybody told. */
  url(): string
  notice(document: string, url: string, notice: DocumentNotice): void
  /** The tab shows another document: told by DevTools, whether or not there is a bridge in it. */
  navigated(url: string): void
  /** Asks all bridges of the tab to say who they are. */
  census(): void
  clear(): void
  /** Closes every line and opens it anew, by the way that now holds. */
  relink(): void
}

interface Known {
  readonly url: string
  readonly seen: Map<string, number>
  link: DocumentLink | undefined
}

export function createInspection({ trace, open, preserveLog, changed }: InspectionOptions): Inspection {
  const documents = new Map<string, Known>()
  let top: string | undefined
  let url = ''
  /** Somebody has a bridge: told by a notice since the last census began. */
  let answered = false
  let nobody = false
  let census = { stop: (): void => {} }

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

  /** All that was there belongs to the page that was left. */
  function leave(): void {
    if (preserveLog()) return
    for (const [document, known] of documents) lose(document, known)
    documents.clear()
    trace.clear()
  }

  function knownOf(document: string, documentUrl: string): Known {
    const known = documents.get(document) ?? { url: documentUrl, seen: new Map(), link: undefined }
    documents.set(document, known)
    return known
  }

  function ask(tries: readonly number[]): void {
    census.stop()
    const [wait, ...later] = tries
    if (wait === undefined) return settle()
    let port: Port | undefined
    const timer = setTimeout(() => {
      port = open()(CENSUS_PORT)
      port.onDisconnect.addListener(() => {
        port = undefined
        if (!answered) ask(later)
      })
    }, wait)
    census = {
      stop() {
        clearTimeout(timer)
        port?.disconnect()
        port = undefined
      },
    }
  }

  /** No bridge in the tab, so no document of those known can be alive in it. */
  function settle(): void {
    nobody = true
    if (top !== undefined) leave()
    top = undefined
    changed()
  }

  return {
    connection() {
      if ([...documents.values()].some(({ link: line }) => line?.speaks)) return 'connected'
      if (isRestricted(url)) return 'restricted'
      return nobody ? 'no-access' : 'no-sdk'
    },
    url: () => url,
    notice(document, documentUrl, { speaks, top: isTop }) {
      answered = true
      nobody = false
      if (isTop) {
        if (top !== undefined && top !== document) leave()
        top = document
        url = documentUrl
      }
      const known = knownOf(document, documentUrl)
      if (speaks && known.link === undefined) link(document, known)
      changed()
    },
    navigated(to) {
      url = to
      this.census()
      changed()
    },
    census() {
      answered = false
      ask(CENSUS_TRIES)
    },
    clear() {
      trace.clear()
      for (const [document, { link: line }] of documents) {
        // The store forgets what it knew of a document that is gone; should it return, it is heard from its first number.
        if (line === undefined) documents.delete(document)
        line?.clear()
      }
    },
    relink() {
      for (const [document, known] of documents) if (known.link !== undefined) link(document, known)
      this.census()
    },
  }
}
