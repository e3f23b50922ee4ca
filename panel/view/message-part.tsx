import type { JSX } from 'preact'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { JsonValue, Message, MessagePart } from '../../sdk/protocol/records.ts'
import { cellText } from '../store/cell-text.ts'
import { formatBytes, mediaBytes, mediaOf } from '../store/media.ts'
import { isPart, textOf, wordsOfRest } from '../store/part-words.ts'
import { partText, valueText } from '../store/plain-text.ts'
import { isolated } from '../trace/isolate.ts'
import { Block } from './block.tsx'
import { Copyable } from './copyable.tsx'
import { Foreign } from './foreign.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { preview } from './json-tree.tsx'
import { jsonIn, Value } from './json-value.tsx'
import { LongText } from './long-text.tsx'
import { MediaOnDemand } from './media-on-demand.tsx'
import { MessageText } from './message-text.tsx'
import { Said } from './said.tsx'
import { useContentHidden } from './store-context.ts'
import { ToolCall, ToolResult } from './tool-block.tsx'
import { Whole, type Want } from './whole.tsx'

interface PartProps {
  readonly part: MessagePart
  /** Where it stands in the span's content, and who has the whole of it. Absent: nobody can be asked. */
  readonly path?: string
  readonly want?: Want | undefined
}

/** One part of a message, and what fetches the rest of one that was cut. */
export function Part({ part, path, want }: PartProps): JSX.Element {
  const more = wordsOfRest(part)
  if (more === undefined || want === undefined || path === undefined) return <PartBody part={part} />
  return (
    <Whole want={want} path={path} more={more} show={(whole) => <PartBody part={isPart(whole) ? whole : part} />}>
      <PartBody part={part} />
    </Whole>
  )
}

/** With what there is to copy of it. */
function PartBody({ part }: { readonly part: MessagePart }): JSX.Element {
  return (
    <Copyable what={WHAT[part.type] ?? 'part'} text={() => copyOf(part)} name={typeof part.name === 'string' ? part.name : undefined}>
      <PartOfType part={part} />
    </Copyable>
  )
}

const WHAT: { readonly [type: string]: string } = {
  text: 'text',
  reasoning: 'reasoning',
  tool_call: 'arguments',
  tool_call_response: 'result',
}

/** Of a call its arguments: its name stands in the menu. */
function copyOf(part: MessagePart): string {
  if (part.type !== 'tool_call') return partText(part)
  const given = part.arguments_text ?? part.arguments
  return given === undefined ? '' : valueText(given)
}

/** By its type. What is unknown shows as JSON rather than not at all. */
function PartOfType({ part }: { readonly part: MessagePart }): JSX.Element {
  switch (part.type) {
    case 'text':
      return <MessageText text={textOf(part.content)} />
    case 'reasoning':
      return <Reasoning text={textOf(part.content)} />
    case 'tool_call':
      return <ToolCall part={part} />
    case 'tool_call_response':
      return <ToolResult part={part} />
    case 'blob':
    case 'uri':
    case 'file':
      return <Media part={part} />
    default:
      return (
        <Block
          title={
            <b>
              <Foreign text={part.type} />
            </b>
          }
        >
          <Value value={part} />
        </Block>
      )
  }
}

interface TextProps {
  readonly text: string
  readonly live?: boolean
  /** Nobody said it in the conversation: it is not hidden. */
  readonly open?: boolean
}

export function Text({ text, live = false, open = false }: TextProps): JSX.Element {
  return (
    <div class="part part-text" data-part="text">
      {open ? <LongText text={text} /> : <Said text={text} />}
      {live && <span class="caret" />}
    </div>
  )
}

/** Folded once it is over; open while it streams, since then it is the news. */
export function Reasoning({ text, live = false }: { readonly text: string; readonly live?: boolean }): JSX.Element {
  return (
    <details class="part" data-part="reasoning" open={live}>
      <summary>Reasoning · {text.length.toLocaleString('en')} characters</summary>
      <div class="part-text reasoning">
        <Said text={text} />
        {live && <span class="caret" />}
      </div>
    </details>
  )
}

/** By type and size, until somebody asks: a picture from an untrusted page is not decoded by itself. */
function Media({ part }: { readonly part: MessagePart }): JSX.Element {
  const hidden = useContentHidden()
  const kind = [textOf(part.modality), textOf(part.mime_type)]
    .filter((word) => word !== '')
    .map(isolated)
    .join(' · ')
  const where = cellText(textOf(part.uri ?? part.file_id))
  const base64 = textOf(part.content)
  const bytes = typeof part.bytes === 'number' ? part.bytes : part.type === 'blob' ? mediaBytes(base64) : undefined
  const media = mediaOf({ mime: textOf(part.mime_type), content: base64, uri: textOf(part.uri) })
  const hash = part.sha256 === undefined ? textOf(part.note) : `sha256 ${textOf(part.sha256)}`
  return (
    <Block title={<b>{kind === '' ? part.type : kind}</b>} part={part.type}>
      {bytes === undefined && hidden ? (
        <HiddenWords characters={where.length} />
      ) : (
        <Foreign class="faint" text={bytes === undefined ? where : formatBytes(bytes)} />
      )}{' '}
      <Foreign class="faint words" text={hash} />
      {media !== undefined && !hidden && <MediaOnDemand media={media} />}
      {base64.length > SHORT_BASE64 && (
        <details class="part">
          <summary>base64</summary>
          <div class="part-text words">
            <Said text={base64} />
          </div>
        </details>
      )}
    </Block>
  )
}

/** Less says nothing. */
const SHORT_BASE64 = 256

const PREVIEW_CHARACTERS = 120

/** One line for what is folded. */
export function MessagePreview({ message, faint = false }: { readonly message: Message; readonly faint?: boolean }): JSX.Element | null {
  if (useContentHidden()) return null
  return <Foreign {...(faint && { class: 'faint' })} text={messagePreview(message)} />
}

function messagePreview({ parts }: Message): string {
  return headOf(parts.map(partPreview).join(' '), PREVIEW_CHARACTERS)
}

function partPreview(part: MessagePart): string {
  if (part.type === 'text' || part.type === 'reasoning') return headOf(textOf(part.content), PREVIEW_CHARACTERS)
  if (part.type === 'tool_call') return `${isolated(textOf(part.name))}(${part.arguments === undefined ? '' : preview(argumentsOf(part))})`
  return part.type
}

/** As the text has them, where there is one. */
function argumentsOf({ arguments: given, arguments_text: sent }: MessagePart): JsonValue {
  const shown = typeof sent === 'string' ? jsonIn(sent) : (given ?? null)
  return typeof shown === 'string' ? (given ?? null) : shown
}
