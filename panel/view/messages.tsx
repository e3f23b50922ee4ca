import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { JsonValue, SpanContent } from '../../sdk/protocol/records.ts'
import { compareCalls } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { abortedWords } from '../trace/ends.ts'
import type { LiveText, SpanDetail, SpanView } from '../trace/model.ts'
import { Attempts } from './attempts.tsx'
import { CallBar } from './call-bar.tsx'
import { CutJson } from './cut-json.tsx'
import { Failure } from './failure.tsx'
import { HistorySteps, SystemChanged, ToolsChanged } from './history-parts.tsx'
import { LiveAnswer } from './live-answer.tsx'
import { Part } from './message-part.tsx'
import { Answers } from './message-section.tsx'
import { Section } from './section.tsx'
import { Talk } from './talk.tsx'
import { TextFormContext } from './text-form.tsx'
import { ToolsContext } from './tool-block.tsx'
import { ToolCalls } from './tool-calls.tsx'
import { ToolDefinitions } from './tool-definitions.tsx'
import { useContent } from './use-content.ts'
import { useTools } from './use-tools.ts'
import { useNeighbours } from './use-neighbours.ts'
import { wantOf } from './want-of.ts'
import type { Want } from './whole.tsx'

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
  const isCall = span.class === 'inference'
  const { previous, next } = useNeighbours(store, span)
  const before = useContent(store, isCall ? previous : undefined)
  const history = useMemo(() => compareCalls(before === 'reading' ? undefined : before, content), [before, content])
  const want = wantOf(store, span)
  // Paths count from the first message that the page sent.
  const pathOf = (index: number): string => `inputMessages/${index + (content.truncatedMessages ?? 0)}`
  const tools = useTools(store, span, { content, steps: history.steps, next, pathOf, want })
  // What a call repeats is folded: shown before that is known, it would jump.
  if (before === 'reading') return <p class="remark">Reading the call before it from the file…</p>
  return (
    <ToolsContext.Provider value={tools}>
      <TextFormContext.Provider value={store.textForm}>
        <div class="messages">
          {(isCall || Object.keys(content).length > 0) && (
            <CallBar store={store} previous={isCall ? previous : undefined} next={isCall ? next : undefined} />
          )}
          <Failure store={store} span={span} detail={detail} />
          <Attempts store={store} span={span} detail={detail} />
          {(span.class === 'tool' || span.class === 'mcp') && <ToolCalls store={store} span={span} detail={detail} />}
          {content.systemInstructions !== undefined && (
            <Section name="System" role="system">
              {content.systemInstructions.map((part, index) => (
                <Part key={index} part={part} path={`systemInstructions/${index}`} want={want} />
              ))}
            </Section>
          )}
          {history.system !== undefined && <SystemChanged change={history.system} />}
          <ToolDefinitions tools={content.toolDefinitions ?? []} want={want} />
          {history.tools !== undefined && <ToolsChanged change={history.tools} />}
          {content.truncatedMessages !== undefined && (
            <p class="remark">{content.truncatedMessages.toLocaleString('en')} older messages were left out to fit the page's buffer.</p>
          )}
          <HistorySteps steps={history.steps} messages={content.inputMessages ?? []} pathOf={pathOf} want={want} />
          <ToolExchange content={content} running={span.outcome === 'running'} want={want} />
          <Answers messages={content.outputMessages ?? []} want={want} />
          <LiveAnswer live={live} running={span.outcome === 'running'} />
          <Remarks store={store} span={span} content={content} live={live} />
        </div>
      </TextFormContext.Provider>
    </ToolsContext.Provider>
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

interface RemarksProps {
  readonly store: Store
  readonly span: SpanView
  readonly content: SpanContent
  readonly live: readonly LiveText[]
}

function Remarks({ store, span, content, live }: RemarksProps): JSX.Element {
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
      {empty && !waiting && (
        <Talk store={store} span={span}>
          <p class="remark">This span carries no messages.</p>
        </Talk>
      )}
    </>
  )
}
