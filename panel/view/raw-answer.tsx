import type { JSX } from 'preact'
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { RawResponse } from '../../sdk/protocol/raw.ts'
import { formatBytes } from '../store/media.ts'
import { formatCount, formatDuration } from '../trace/format.ts'
import { wireEvents, type WireEvent } from '../trace/wire-events.ts'
import { CopyButton } from './copy-button.tsx'
import { Foreign } from './foreign.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { LongText } from './long-text.tsx'
import { Body, bytesOf, Headers, laidOutJson } from './raw-body.tsx'
import { useContentHidden } from './store-context.ts'

/** Events shown at first, and with each "more". */
const PAGE = 200
/** Of an event in its line. */
const LINE_CHARACTERS = 400

interface RawAnswerProps {
  readonly response: RawResponse | undefined
  readonly running: boolean
}

/** What came back: as one body, or event by event. */
export function RawAnswer({ response, running }: RawAnswerProps): JSX.Element {
  const events = useMemo(() => (response === undefined ? [] : wireEvents(response)), [response])
  if (response === undefined) return <p class="remark">{running ? 'No answer has come yet.' : 'No answer came.'}</p>
  return (
    <>
      <section class="section">
        <h3>
          Answer <span class={response.status >= 400 ? 'chip error' : 'chip'}>{response.status || 'no status'}</span>
          <span class="faint">{summaryOf(response, events)}</span>
        </h3>
        <Headers headers={response.headers} />
        <Notes response={response} />
      </section>
      {events.length === 1 && response.ends.length <= 1 ? (
        <Body title="Answer body" text={response.text} />
      ) : (
        <Events events={events} text={response.text} running={running} />
      )}
    </>
  )
}

function summaryOf({ form, sizes, text }: RawResponse, events: readonly WireEvent[]): string {
  const bytes = sizes.length === 0 ? bytesOf(text) : sizes.reduce((sum, size) => sum + size, 0)
  const chunks = form === 'chunks' ? ` in ${formatCount(sizes.length)} ${sizes.length === 1 ? 'chunk' : 'chunks'}` : ''
  return `${formatCount(events.length)} ${events.length === 1 ? 'event' : 'events'} · ${formatBytes(bytes)}${chunks}`
}

function Notes({ response: { form, dropped } }: { readonly response: RawResponse }): JSX.Element {
  return (
    <>
      {form === 'json' && <p class="remark-line">The page asked for its value: it is written here again, not as the wire had it.</p>}
      {form === 'binary' && <p class="remark-line">It is binary, and only its size is kept.</p>}
      {dropped !== undefined && (
        <p class="remark-line">
          {formatBytes(dropped)} more came and {form === 'binary' ? 'are' : 'were'} not kept
          {form !== 'binary' && ': one call may take half of the page’s buffer'}.
        </p>
      )}
    </>
  )
}

interface EventsProps {
  readonly events: readonly WireEvent[]
  readonly text: string
  readonly running: boolean
}

function Events({ events, text, running }: EventsProps): JSX.Element {
  const shown = useSignal(PAGE)
  const hidden = useContentHidden()
  if (hidden) return <HiddenWords characters={text.length} />
  const left = events.length - shown.value
  return (
    <section class="raw-events copyable" aria-label="Events">
      <CopyButton text={() => text} what="whole answer" />
      <div class="raw-head" aria-hidden="true">
        <span>Time</span>
        <span>Gap</span>
        <span>Size</span>
        <span>Data</span>
      </div>
      {events.slice(0, shown.value).map((event, index) => (
        <EventRow key={index} event={event} />
      ))}
      {left > 0 && (
        <button class="more" data-action="more-events" onClick={() => (shown.value += PAGE)}>
          Show {formatCount(Math.min(left, PAGE))} more of {formatCount(left)}
        </button>
      )}
      {running && <p class="remark">More may come.</p>}
    </section>
  )
}

/** `0.4 ms`; empty where nobody knows. */
const durationWords = (duration: number | undefined): string => (duration === undefined ? '' : formatDuration(duration))

function EventRow({ event }: { readonly event: WireEvent }): JSX.Element {
  const open = useSignal(false)
  const { at, gap, name, data, text } = event
  return (
    <div class="raw-event">
      <button class="raw-row" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        <span>{durationWords(at)}</span>
        <span class="faint">{gap === undefined ? '' : `+${durationWords(gap)}`}</span>
        <span class="faint">{formatBytes(bytesOf(text))}</span>
        <span class="raw-data">
          {name !== undefined && <Foreign class="raw-name" text={name} />} <Foreign text={headOf(data, LINE_CHARACTERS)} />
        </span>
      </button>
      {open.value && (
        <div class="raw-text copyable">
          <CopyButton text={() => text} what="event" />
          <LongText text={laidOutJson(data) ?? text} />
        </div>
      )}
    </div>
  )
}
