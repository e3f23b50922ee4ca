/**
 * Names of our own, for what the conventions have no word for: each once, for the SDK, the panel and its files. All under `genai_devtools.`.
 * Imports nothing.
 */

// How a call went.

/** How a span ended: {@link SpanEnd}. */
export const ATTR_END = 'genai_devtools.end'
/** The name that a client gave its own span before ours. */
export const ATTR_CLIENT_SPAN_NAME = 'genai_devtools.client.span_name'
/** Number of this attempt of a call, from 1 for the first retry on; absent on first attempts. */
export const ATTR_RETRY_ATTEMPT = 'genai_devtools.retry.attempt'
/** One HTTP attempt of a call whose span belongs to its client: event name and attributes. */
export const EVENT_ATTEMPT = 'genai_devtools.attempt'
/** Of the answer: on attempts, and on spans that failed. */
export const ATTR_HTTP_STATUS = 'genai_devtools.http.status_code'
/** Keys of the OpenTelemetry context: the conversation that calls inside a run belong to, and the agent that runs the tools inside it. */
export const CONTEXT_CONVERSATION = 'genai_devtools.conversation'
export const CONTEXT_AGENT_NAME = 'genai_devtools.agent_name'

/**
 * `completed`: all of the answer came. `incomplete`: the body ended without the wire's terminal event. `error`: the provider, the network or the
 * page's code failed. `aborted`: the page's signal. `cancelled`: the page cancelled or left the stream. `unread`: the page did not read the
 * body (on) for longer than a limit of ours. `handed_over`: the client ended its own span when it gave the response away unread.
 * `page_hidden`, `shutdown`: nobody will ever tell.
 */
export type SpanEnd = 'completed' | 'incomplete' | 'error' | 'aborted' | 'cancelled' | 'unread' | 'handed_over' | 'page_hidden' | 'shutdown'

// Who works.

/** Of an agent in the page: the conventions have an id and a version of agents behind a service only. */
export const ATTR_AGENT_ID = 'genai_devtools.agent.id'
export const ATTR_AGENT_VERSION = 'genai_devtools.agent.version'

// What the request asked for.

/** The agent that a request names, where the wire has agents in place of models. */
export const ATTR_REQUEST_AGENT_ID = 'genai_devtools.request.agent_id'
/** True where the answer is made in the background and fetched later. */
export const ATTR_REQUEST_BACKGROUND = 'genai_devtools.request.background'

/** `not_read` where the request had a body that was not read: its model, messages and parameters are not known. */
export const ATTR_REQUEST_BODY = 'genai_devtools.request.body'
/** Why it was not read, in one word: `stream`, `unknown`, `not_text`, `too_large`, `unreadable`, `not_in_time`. */
export const ATTR_REQUEST_BODY_REASON = 'genai_devtools.request.body_reason'

// What the answer told.

/**
 * Seconds from the request to the first event that carries text, reasoning or a tool call, of answers that stream: what is mostly meant by TTFT. The
 * conventions' `gen_ai.response.time_to_first_chunk` is that of the first event of any kind.
 */
export const ATTR_TIME_TO_FIRST_TOKEN = 'genai_devtools.time_to_first_token'
/** True where tokens were estimated, because the provider did not count them for us. */
export const ATTR_USAGE_ESTIMATED = 'genai_devtools.usage.estimated'
/** Tokens that the provider bills, where it says so beside the tokens that there were. */
export const ATTR_USAGE_BILLED_INPUT = 'genai_devtools.usage.billed_input_tokens'
export const ATTR_USAGE_BILLED_OUTPUT = 'genai_devtools.usage.billed_output_tokens'
/** Why the provider refused the prompt, in its own word. */
export const ATTR_PROMPT_BLOCK_REASON = 'genai_devtools.prompt.block_reason'
/** Model calls that one answer of an agent took. */
export const ATTR_STEPS = 'genai_devtools.response.steps'

// What of an answer was left out, since a limit of ours was reached.

/** Events of a stream that were too long to read. */
export const ATTR_OVERSIZED_PAYLOADS = 'genai_devtools.response.oversized_payloads'
/**
 * True where the page had the platform read the answer as JSON (`response.json()`), and a number in it is too large for a double: its digits never came to
 * us. What the platform gives as text or bytes is read with all its digits.
 */
export const ATTR_INEXACT_NUMBERS = 'genai_devtools.response.inexact_numbers'
/** Characters of the answer beyond what a span may hold. */
export const ATTR_DROPPED_CHARACTERS = 'genai_devtools.response.dropped_characters'
/** Tokens whose probabilities are left out. */
export const ATTR_DROPPED_LOGPROBS = 'genai_devtools.response.dropped_logprobs'
/** Notifications in the answer to an MCP request that got no span of their own: there were too many. */
export const ATTR_MCP_LEFT_OUT = 'genai_devtools.mcp.notifications_left_out'

// The wires of agents.

/** Name of the agent wire that a call speaks. */
export const ATTR_WIRE = 'genai_devtools.wire'
export const ATTR_AG_UI_RUN = 'genai_devtools.ag_ui.run_id'
export const ATTR_A2A_METHOD = 'genai_devtools.a2a.method'
export const ATTR_A2A_TASK_STATE = 'genai_devtools.a2a.task_state'
/** True where a run goes on after an interrupt. */
export const ATTR_LANGGRAPH_RESUMED = 'genai_devtools.langgraph.resumed'

// What a span record has and OTLP has no field for, in saved files.

/** Event that carries what the conventions have no event for: tool arguments and results, what agents and workflows were given and said. */
export const EVENT_CONTENT = 'genai_devtools.content'
/** Names of the attributes beside it that are integers of 64 bits in the file that was opened: a record holds those as text. */
export const ATTR_INTEGERS = 'genai_devtools.integers'
/** On a log record that only carries a saved span's content: it is not an event that the page recorded. */
export const ATTR_SAVED = 'genai_devtools.saved'
export const ATTR_TRUNCATED = 'genai_devtools.content.truncated_characters'
export const ATTR_TRUNCATED_MESSAGES = 'genai_devtools.content.truncated_messages'
/** Text that had streamed in when the file was saved: a list of `{ choice, part, index, text }`. */
export const ATTR_LIVE = 'genai_devtools.live'
/** URL of the page that a span or an event comes from. */
export const ATTR_PAGE_URL = 'genai_devtools.page.url'
/** `running`: the span had not ended; its end time is when it was last heard of. */
export const ATTR_STATE = 'genai_devtools.state'
export const ATTR_PARENT_SOURCE = 'genai_devtools.parent.source'
/** Milliseconds from the span's start. */
export const ATTR_FIRST_CHUNK = 'genai_devtools.first_chunk.offset'
/** Milliseconds from the span's start, bytes of body, and how many more there were; the two lists run in parallel. */
export const ATTR_CHUNK_OFFSETS = 'genai_devtools.chunks.offsets'
export const ATTR_CHUNK_SIZES = 'genai_devtools.chunks.sizes'
export const ATTR_CHUNKS_DROPPED = 'genai_devtools.chunks.dropped'
/** A page may write any name; one of ours goes under this prefix, so that it comes back as it was. */
export const ESCAPE = 'genai_devtools.escaped.'
