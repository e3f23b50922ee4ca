/**
 * What the panel needs from whoever mounts it: the extension's devtools page, or a plain page in development and tests.
 */
import type { CodePlace, JsonValue } from '../sdk/protocol/records.ts'
import type { Source, Trace } from './trace/model.ts'

/** What is between the panel and the page; decides which empty state shows. */
export type Connection =
  /** The page speaks: at least one document with the SDK. */
  | 'connected'
  /** The content script runs, no SDK said hello. */
  | 'no-sdk'
  /** No content script: the site is not allowed, or the tab is older than the extension. */
  | 'no-access'
  /** A page where no extension may run (chrome://, the Web Store). */
  | 'restricted'
  /** The page crashed; what it said is kept. */
  | 'silent'
  /** There is no page: the panel shows files. */
  | 'none'

export interface HostState {
  readonly connection: Connection
  /** Origin of the inspected page, for "Allow on this site". */
  readonly origin: string
  readonly preserveLog: boolean
  readonly dark: boolean
  /** Whether spans of the page that begin are taken into the tab; those that are there go on in any case. */
  readonly recording: boolean
  /** Spans that were left out while it was stopped. */
  readonly unrecorded: number
}

/** What DevTools' own search asks of a panel. Another search in it comes as `find` again; `text` in no other case. */
export type PanelSearch = { readonly type: 'find'; readonly text: string } | { readonly type: 'next' | 'previous' | 'cancel' }

export interface Host {
  /** Live spans; the same object for as long as DevTools is open. */
  readonly trace: Trace
  state(): HostState
  /** Calls `listener` after each change of the state. */
  subscribe(listener: () => void): () => void
  /** Calls `listener` with what is asked for in DevTools' own search. */
  onSearch(listener: (search: PanelSearch) => void): () => void
  /** Forgets all spans, here and in the page's ring. */
  clear(): void
  /**
   * The whole of a payload that a record of `source` holds a part of; undefined where nobody has it any more. `key`: as the protocol's `want` names it.
   */
  want(source: Source, key: string): Promise<JsonValue | undefined>
  /** Records wait to be taken into the trace, or did a moment ago: what the panel takes of the thread they lack. */
  isBehind(): boolean
  setPreserveLog(on: boolean): void
  setRecording(on: boolean): void
  reloadPage(): void
  /** Shows a line of the page's code in Sources; resolves to whether it is there. Absent where the browser lets no panel do so. */
  openSource?(place: CodePlace): Promise<boolean>
  /** Shows the Network panel, filtered in its own grammar. Absent where the browser lets no panel do so. */
  showInNetwork?(filter: string): void
  /** Asks the browser for access to the inspected origin; call it inside a click. Resolves to whether it was given. */
  allowSite(): Promise<boolean>
}
