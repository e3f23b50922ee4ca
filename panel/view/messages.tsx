import type { ComponentChildren, JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { JsonValue, Message, SpanContent, ToolDefinition } from '../../sdk/protocol/records.ts'
import { previousCall, repeated } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { abortedWords } from '../trace/ends.ts'
import { isolated } from '../trace/isolate.ts'
import type { LiveText, SpanDetail, SpanView } from '../trace/model.ts'
import { Foreign } from './foreign.tsx'
import { Logprobs } from './logprobs.tsx'
import { Block, CopiedValue, MessagePreview, Part, Reasoning, Text, ToolCall } from './message-part.tsx'
import { useDetail } from './use-detail.ts'
import { Whole, type Want } from './whole.tsx'

const NOTHING: SpanContent = {}

interface MessagesProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** The call as a conversation in time: what stood before folded, what is new open, the answer last. */
export function Messages({ store, span, detail }: MessagesProps): JSX.Element {
  const content = detail.record.content ?? NOTHING
  const live = span.outcome === 'running' || content.outputMessages === undefined ? detail.live : []
  const previous = useMemo(() => previousCall(store.trace, span), [span.spanId, store.trace.size])
  const before = useDetail(store, previous === undefined ? undefined : store.trace.span(previous))
  // What a call repeats is folded: shown before that is known, it would jump.
  if (before === 'reading') return <p class="remark">Reading the call before it from the file…</p>
  const old = repeated(typeof before === 'object' && 'record' in before ? before.record.content : undefined, content)
  const input = content.inputMessages ?? []
  const want = wantOf(store, span)
  // Paths count from the first message that the page sent.
  const pathOf = (index: number): string => `inputMessages/${index + (content.truncatedMessages ?? 0)}`
  return (
    <div class="messages">
      <Failure span={span} />
      {content.systemInstructions !== undefined && (
        <Section name="System" role="system">
          {content.systemInstructions.map((part, index) => (
            <Part key={index} part={part} path={`systemInstructions/${index}`} want={want} />
          ))}
        </Section>
      )}
      <ToolDefinitions tools={content.toolDefinitions ?? []} want={want} />
      {content.truncatedMessages !== undefined && (
        <p class="remark">{content.truncatedMessages.toLocaleString('en')} older messages were left out to fit the page's buffer.</p>
      )}
      <Repeated messages={input.slice(0, old)} pathOf={pathOf} want={want} />
      {input.slice(old).map((message, index) => (
        <MessageSection key={old + index} message={message} path={pathOf(old + index)} want={want} />
      ))}
      <ToolExchange content={content} running={span.outcome === 'running'} want={want} />
      <Answers messages={content.outputMessages ?? []} want={want} />
      <LiveAnswer live={live} running={span.outcome === 'running'} />
      <Remarks span={span} content={content} live={live} />
    </div>
  )
}

/** The page that a file came from cannot be asked any more. */
function wantOf(store: Store, span: SpanView): Want | undefined {
  const source = store.trace.source(span.index)
  return source.document.startsWith('file:') ? undefined : (path) => store.host.want(source, `${span.spanId}/${path}`)
}

function Failure({ span }: { readonly span: SpanView }): JSX.Element | null {
  if (span.outcome !== 'error') return null
  return (
    <Section name="Failed" role="error" note={<Foreign class="chip error" text={span.errorType ?? 'error'} />}>
      <Text text={span.statusMessage ?? 'No message came with the error.'} open />
    </Section>
  )
}

interface SectionProps {
  readonly name: string
  readonly role: string
  readonly note?: ComponentChildren
  readonly children: ComponentChildren
}

function Section({ name, role, note, children }: SectionProps): JSX.Element {
  return (
    <section class="section" data-role={role}>
      <h3>
        {name}
        <span class="push" />
        {note}
      </h3>
      {children}
    </section>
  )
}

const ROLES: { readonly [role: string]: string } = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  developer: 'Developer',
}

interface MessageProps {
  readonly message: Message
  readonly path: string
  readonly want: Want | undefined
  readonly output?: boolean
}

function MessageSection({ message, path, want, output = false }: MessageProps): JSX.Element {
  const words = [ROLES[message.role] ?? message.role, message.name].filter((word) => word !== undefined)
  const name = words.map(isolated).join(' · ')
  const finish = output ? message.finish_reason : undefined
  return (
    <Section name={name} role={message.role} note={finish !== undefined && <Foreign class="faint" text={finish} />}>
      <MessageParts message={message} path={path} want={want} />
    </Section>
  )
}

function MessageParts({ message, path, want }: MessageProps): JSX.Element {
  const { parts, logprobs, truncated_logprobs: truncated = 0 } = message
  return (
    <>
      {parts.map((part, index) => (
        <Part key={index} part={part} path={`${path}/${index}`} want={want} />
      ))}
      {parts.length === 0 && <span class="faint">empty</span>}
      {logprobs !== undefined && <Logprobs logprobs={logprobs} truncated={truncated} />}
    </>
  )
}

/** The first choice open, further candidates folded: most readers want one answer. */
function Answers({ messages, want }: { readonly messages: readonly Message[]; readonly want: Want | undefined }): JSX.Element {
  const [first, ...others] = messages
  return (
    <>
      {first !== undefined && <MessageSection message={first} path="outputMessages/0" want={want} output />}
      {others.map((message, index) => (
        <details key={index} class="section" data-role={message.role} data-candidate={index + 2}>
          <summary>
            Candidate {index + 2} of {messages.length}{' '}
            {message.finish_reason === undefined ? (
              <MessagePreview message={message} faint />
            ) : (
              <Foreign class="faint" text={message.finish_reason} />
            )}
          </summary>
          <MessageParts message={message} path={`outputMessages/${index + 1}`} want={want} />
        </details>
      ))}
    </>
  )
}

interface ToolsProps {
  readonly tools: readonly ToolDefinition[]
  readonly want: Want | undefined
}

function ToolDefinitions({ tools, want }: ToolsProps): JSX.Element | null {
  if (tools.length === 0) return null
  return (
    <details class="section" data-role="tools">
      <summary>
        Tools <span class="faint">{tools.map((tool) => isolated(tool.name)).join(', ')}</span>
      </summary>
      {tools.map((tool, index) => (
        <Block
          key={index}
          title={
            <b>
              <Foreign text={tool.name} />
            </b>
          }
        >
          <CutJson value={tool} cut={tool['truncated_characters']} path={`toolDefinitions/${index}`} want={want} />
        </Block>
      ))}
    </details>
  )
}

interface CutJsonProps {
  readonly value: JsonValue
  /** Characters that the record left out. */
  readonly cut: JsonValue | undefined
  readonly path: string
  readonly want: Want | undefined
}

function CutJson({ value, cut, path, want }: CutJsonProps): JSX.Element {
  const what = path === 'toolCallResult' ? 'result' : path === 'toolCallArguments' ? 'arguments' : 'definition'
  const body = <CopiedValue what={what} value={value} />
  if (typeof cut !== 'number' || want === undefined) return body
  return (
    <Whole
      want={want}
      path={path}
      more={`${cut.toLocaleString('en')} more characters`}
      show={(whole) => <CopiedValue what={what} value={whole} />}
    >
      {body}
    </Whole>
  )
}

interface RepeatedProps {
  readonly messages: readonly Message[]
  readonly pathOf: (index: number) => string
  readonly want: Want | undefined
}

function Repeated({ messages, pathOf, want }: RepeatedProps): JSX.Element | null {
  if (messages.length === 0) return null
  return (
    <details class="section" data-role="repeated">
      <summary>{messages.length === 1 ? '1 message' : `${messages.length} messages`} as in the call before</summary>
      {messages.map((message, index) => (
        <details class="part" key={index}>
          <summary>
            <b>
              <Foreign text={ROLES[message.role] ?? message.role} />
            </b>{' '}
            <MessagePreview message={message} />
          </summary>
          {message.parts.map((part, at) => (
            <Part key={at} part={part} path={`${pathOf(index)}/${at}`} want={want} />
          ))}
        </details>
      ))}
    </details>
  )
}

function saysCut(value: JsonValue): boolean {
  return JSON.stringify(value).includes(' cut]')
}

interface ExchangeProps {
  readonly content: SpanContent
  readonly running: boolean
  readonly want: Want | undefined
}

function ToolExchange({ content, running, want }: ExchangeProps): JSX.Element | null {
  const { toolCallArguments: given, toolCallResult: result } = content
  // The record says how much went of both together; which of them it was, their own words say.
  const cutOf = (value: JsonValue): number | undefined => (saysCut(value) ? content.truncatedCharacters : undefined)
  if (given === undefined && result === undefined) return null
  return (
    <>
      {given !== undefined && (
        <Section name="Arguments" role="arguments">
          <CutJson value={given} cut={cutOf(given)} path="toolCallArguments" want={want} />
        </Section>
      )}
      <Section name="Result" role="result">
        {result === undefined ? (
          <span class="faint">{running ? 'still running' : 'none'}</span>
        ) : (
          <CutJson value={result} cut={cutOf(result)} path="toolCallResult" want={want} />
        )}
      </Section>
    </>
  )
}

/** What has streamed in so far. */
function LiveAnswer({ live, running }: { readonly live: readonly LiveText[]; readonly running: boolean }): JSX.Element | null {
  if (live.length === 0) return null
  const last = live.length - 1
  return (
    <Section name="Assistant" role="assistant" note={running && <span class="chip">streaming</span>}>
      {live.map((part, index) => (
        <LivePart key={`${part.choice}/${part.part}/${part.index}`} part={part} live={running && index === last} />
      ))}
    </Section>
  )
}

function LivePart({ part, live }: { readonly part: LiveText; readonly live: boolean }): JSX.Element {
  if (part.part === 'text') return <Text text={part.text} live={live} />
  if (part.part === 'reasoning') return <Reasoning text={part.text} live={live} />
  return <ToolCall name="" id="" value={part.text} />
}

interface RemarksProps {
  readonly span: SpanView
  readonly content: SpanContent
  readonly live: readonly LiveText[]
}

function Remarks({ span, content, live }: RemarksProps): JSX.Element {
  const empty = live.length === 0 && Object.keys(content).length === 0
  const waiting = span.outcome === 'running' && span.class === 'inference' && live.length === 0
  return (
    <>
      {content.truncatedCharacters !== undefined && (
        <p class="remark">{content.truncatedCharacters.toLocaleString('en')} characters were cut to fit the page's buffer.</p>
      )}
      {waiting && <p class="remark">Waiting for the first chunk…</p>}
      {span.cutOff && <p class="remark">The answer was cut off by length.</p>}
      {span.outcome === 'aborted' && <p class="remark">Not whole: {abortedWords(span.ending)}.</p>}
      {empty && !waiting && <p class="remark">This span carries no messages.</p>}
    </>
  )
}
