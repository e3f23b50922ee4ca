import type { JSX } from 'preact'
import { copyValue } from '../store/copying.ts'
import type { Store } from '../store/store.ts'
import { SILENT } from './notice.tsx'

const SNIPPET = `npm install @genai-devtools/web

import { register } from '@genai-devtools/web'

register()`

/** Why there is nothing to see, and what to do about it. */
export function Empty({ store }: { readonly store: Store }): JSX.Element {
  const { connection, origin } = store.hostState.value
  switch (connection) {
    case 'connected':
      return (
        <Frame id="waiting" title="Waiting for the first call">
          <p>The SDK runs in this page. Calls to OpenAI, Anthropic and Gemini, agents and tools show up here while they run.</p>
        </Frame>
      )
    case 'no-sdk':
      return (
        <Frame id="no-sdk" title="No GenAI SDK found in this page">
          <p>Add the SDK to the page, before its first call to a model:</p>
          <pre tabIndex={0}>{SNIPPET}</pre>
          <div class="actions">
            <Action name="copy" label="Copy" run={() => copySnippet(store)} />
            <Action name="reload" label="Reload page" primary run={() => store.host.reloadPage()} />
          </div>
        </Frame>
      )
    case 'no-access':
      return (
        <Frame id="no-access" title="No access to this page yet">
          <p>
            GenAI DevTools reads pages on localhost, and other sites once you allow it. A tab that is older than the extension has to be
            reloaded.
          </p>
          <div class="actions">
            <Action name="allow" label={origin === '' ? 'Allow on this site' : `Allow on ${origin}`} primary run={() => allow(store)} />
            <Action name="reload" label="Reload page" run={() => store.host.reloadPage()} />
          </div>
        </Frame>
      )
    case 'silent':
      return (
        <Frame id="silent" title="The page crashed">
          <p>{SILENT}</p>
          <div class="actions">
            <Action name="reload" label="Reload page" primary run={() => store.host.reloadPage()} />
          </div>
        </Frame>
      )
    case 'none':
      return (
        <Frame id="files" title="Open a trace">
          <p>Drop a file here, or open one from the toolbar: OTLP as JSON, JSON lines or protobuf, also as .gz.</p>
        </Frame>
      )
    case 'restricted':
      return (
        <Frame id="restricted" title="The browser keeps extensions out of this page">
          <p>Its own pages and its extension store are closed to extensions. Go to another page, or open a saved trace from the toolbar.</p>
        </Frame>
      )
  }
}

function Frame(props: { readonly id: string; readonly title: string; readonly children: JSX.Element | JSX.Element[] }): JSX.Element {
  return (
    <section class="empty" data-empty={props.id}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  )
}

interface ActionProps {
  readonly name: string
  readonly label: string
  readonly primary?: boolean
  readonly run: () => void
}

function Action({ name, label, primary = false, run }: ActionProps): JSX.Element {
  return (
    <button class={primary ? 'text-button primary' : 'text-button'} data-action={name} onClick={run}>
      {label}
    </button>
  )
}

function allow(store: Store): void {
  store.host.allowSite().then(
    (given) => {
      store.notice.value = given ? undefined : { kind: 'info', text: 'The site was not allowed. You can ask again at any time.' }
    },
    (reason: unknown) => (store.notice.value = { kind: 'error', text: `The site could not be allowed: ${String(reason)}` }),
  )
}

function copySnippet(store: Store): void {
  copyValue(store, SNIPPET, 'the lines')
}
