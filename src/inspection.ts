/**
 * The inspected tab: which of its documents speak, the line to each, what a navigation clears. Keyed by `documentId`, which the browser sets:
 * a frame id changes its document with every navigation, and a prerendered page keeps the wrong one.
 */
import type { Connection } from '../panel/host.ts'
import type { Source } from '../panel/trace/model.ts'
import type { Recorded } from '../panel/trace/recording.ts'
import type { JsonValue } from '../sdk/protocol/records.ts'
import { createCensus } from './census.ts'
import type { Census } from './census.ts'
import { linkDocument } from './document-link.ts'
import type { DocumentLink, LinkOptions } from './document-link.ts'
import { Intake, type Clock, type Lane } from './intake.ts'
import type { OpenPort } from './ports.ts'
import { DOCUMENT_PORT } from './rendezvous.ts'
import type { DocumentNotice } from './rendezvous.ts'
import { isRestricted } from './site.ts'

export interface InspectionOptions {
  readonly trace: Recorded
  /** By which what comes is taken into the trace, a slice at a time. */
  readonly clock: Clock
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
  /** Records wait to be taken into the trace, or did a moment ago: the thread is theirs before it is the panel's. */
  isBehind(): boolean
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
  /** What came of it and has not been taken into the trace. */
  readonly lane: Lane
  link: DocumentLink | undefined
}

export function createInspection(options: InspectionOptions): Inspection {
  return new InspectedTab(options)
}

class InspectedTab implements Inspection {
  readonly #options: InspectionOptions
  readonly #documents = new Map<string, Known>()
  readonly #census: Census
  readonly #intake: Intake
  /** How often the trace was cleared. */
  #clears = 0
  #top: string | undefined
  #url = ''
  #nobody = false
  /** The page was left, and nobody said for which: on pages that are closed to extensions, DevTools tells them nothing. */
  #astray = false
  /** The page crashed, and was not left. */
  #silent = false
  /** What the browser was asked last about the page that no bridge answers for. */
  #question: object | undefined

  constructor(options: InspectionOptions) {
    this.#options = options
    this.#intake = new Intake(options.clock, (hasTime) => options.trace.settle(hasTime))
    this.#census = createCensus(options.open, { left: () => (this.#astray = true), nobody: () => this.#settle() })
  }

  connection(): Connection {
    if ([...this.#documents.values()].some(({ link }) => link?.speaks)) return 'connected'
    if (this.#silent) return 'silent'
    if (!this.#nobody) return 'no-sdk'
    return this.#astray || isRestricted(this.#url) ? 'restricted' : 'no-access'
  }

  url(): string {
    return this.#url
  }

  notice(document: string, documentUrl: string, { speaks, served, top: isTop }: DocumentNotice): void {
    this.#census.answered()
    this.#nobody = false
    this.#silent = false
    this.#question = undefined
    if (isTop) {
      if (this.#top !== undefined && this.#top !== document) this.#leave()
      this.#top = document
      this.#arrive(documentUrl)
    }
    const known = this.#knownOf(document, documentUrl)
    if (speaks && (known.link === undefined || !served)) this.#link(document, known)
    this.#options.changed()
  }

  navigated(to: string): void {
    this.#arrive(to)
    this.#census.ask()
    this.#options.changed()
  }

  census(): void {
    this.#census.ask()
  }

  isBehind(): boolean {
    return this.#intake.isBehind
  }

  clear(): void {
    this.#clears++
    this.#options.trace.clear()
    for (const [document, { link }] of this.#documents) {
      // The store forgets what it knew of a document that is gone; should it return, it is heard from its first number.
      if (link === undefined) this.#documents.delete(document)
      link?.clear()
    }
  }

  want({ document, epoch }: Source, key: string): Promise<JsonValue | undefined> {
    return this.#documents.get(document)?.link?.want(epoch, key) ?? Promise.resolve(undefined)
  }

  relink(): void {
    for (const [document, known] of this.#documents) {
      // A page that was left says its last words by the old way, and is not sought again.
      if (known.link !== undefined && !known.link.left) this.#link(document, known)
    }
    this.#census.ask()
  }

  #link(document: string, known: Known): void {
    const { open, changed } = this.#options
    known.link?.close()
    known.link = linkDocument({
      open: () => open()(DOCUMENT_PORT, document),
      seen: known.seen,
      lane: known.lane,
      taker: ({ epoch }) => this.#taker({ document, url: known.url, epoch }),
      changed,
      gone: () => {
        this.#lose(document, known)
        changed()
      },
    })
  }

  /** What waited while the trace was cleared is old; but a resource is named once, and what comes later refers to it. */
  #taker(source: Source): ReturnType<LinkOptions['taker']> {
    const clears = this.#clears
    return (entries, dropped) => {
      const { trace } = this.#options
      if (clears === this.#clears) return trace.ingest(source, entries, dropped)
      const resources = entries.filter((entry) => 'resource' in entry)
      if (resources.length > 0) trace.ingest(source, resources, 0)
    }
  }

  #lose(document: string, known: Known): void {
    known.link?.close()
    known.link = undefined
    known.lane.empty()
    this.#options.trace.documentGone(document)
  }

  /** All that was there belongs to the page that was left: gone, or in the back/forward cache and to be heard again when it returns. */
  #leave(): void {
    if (this.#options.preserveLog()) {
      for (const { link: line } of this.#documents.values()) line?.leave()
      return
    }
    for (const [document, known] of this.#documents) if (known.link !== undefined) this.#lose(document, known)
    this.#documents.clear()
    this.#options.trace.clear()
  }

  /** No bridge answers: the page was left for one that has none, or it crashed, which the browser knows. */
  #settle(): void {
    const asked = (this.#question = {})
    void this.#options
      .hasCrashed()
      .catch(() => false)
      .then((isSilent) => {
        if (this.#question !== asked) return
        if (isSilent) this.#stayWithWhatIs()
        else this.#settleElsewhere()
      })
  }

  /** Nobody navigated: what the page said is kept, until there is another. */
  #stayWithWhatIs(): void {
    const asked = this.#question
    this.#nobody = true
    this.#silent = true
    setTimeout(() => {
      if (this.#question === asked) this.#settle()
    }, LOOK_AGAIN_MS)
    this.#options.changed()
  }

  /** No document of those known can be alive in the tab. */
  #settleElsewhere(): void {
    this.#nobody = true
    this.#silent = false
    if (this.#top !== undefined) this.#leave()
    this.#top = undefined
    this.#options.changed()
    // Nobody is there and DevTools may not ask either: a page of the browser's. The news of the page before may have come after its end.
    void this.#options
      .where()
      .then(
        (at) => this.#arrive(at),
        () => (this.#astray = true),
      )
      .then(() => this.#options.changed())
  }

  #arrive(at: string): void {
    this.#url = at
    this.#astray = false
  }

  #knownOf(document: string, documentUrl: string): Known {
    const known = this.#documents.get(document) ?? { url: documentUrl, seen: new Map(), lane: this.#intake.lane(), link: undefined }
    this.#documents.set(document, known)
    return known
  }
}
