/** Composition root of the devtools page: makes the tab once, owns the trace for as long as DevTools is open, hands both to the panel. */
import browser from 'webextension-polyfill'
import type { Runtime } from 'webextension-polyfill'
import type { Host, PanelSearch } from '../panel/host.ts'
import { Recording } from '../panel/trace/recording.ts'
import { createTrace } from '../panel/trace/trace.ts'
import { createInspection } from './inspection.ts'
import { otherPanels } from './other-panels.ts'
import { directPorts, relayedPorts } from './ports.ts'
import { portNameOf, readNotice } from './rendezvous.ts'
import { loadSettings, saveSettings, watchSettings } from './settings.ts'
import { originOf, patternOf } from './site.ts'
import { followSearch } from './search.ts'
import { followTheme } from './theme.ts'

/** The panel's frame, or this page's, in which tests read the host. */
type HostWindow = Window & { genaiHost?: Host }

const { tabId } = browser.devtools.inspectedWindow
/** Firefox has none in a devtools page. */
const tabsOfBrowser: typeof browser.tabs | undefined = browser.tabs
let settings = await loadSettings()
const theme = followTheme(() => changed())
const listeners = new Set<() => void>()
const searchers = new Set<(search: PanelSearch) => void>()
const direct = directPorts(tabId)
const relayed = relayedPorts(tabId)
let panelWindow: HostWindow | undefined

const trace = createTrace()
const recording = new Recording(trace, () => changed())
/** A message to itself: a timer of a page that is not shown comes late, and a frame never. */
const turns = new MessageChannel()
const inspection = createInspection({
  trace: recording,
  clock: {
    now: () => performance.now(),
    soon(run) {
      turns.port1.onmessage = run
      turns.port2.postMessage(undefined)
    },
  },
  open: () => (settings.forceRelay ? relayed : (direct ?? relayed)),
  where,
  // Told without any permission; a tab that no process runs is the only one that is unloaded.
  hasCrashed: async () => (await tabsOfBrowser?.get(tabId))?.status === 'unloaded',
  preserveLog: () => settings.preserveLog,
  changed: () => changed(),
})

/** The panel asks for the state anew each time; one that has not changed costs it a comparison. */
function changed(): void {
  for (const listener of Array.from(listeners)) listener()
}

const host: Host = {
  trace,
  state: () => ({
    connection: inspection.connection(),
    origin: originOf(inspection.url()),
    preserveLog: settings.preserveLog,
    dark: theme.dark(),
    recording: recording.isOn,
    unrecorded: recording.missed,
  }),
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  onSearch(listener) {
    searchers.add(listener)
    return () => searchers.delete(listener)
  },
  clear: () => inspection.clear(),
  want: (source, key) => inspection.want(source, key),
  isBehind: () => inspection.isBehind(),
  setPreserveLog(preserveLog) {
    settings = { ...settings, preserveLog }
    changed()
    void saveSettings({ preserveLog })
  },
  setRecording: (on) => recording.set(on),
  reloadPage: () => void browser.devtools.inspectedWindow.reload(),
  allowSite,
  ...otherPanels(),
}

/** A click counts for the frame that it was made in, so that the panel's own frame has to ask, not this page. */
function permissionsOfPanel(): typeof browser.permissions {
  const panel: unknown = panelWindow && (Reflect.get(panelWindow, 'browser') ?? Reflect.get(panelWindow, 'chrome'))
  return isExtensionApi(panel) ? panel.permissions : browser.permissions
}

const isExtensionApi = (value: unknown): value is typeof browser => typeof value === 'object' && value !== null && 'permissions' in value

async function allowSite(): Promise<boolean> {
  const pattern = patternOf(inspection.url())
  if (pattern === undefined) return false
  const granted = await permissionsOfPanel().request({ origins: [pattern] })
  if (granted) await bridgesInPlace()
  return granted
}

/** The background registers the content script for the site and puts it into this tab's documents: it closes the port when it has. */
function bridgesInPlace(): Promise<void> {
  const port = browser.runtime.connect({ name: portNameOf({ allowedIn: tabId }) })
  return new Promise((resolve) => {
    port.onDisconnect.addListener(() => {
      inspection.census()
      resolve()
    })
  })
}

function handOver(to: HostWindow): void {
  panelWindow = to
  // Shown again, the panel has it already, and would mount anew.
  if (to.genaiHost === host) return
  to.genaiHost = host
  to.dispatchEvent(new Event('genai-host'))
}

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  const notice = readNotice(message)
  if (notice === undefined || sender.id !== browser.runtime.id || sender.tab?.id !== tabId || sender.documentId === undefined)
    return undefined
  inspection.notice(sender.documentId, sender.url ?? '', notice)
  return undefined
})

browser.devtools.network.onNavigated.addListener((url) => inspection.navigated(url))

watchSettings((now) => {
  const isOtherWay = now.forceRelay !== settings.forceRelay
  settings = now
  if (isOtherWay) inspection.relink()
  changed()
})

/** A constant expression: nothing that a page said is ever evaluated. */
async function where(): Promise<string> {
  const answer: unknown = await browser.devtools.inspectedWindow.eval('location.href')
  // Chrome's own `browser` gives the value, Firefox and the polyfill a pair of value and exception.
  const href: unknown = Array.isArray(answer) ? answer[0] : answer
  if (typeof href === 'string') return href
  throw new Error('the page does not let DevTools ask')
}

const thisWindow: HostWindow = window
thisWindow.genaiHost = host
// Once and unconditionally: a tab that comes and goes with what the page holds is one that nobody finds.
const panel = await browser.devtools.panels.create('GenAI', '/src/icons/32.png', '/panel/index.html')
panel.onShown.addListener(handOver)
followSearch(panel, (search) => searchers.forEach((listener) => listener(search)))
inspection.census()
