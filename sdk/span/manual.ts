/** Spans that the application opens itself: agents and tools, by the conventions. Each runs a function and ends with it. */
import { SpanKind } from '@opentelemetry/api'
import type { Context, Span, Tracer } from '@opentelemetry/api'
import type { Shelf } from '../export/shelf.ts'
import type { Attributes } from '../protocol/records.ts'
import {
  ATTR_GEN_AI_AGENT_DESCRIPTION,
  ATTR_GEN_AI_AGENT_ID,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_AGENT_VERSION,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_DESCRIPTION,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_TOOL_TYPE,
} from '../semconv.ts'
import { agentNameOf, withAgentName } from './agent-name.ts'
import { present } from '../otel-attributes.ts'
import { addContent, snapshotOf } from '../content/given-content.ts'
import { conversationOf, withConversation } from './conversation.ts'
import { withExplicitParent } from '../context/explicit.ts'
import { langChainHandler, type LangChainHandler } from '../framework/langchain.ts'
import { signalOf } from '../framework/scope-signal.ts'
import { ATTR_AGENT_ID, ATTR_AGENT_VERSION } from '../own-names.ts'
import type { WordsSource } from '../hold/held-ends.ts'
import { runInSpan } from './run.ts'

/** What is known of a run of an agent. Each may be left out; the names in code are those of the span's attributes. */
export interface AgentAttributes {
  /** `gen_ai.agent.name`. */
  readonly agentName?: string
  /** `gen_ai.agent.description`. */
  readonly agentDescription?: string
  /** The stable id of a hosted agent only. `gen_ai.agent.id` beside a `providerName`, `genai_devtools.agent.id` without one. */
  readonly agentId?: string
  /** `gen_ai.agent.version`, or `genai_devtools.agent.version`, likewise. */
  readonly agentVersion?: string
  /** The application's own id of the conversation; handed down to every call inside. */
  readonly conversationId?: string
  /** `gen_ai.request.model`. */
  readonly requestModel?: string
  /** Given for a remote agent service only: it makes the span a CLIENT span. */
  readonly providerName?: string
}

/** What is known of a call of a tool. */
export interface ToolAttributes {
  /** `gen_ai.tool.name`. */
  readonly toolName: string
  /** The id by which the model asked for the call. */
  readonly toolCallId?: string
  /** `gen_ai.tool.description`. */
  readonly toolDescription?: string
  /** `function` (default), `extension` or `datastore`. */
  readonly toolType?: string
  /** The agent that runs the tool; where it is left out, the one around it. */
  readonly agentName?: string
  /** Content: kept beside the span. */
  readonly toolCallArguments?: unknown
  /** The application's own id of the conversation; where it is left out, that of the run around it. */
  readonly conversationId?: string
}

/** An explicit parent: what is called on it is a child, whatever happened to the context in between. */
export interface Scope {
  /** The OpenTelemetry context with the span in it. */
  readonly context: Context
  /**
   * Runs `run` inside an `invoke_agent` span, which ends with it: when it returns, when its promise settles, or at the last step of a generator. Gives back
   * what it returns; what it throws or rejects with is thrown on, and is the span's error unless the page stopped it itself.
   */
  invokeAgent<T>(attributes: AgentAttributes, run: (scope: Scope) => T): T
  /** The same with an `execute_tool` span, which keeps what `run` returns as the tool's result. */
  executeTool<T>(attributes: ToolAttributes, run: (scope: Scope) => T): T
  /** `fetch` with this span as the parent of the model call it makes. */
  readonly fetch: typeof fetch
  /** A signal that is never aborted: a call that is given it has this span as its parent, for clients that queue what they send. */
  readonly signal: AbortSignal
  /** The same for LangChain: `callbacks: [scope.langchain]`. */
  readonly langchain: LangChainHandler
}

/** What the manual functions need to know of the page, at the time of a call. */
export interface ManualOptions {
  readonly tracer: Tracer
  readonly shelf: Shelf
  readonly contentOnSpan: boolean
  readonly words: WordsSource
}

export type ManualFunctions = Pick<Scope, 'invokeAgent' | 'executeTool'>

export function createManualFunctions(options: () => ManualOptions, explicit?: Context): ManualFunctions {
  const common = () => ({ ...options(), explicit })
  return {
    invokeAgent: (attributes, run) =>
      runInSpan({
        ...common(),
        name: named('invoke_agent', attributes.agentName),
        // An agent in the page is INTERNAL, one behind a service CLIENT.
        kind: attributes.providerName === undefined ? SpanKind.INTERNAL : SpanKind.CLIENT,
        attributes: (around) => agentAttributes(attributes, around),
        inside: (context) => withAgentName(withConversation(context, attributes.conversationId), attributes.agentName),
        run: (context) => run(createScope(options, context)),
      }),
    executeTool: (attributes, run) =>
      runInSpan({
        ...common(),
        name: named('execute_tool', attributes.toolName),
        kind: SpanKind.INTERNAL,
        attributes: (around) => toolAttributes(attributes, around),
        inside: (context) => withConversation(context, attributes.conversationId),
        before: (span) => keepArguments(span, attributes),
        run: (context) => run(createScope(options, context)),
        onResult: keepResult,
      }),
  }
}

function createScope(options: () => ManualOptions, context: Context): Scope {
  let signal: AbortSignal | undefined
  const own = (): AbortSignal => (signal ??= signalOf(context))
  return {
    context,
    ...createManualFunctions(options, context),
    fetch: (...parameters) => withExplicitParent(context, () => fetch(...parameters)),
    get signal() {
      return own()
    },
    get langchain() {
      return langChainHandler(own)
    },
  }
}

function named(operation: string, subject: string | undefined): string {
  return subject ? `${operation} ${subject}` : operation
}

function agentAttributes(agent: AgentAttributes, around: Context): Attributes {
  // The conventions have an id and a version of agents behind a service only.
  const [id, version] =
    agent.providerName === undefined ? [ATTR_AGENT_ID, ATTR_AGENT_VERSION] : [ATTR_GEN_AI_AGENT_ID, ATTR_GEN_AI_AGENT_VERSION]
  return present({
    [ATTR_GEN_AI_OPERATION_NAME]: 'invoke_agent',
    [ATTR_GEN_AI_AGENT_NAME]: agent.agentName,
    [ATTR_GEN_AI_AGENT_DESCRIPTION]: agent.agentDescription,
    [id]: agent.agentId,
    [version]: agent.agentVersion,
    [ATTR_GEN_AI_REQUEST_MODEL]: agent.requestModel,
    [ATTR_GEN_AI_PROVIDER_NAME]: agent.providerName,
    [ATTR_GEN_AI_CONVERSATION_ID]: agent.conversationId ?? conversationOf(around),
  })
}

function toolAttributes(tool: ToolAttributes, around: Context): Attributes {
  return present({
    [ATTR_GEN_AI_OPERATION_NAME]: 'execute_tool',
    [ATTR_GEN_AI_TOOL_NAME]: tool.toolName,
    [ATTR_GEN_AI_TOOL_CALL_ID]: tool.toolCallId,
    [ATTR_GEN_AI_TOOL_DESCRIPTION]: tool.toolDescription,
    [ATTR_GEN_AI_TOOL_TYPE]: tool.toolType ?? 'function',
    [ATTR_GEN_AI_AGENT_NAME]: tool.agentName ?? agentNameOf(around),
    [ATTR_GEN_AI_CONVERSATION_ID]: tool.conversationId ?? conversationOf(around),
  })
}

function keepArguments(span: Span, { toolCallArguments }: ToolAttributes): void {
  if (toolCallArguments !== undefined) addContent(span, { toolCallArguments: snapshotOf(toolCallArguments) })
}

/** A tool that returns nothing has no result. */
function keepResult(span: Span, value: unknown): void {
  if (value !== undefined) addContent(span, { toolCallResult: snapshotOf(value) })
}
