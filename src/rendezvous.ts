/** How bridges and the devtools page find each other: names of ports, and what is said beside the protocol. Imports nothing. */

/** A consumer's port to the bridge of one document. */
export const DOCUMENT_PORT = 'genai-devtools'
/** A port to all bridges of a tab, which answer with a {@link DocumentNotice}; nothing is sent on it. */
export const CENSUS_PORT = 'genai-devtools-census'

/** bridge → every extension page, by `runtime.sendMessage`: the sender, named by the browser, has a bridge. */
export interface DocumentNotice {
  readonly type: 'genai-document'
  /** An SDK said hello in it. */
  readonly speaks: boolean
  /** A consumer's port is open, as the bridge sees it: one that was cut by the back/forward cache may look open from the other side. */
  readonly served: boolean
  /** It is the tab's own document, not a frame's. The frame id cannot say so: one that was prerendered keeps another. */
  readonly top: boolean
}

/** bridge → consumer, last: the document goes away or into the back/forward cache; a reconnect would only throw it out of there. */
export interface Farewell {
  readonly type: 'genai-farewell'
}

/** devtools page → background, as the name of a port: connect me to that tab, for browsers where a devtools page cannot do it itself. */
export interface RelayRequest {
  readonly relay: string
  readonly tabId: number
  readonly documentId?: string
}

/** devtools page → background, as the name of a port: a site was allowed, see to it in this tab; closed when done. */
export interface SiteAccessRequest {
  readonly allowedIn: number
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null

export function readNotice(value: unknown): DocumentNotice | undefined {
  if (!isObject(value) || value['type'] !== 'genai-document') return undefined
  return { type: 'genai-document', speaks: value['speaks'] === true, served: value['served'] === true, top: value['top'] === true }
}

export function isFarewell(value: unknown): value is Farewell {
  return isObject(value) && value['type'] === 'genai-farewell'
}

export function portNameOf(request: RelayRequest | SiteAccessRequest): string {
  return JSON.stringify(request)
}

export function readPortName(name: string): RelayRequest | SiteAccessRequest | undefined {
  const value = parse(name)
  if (!isObject(value)) return undefined
  const { relay, tabId, documentId, allowedIn } = value
  if (typeof allowedIn === 'number') return { allowedIn }
  if ((relay !== DOCUMENT_PORT && relay !== CENSUS_PORT) || typeof tabId !== 'number') return undefined
  return { relay, tabId, ...(typeof documentId === 'string' ? { documentId } : {}) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
