/** Headers and bodies of the Raw tab. */
import type { JSX } from 'preact'
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { RawRequest } from '../../sdk/protocol/raw.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { formatBytes } from '../store/media.ts'
import { parseForEye, writeForEye } from '../trace/exact-json.ts'
import { CopyButton } from './copy-button.tsx'
import { Foreign } from './foreign.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { LongText } from './long-text.tsx'
import { useContentHidden } from './store-context.ts'

export function Headers({ headers }: { readonly headers: RawRequest['headers'] }): JSX.Element {
  return (
    <>
      {Object.entries(headers).map(([name, value]) => (
        <p class="raw-line" key={name}>
          <Foreign class="faint" text={`${name}:`} /> <Foreign text={value} />
        </p>
      ))}
    </>
  )
}

interface BodyProps {
  readonly title: string
  readonly text: string
}

/** A body: JSON laid out for the eye, its numbers as they came, or as it was. */
export function Body({ title, text }: BodyProps): JSX.Element {
  const asSent = useSignal(false)
  const laidOut = useMemo(() => laidOutJson(text), [text])
  const shown = asSent.value ? text : (laidOut ?? text)
  const hidden = useContentHidden()
  return (
    <section class="section">
      <h3>
        {title} <span class="faint">{formatBytes(bytesOf(text))}</span>
        <span class="push" />
        {laidOut !== undefined && (
          <button
            class="more"
            data-action="raw-form"
            aria-pressed={asSent.value}
            title={asSent.value ? 'Lay the JSON out' : 'Show it as the wire had it'}
            onClick={() => (asSent.value = !asSent.value)}
          >
            {asSent.value ? 'Lay out' : 'As sent'}
          </button>
        )}
      </h3>
      {hidden ? (
        <HiddenWords characters={text.length} />
      ) : (
        <div class="raw-text copyable">
          <CopyButton text={() => shown} what={title.toLowerCase()} />
          <LongText text={shown} />
        </div>
      )}
    </section>
  )
}

/** `undefined` where it is no JSON. */
export function laidOutJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    const value: JsonValue = parseForEye(text)
    return writeForEye(value)
  } catch {
    return undefined
  }
}

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length
