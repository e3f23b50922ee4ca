import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { bytesOf, type Media } from '../store/media.ts'

const WORDS = { image: 'Show the picture', audio: 'Play it here', pdf: 'Make it a file' } as const

/** Data that stands in the part itself, shown when somebody asks. Nothing is fetched. */
export function MediaOnDemand({ media }: { readonly media: Media }): JSX.Element {
  const url = useSignal<string | undefined>(undefined)
  const hasFailed = useSignal(false)
  useEffect(() => {
    const { value } = url
    return () => value !== undefined && URL.revokeObjectURL(value)
  }, [url.value])
  const show = () => {
    const bytes = bytesOf(media.base64)
    hasFailed.value = bytes === undefined
    if (bytes !== undefined) url.value = URL.createObjectURL(new Blob([bytes], { type: media.mime }))
  }
  if (hasFailed.value) return <p class="part-note">What the page sent cannot be shown as {media.mime}.</p>
  if (url.value === undefined)
    return (
      <p class="part-note">
        <button class="more" data-action="show-media" onClick={show}>
          {WORDS[media.kind]}
        </button>
      </p>
    )
  return <Shown media={media} url={url.value} onFail={() => (hasFailed.value = true)} />
}

interface ShownProps {
  readonly media: Media
  readonly url: string
  readonly onFail: () => void
}

function Shown({ media: { kind, mime }, url, onFail }: ShownProps): JSX.Element {
  if (kind === 'image') return <img class="media" src={url} alt={`${mime} that the page sent`} onError={onFail} />
  if (kind === 'audio') return <audio class="media" src={url} controls onError={onFail} />
  return (
    <p class="part-note">
      <a class="media" href={url} download="document.pdf">
        Save document.pdf
      </a>
    </p>
  )
}
