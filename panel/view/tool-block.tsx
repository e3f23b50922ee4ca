import { createContext, type JSX } from 'preact'
import { useContext } from 'preact/hooks'
import type { JsonValue, MessagePart } from '../../sdk/protocol/records.ts'
import { isPart, textOf, wordsOfRest } from '../store/part-words.ts'
import { partText, valueText } from '../store/plain-text.ts'
import { reveal } from '../store/reveal.ts'
import type { Store } from '../store/store.ts'
import type { ToolFacts, ToolPairs } from '../store/tool-pairs.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanIndex } from '../trace/model.ts'
import { ArgumentsCheck } from './arguments-check.tsx'
import { Block } from './block.tsx'
import { Copyable } from './copyable.tsx'
import { Foreign } from './foreign.tsx'
import { KindIcon } from './icons.tsx'
import { CopiedValue, Exchanged } from './json-value.tsx'
import { ValuePreview } from './said.tsx'
import { Whole, type Want } from './whole.tsx'

/** What is known of the tools of the call that is shown. */
export interface CallTools {
  readonly store: Store
  readonly pairs: ToolPairs
  /** By the number of the call. */
  readonly spans: ReadonlyMap<string, SpanIndex>
  readonly want: Want | undefined
}

export const ToolsContext = createContext<CallTools | undefined>(undefined)

/** A call with all that belongs to it: its arguments and whether they fit, its result, its definition, its span. */
export function ToolCall({ part }: { readonly part: MessagePart }): JSX.Element {
  const tools = useContext(ToolsContext)
  const facts = tools?.pairs.facts.get(part)
  const sent = sentText(part['arguments_text'])
  const value = part['arguments']
  return (
    <Block title={<Title name={textOf(part['name'])} id={textOf(part['id'])} facts={facts} />} part="tool_call">
      {value === undefined ? <span class="faint">no arguments</span> : <Exchanged value={value} sent={sent} />}
      {facts !== undefined && <ArgumentsCheck call={part} definition={facts.definition} />}
      {facts?.result !== undefined && <ResultOfCall result={facts.result} facts={facts} tools={tools} />}
      {facts !== undefined && <Definition facts={facts} />}
    </Block>
  )
}

/** A result whose call is shown elsewhere: folded in the history, or not at all. */
export function ToolResult({ part }: { readonly part: MessagePart }): JSX.Element {
  const facts = useContext(ToolsContext)?.pairs.facts.get(part)
  const given = facts?.call?.['arguments']
  return (
    <Block title={<Title name={facts?.name ?? ''} id={textOf(part['id'])} facts={facts} what="result" />} part="tool_call_response">
      <Response part={part} />
      {given !== undefined && (
        <details class="part" data-tool="arguments">
          <summary>
            Arguments <ValuePreview value={given} />
          </summary>
          <Copyable what="arguments" text={() => valueText(facts?.call?.['arguments_text'] ?? given)}>
            <Exchanged value={given} sent={sentText(facts?.call?.['arguments_text'])} />
          </Copyable>
          {facts?.call !== undefined && <ArgumentsCheck call={facts.call} definition={facts.definition} />}
        </details>
      )}
      {facts !== undefined && <Definition facts={facts} />}
    </Block>
  )
}

interface TitleProps {
  readonly name: string
  readonly id: string
  readonly facts: ToolFacts | undefined
  readonly what?: string
}

function Title({ name, id, facts, what }: TitleProps): JSX.Element {
  return (
    <>
      <KindIcon kind="tool" />
      <b>{name === '' ? `Tool ${what ?? 'call'}` : <Foreign text={name} />}</b>
      {name !== '' && what !== undefined && <span class="faint">{what}</span>}
      <Foreign class="faint words" text={id} />
      <span class="push" />
      <SpanOfCall facts={facts} />
    </>
  )
}

/** How long the tool ran, and the way to its span. */
function SpanOfCall({ facts }: { readonly facts: ToolFacts | undefined }): JSX.Element | null {
  const tools = useContext(ToolsContext)
  const index = facts?.key === undefined ? undefined : tools?.spans.get(facts.key)
  if (tools === undefined || index === undefined) return null
  const { start, end, outcome } = tools.store.trace.span(index)
  const length = end === undefined ? 'running' : formatDuration(end - start)
  return (
    <button class="copy" data-action="show-tool-span" title="Show the tool's span" onClick={() => reveal(tools.store, index)}>
      {outcome === 'error' ? `failed · ${length}` : length} →
    </button>
  )
}

interface ResultProps {
  readonly result: MessagePart
  readonly facts: ToolFacts
  readonly tools: CallTools | undefined
}

function ResultOfCall({ result, facts: { resultPath }, tools }: ResultProps): JSX.Element {
  const value = responseOf(result)
  if (resultPath !== undefined && tools?.pairs.shownWithCall.has(result) === true)
    return (
      <div data-tool="result">
        <div class="tool-heading">Result</div>
        <Copyable what="result" text={() => partText(result)}>
          <WholeResponse part={result} path={resultPath} want={tools.want} />
        </Copyable>
      </div>
    )
  return (
    <details class="part" data-tool="result">
      <summary>
        Result {value !== undefined && <ValuePreview value={value} />}{' '}
        {resultPath === undefined && <span class="faint">sent with the next call</span>}
      </summary>
      <Copyable what="result" text={() => partText(result)}>
        <Response part={result} />
      </Copyable>
    </details>
  )
}

/** And what fetches the rest of one that was cut. */
function WholeResponse({
  part,
  path,
  want,
}: {
  readonly part: MessagePart
  readonly path: string
  readonly want: Want | undefined
}): JSX.Element {
  const more = wordsOfRest(part)
  if (more === undefined || want === undefined) return <Response part={part} />
  return (
    <Whole want={want} path={path} more={more} show={(whole) => <Response part={isPart(whole) ? whole : part} />}>
      <Response part={part} />
    </Whole>
  )
}

const responseOf = (part: MessagePart): JsonValue | undefined => part['response'] ?? part['result']

/** What a tool answered, without a title. */
function Response({ part }: { readonly part: MessagePart }): JSX.Element {
  const value = responseOf(part)
  if (value === undefined || value === '') return <span class="faint">empty</span>
  return <Exchanged value={value} sent={sentText(part['response_text'])} />
}

function Definition({ facts: { definition } }: { readonly facts: ToolFacts }): JSX.Element | null {
  if (definition === undefined) return null
  return (
    <details class="part" data-tool="definition">
      <summary>Definition</summary>
      <CopiedValue what="definition" value={definition} />
    </details>
  )
}

function sentText(text: JsonValue | undefined): string | undefined {
  return typeof text === 'string' ? text : undefined
}
