import type { ComponentChildren, JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Message, SpanContent, ToolDefinition } from '../../sdk/protocol.ts'
import { previousCall, repeated } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { abortedWords } from '../trace/describe-bar.ts'
import type { LiveText, SpanView } from '../trace/model.ts'
import { JsonTree } from './json-tree.tsx'
import { Block, Part, Reasoning, Text, ToolCall, Value, partPreview } from './message-part.tsx'

const NOTHING: SpanContent = {}

/** The call as a conversation in time: what stood before folded, what is new open, the answer last. */
export function Messages({ store, span }: { readonly store: Store; readonly span: SpanView }): JSX.Element {
  const content = store.trace.record(span.index).content ?? NOTHING
  const live = span.outcome === 'running' || content.outputMessages === undefined ? store.trace.live(span.index) : []
  const previous = useMemo(() => previousCall(store.trace, span), [span.spanId, store.trace.size])
  const old = repeated(previous === undefined ? undefined : store.trace.record(previous).content, content)
  const input = content.inputMessages ?? []
  return (
    <div class="messages">
      <Failure span={span} />
      {content.systemInstructions !== undefined && (
        <Section name="System" role="system">
          {content.systemInstructions.map((part, index) => (
            <Part key={index} part={part} />
          ))}
        </Section>
      )}
      <ToolDefinitions tools={content.toolDefinitions ?? []} />
      <Repeated messages={input.slice(0, old)} />
      {input.slice(old).map((message, index) => (
        <MessageSection key={old + index} message={message} />
      ))}
      <ToolExchange content={content} running={span.outcome === 'running'} />
      {(content.outputMessages ?? []).map((message, index) => (
        <MessageSection key={`out${index}`} message={message} output />
      ))}
      <LiveAnswer live={live} running={span.outcome === 'running'} />
      <Remarks span={span} content={content} live={live} />
    </div>
  )
}

function Failure({ span }: { readonly span: SpanView }): JSX.Element | null {
  if (span.outcome !== 'error') return null
  return (
    <Section name="Failed" role="error" note={<span class="chip error">{span.errorType ?? 'error'}</span>}>
      <Text text={span.statusMessage ?? 'No message came with the error.'} />
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

function MessageSection({ message, output = false }: { readonly message: Message; readonly output?: boolean }): JSX.Element {
  const name = [ROLES[message.role] ?? message.role, message.name].filter((word) => word !== undefined).join(' · ')
  const finish = output ? message.finish_reason : undefined
  return (
    <Section name={name} role={message.role} note={finish !== undefined && <span class="faint">{finish}</span>}>
      {message.parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
      {message.parts.length === 0 && <span class="faint">empty</span>}
    </Section>
  )
}

function ToolDefinitions({ tools }: { readonly tools: readonly ToolDefinition[] }): JSX.Element | null {
  if (tools.length === 0) return null
  return (
    <details class="section" data-role="tools">
      <summary>
        Tools <span class="faint">{tools.map((tool) => tool.name).join(', ')}</span>
      </summary>
      {tools.map((tool, index) => (
        <Block key={index} title={<b>{tool.name}</b>}>
          <JsonTree value={tool} />
        </Block>
      ))}
    </details>
  )
}

function Repeated({ messages }: { readonly messages: readonly Message[] }): JSX.Element | null {
  if (messages.length === 0) return null
  return (
    <details class="section" data-role="repeated">
      <summary>{messages.length === 1 ? '1 message' : `${messages.length} messages`} as in the call before</summary>
      {messages.map((message, index) => (
        <details class="part" key={index}>
          <summary>
            <b>{ROLES[message.role] ?? message.role}</b> {message.parts.map(partPreview).join(' ').slice(0, 120)}
          </summary>
          {message.parts.map((part, at) => (
            <Part key={at} part={part} />
          ))}
        </details>
      ))}
    </details>
  )
}

function ToolExchange({ content, running }: { readonly content: SpanContent; readonly running: boolean }): JSX.Element | null {
  const { toolCallArguments: given, toolCallResult: result } = content
  if (given === undefined && result === undefined) return null
  return (
    <>
      {given !== undefined && (
        <Section name="Arguments" role="arguments">
          <Value value={given} />
        </Section>
      )}
      <Section name="Result" role="result">
        {result === undefined ? <span class="faint">{running ? 'still running' : 'none'}</span> : <Value value={result} />}
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
