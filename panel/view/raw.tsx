import type { JSX } from 'preact'
import type { RawRequest } from '../../sdk/protocol/raw.ts'
import { formatBytes } from '../store/media.ts'
import { copyRequest, WHY_NO_RAW } from '../store/raw.ts'
import type { Store } from '../store/store.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { Foreign } from './foreign.tsx'
import { RawAnswer } from './raw-answer.tsx'
import { Body, Headers } from './raw-body.tsx'
import { ShowInNetwork } from './show-in-network.tsx'
import { SourceLink } from './source-link.tsx'
import { useRaw } from './use-raw.ts'

interface RawTabProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** The call as the wire had it: asked of the page, which keeps it for a while. */
export function RawTab({ store, span, detail }: RawTabProps): JSX.Element {
  const raw = useRaw(store, span)
  const { place } = detail.record
  const request = typeof raw?.request === 'object' ? raw.request : undefined
  return (
    <div class="raw">
      <div class="raw-bar">
        {request !== undefined && hasAll(request) && (
          <>
            <Button action="copy-curl" words="Copy as cURL" onClick={() => copyRequest(store, request, 'curl')} />
            <Button action="copy-fetch" words="Copy as fetch" onClick={() => copyRequest(store, request, 'fetch')} />
          </>
        )}
        <ShowInNetwork store={store} span={span} detail={detail} />
        {place !== undefined && (
          <span class="raw-source">
            Called from <SourceLink store={store} place={place} />
          </span>
        )}
      </div>
      {raw === undefined && <p class="remark">Asking the page…</p>}
      {typeof raw?.request === 'string' && <p class="remark">{WHY_NO_RAW[raw.request]}</p>}
      {request !== undefined && <Request request={request} />}
      {request !== undefined && raw !== undefined && <RawAnswer response={raw.response} running={span.outcome === 'running'} />}
    </div>
  )
}

/** It can be made again. */
const hasAll = ({ body, withoutBody }: RawRequest): boolean => body !== undefined || withoutBody === undefined

interface ButtonProps {
  readonly action: string
  readonly words: string
  readonly onClick: () => void
}

function Button({ action, words, onClick }: ButtonProps): JSX.Element {
  return (
    <button class="text-button" data-action={action} onClick={onClick}>
      {words}
    </button>
  )
}

function Request({ request }: { readonly request: RawRequest }): JSX.Element {
  const { method, url, headers, keys, body } = request
  return (
    <>
      <section class="section">
        <h3>Request</h3>
        <p class="raw-line">
          <b>
            <Foreign text={method} />
          </b>{' '}
          <Foreign text={url} />
        </p>
        <Headers headers={headers} />
        {keys.map((key) => (
          <p class="raw-line" key={key}>
            <Foreign text={key} /> <span class="faint">(the page gives out no key)</span>
          </p>
        ))}
      </section>
      {body === undefined ? <NoBody request={request} /> : <Body title="Body" text={body} />}
    </>
  )
}

function NoBody({ request: { withoutBody, bodySize } }: { readonly request: RawRequest }): JSX.Element | null {
  if (withoutBody === undefined) return null
  const size = bodySize === undefined ? '' : ` (${formatBytes(bodySize)})`
  return (
    <p class="remark">
      {withoutBody === 'not_kept'
        ? `The body is longer than what the page keeps of one call${size}.`
        : `The page's SDK did not read the body${size}: ${withoutBody.replaceAll('_', ' ')}.`}
    </p>
  )
}
