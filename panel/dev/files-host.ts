/** The panel as a plain page that opens trace files (`index.html?files`, see `scripts/panel.mjs`): a host without a page to inspect. Never part of a release. */
import { openFiles } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import type { Host } from '../host.ts'
import { createTrace } from '../trace/trace.ts'

export function createFilesHost(): Host {
  const trace = createTrace()
  const state = {
    connection: 'none',
    origin: '',
    preserveLog: false,
    recording: true,
    unrecorded: 0,
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
  } as const
  return {
    trace,
    state: () => state,
    subscribe: () => () => {},
    onSearch: () => () => {},
    clear: () => trace.clear(),
    want: () => Promise.resolve(undefined),
    isBehind: () => false,
    setPreserveLog() {},
    setRecording() {},
    reloadPage: () => location.reload(),
    allowSite: () => Promise.resolve(false),
  }
}

/** Those that the address names, from the server of the page. */
export async function openNamed(store: Store, params: URLSearchParams): Promise<void> {
  try {
    await openFiles(store, await Promise.all(params.getAll('open').map(fetchFile)))
  } catch (error) {
    store.notice.value = { kind: 'error', text: `The files could not be read: ${String(error)}` }
  }
}

async function fetchFile(name: string, number: number): Promise<File> {
  const response = await fetch(`/opened/${number}`)
  if (!response.ok) throw new Error(`${name}: ${response.status}`)
  return new File([await response.blob()], name)
}
