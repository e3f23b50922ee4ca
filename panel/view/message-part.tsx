import type { ComponentChildren, JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { JsonValue, Message, MessagePart } from '../../sdk/protocol/records.ts'
import { formatBytes, mediaBytes } from '../store/media.ts'
import { parseForEye } from '../trace/exact-json.ts'
import { isolated } from '../trace/isolate.ts'
import { Foreign } from './foreign.tsx'
import { KindIcon } from './icons.tsx'
import { JsonTree, preview } from './json-tree.tsx'
import { LongText } from './long-text.tsx'
import { MessageText } from './message-text.tsx'
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

/** What a record says it left out; undefined where the part is whole. */
function wordsOfRest(part: MessagePart): string | undefined {
  const { truncated_characters: cut, bytes, content } = part
  if (typeof cut === 'number') return `${cut.toLocaleString('en')} more characters`
  if (part.type === 'blob' && typeof bytes === 'number' && (content === undefined || content === ''))
    return `${formatBytes(bytes)} as base64`
  return undefined
}

function isPart(value: JsonValue): value is MessagePart {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** By its type. What is unknown shows as JSON rather than not at all. */
function PartBody({ part }: { readonly part: MessagePart }): JSX.Element {
  switch (part.type) {
    case 'text':
      return <MessageText text={textOf(part.content)} />
    case 'reasoning':
      return <Reasoning text={textOf(part.content)} />
    case 'tool_call':
      return <ToolCall name={textOf(part.name)} id={textOf(part.id)} value={part.arguments} sent={sentText(part.arguments_text)} />
    case 'tool_call_response':
      return <ToolResult id={textOf(part.id)} value={part.response ?? part.result} sent={sentText(part.response_text)} />
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
          <JsonTree value={part} />
        </Block>
      )
  }
}

function sentText(text: JsonValue | undefined): string | undefined {
  return typeof text === 'string' ? text : undefined
}

/** A content that should be a string and is not is shown as it is. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}

export function Text({ text, live = false }: { readonly text: string; readonly live?: boolean }): JSX.Element {
  return (
    <div class="part part-text" data-part="text">
      <LongText text={text} />
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
        <LongText text={text} />
        {live && <span class="caret" />}
      </div>
    </details>
  )
}

interface ToolCallProps {
  readonly name: string
  readonly id: string
  /** Already parsed, or the text of the arguments as far as it came. */
  readonly value: JsonValue | undefined
  /** The text that came, where the parsed value would be written otherwise. */
  readonly sent?: string | undefined
}

export function ToolCall({ name, id, value, sent }: ToolCallProps): JSX.Element {
  const title = (
    <>
      <KindIcon kind="tool" />
      <b>
        <Foreign text={name === '' ? 'tool call' : name} />
      </b>
      <Foreign class="faint words" text={id} />
    </>
  )
  return (
    <Block title={title} part="tool_call">
      {value === undefined ? <span class="faint">no arguments</span> : <Exchanged value={value} sent={sent} />}
    </Block>
  )
}

function ToolResult({ id, value, sent }: Omit<ToolCallProps, 'name'>): JSX.Element {
  const title = (
    <>
      <b>Tool result</b>
      <Foreign class="faint words" text={id} />
    </>
  )
  return (
    <Block title={title} part="tool_call_response">
      {value === undefined || value === '' ? <span class="faint">empty</span> : <Exchanged value={value} sent={sent} />}
    </Block>
  )
}

/** The value, its numbers as the text has them, and the text itself below. */
function Exchanged({ value, sent }: { readonly value: JsonValue; readonly sent: string | undefined }): JSX.Element {
  if (sent === undefined) return <Value value={value} />
  return (
    <>
      <Value value={sent} />
      <details class="part" data-part="sent">
        <summary>As sent</summary>
        <div class="part-text">
          <LongText text={sent} />
        </div>
      </details>
    </>
  )
}

/** Tools answer in text, and the text is JSON more often than not: then it unfolds as such. */
export function Value({ value }: { readonly value: JsonValue }): JSX.Element {
  const parsed = useMemo(() => (typeof value === 'string' ? jsonIn(value) : value), [value])
  if (typeof parsed !== 'string') return <JsonTree value={parsed} />
  return (
    <div class="part-text">
      <LongText text={parsed} />
    </div>
  )
}

/** Parsing more while a frame waits would be felt. */
const MAX_PARSED = 1_000_000

/** The object or array that a text is; the text itself where it is anything else, a number included. */
function jsonIn(text: string): JsonValue {
  if (text.length > MAX_PARSED || !/^\s*[[{]/.test(text)) return text
  try {
    return parseForEye(text)
  } catch {
    return text
  }
}

/** By type and size only: a picture from an untrusted page is not decoded here. */
function Media({ part }: { readonly part: MessagePart }): JSX.Element {
  const kind = [textOf(part.modality), textOf(part.mime_type)]
    .filter((word) => word !== '')
    .map(isolated)
    .join(' · ')
  const where = textOf(part.uri ?? part.file_id)
  const base64 = textOf(part.content)
  const bytes = typeof part.bytes === 'number' ? part.bytes : part.type === 'blob' ? mediaBytes(base64) : undefined
  const hash = part.sha256 === undefined ? textOf(part.note) : `sha256 ${textOf(part.sha256)}`
  return (
    <Block title={<b>{kind === '' ? part.type : kind}</b>} part={part.type}>
      <Foreign class="faint" text={bytes === undefined ? where : formatBytes(bytes)} /> <Foreign class="faint words" text={hash} />
      {base64.length > SHORT_BASE64 && (
        <details class="part">
          <summary>base64</summary>
          <div class="part-text words">
            <LongText text={base64} />
          </div>
        </details>
      )}
    </Block>
  )
}

/** Less says nothing. */
const SHORT_BASE64 = 256

interface BlockProps {
  readonly title: ComponentChildren
  readonly part?: string
  readonly children: ComponentChildren
}

export function Block({ title, part, children }: BlockProps): JSX.Element {
  return (
    <div class="block" data-part={part}>
      <div class="block-title">{title}</div>
      <div class="block-body">{children}</div>
    </div>
  )
}

const PREVIEW_CHARACTERS = 120

/** One line for what is folded. */
export function messagePreview({ parts }: Message): string {
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
