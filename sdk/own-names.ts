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
/** The `retry-after` header of an answer that failed, as it came, where the page itself may read it. */
export const ATTR_HTTP_RETRY_AFTER = 'genai_devtools.http.retry_after'
/** Keys of the OpenTelemetry context: the conversation that calls inside a run belong to, and the agent that runs the tools inside it. */
export const CONTEXT_CONVERSATION = 'genai_devtools.conversation'
export const CONTEXT_AGENT_NAME = 'genai_devtools.agent_name'
export const CONTEXT_FRAMEWORK = 'genai_devtools.framework'

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

/** How the model is to choose tools, in the provider's own word: `auto`, `required`, `any`, `none`, `function`, `tool`, ... */
export const ATTR_REQUEST_TOOL_CHOICE = 'genai_devtools.request.tool_choice'
/** The one tool that has to be called, where the request names it. */
export const ATTR_REQUEST_TOOL_CHOICE_NAME = 'genai_devtools.request.tool_choice.name'
/** How many tools the request offers, the provider's own included. */
export const ATTR_REQUEST_TOOL_COUNT = 'genai_devtools.request.tool_count'
/** Whether the model may call several tools in one answer; absent unless the request says it. */
export const ATTR_REQUEST_PARALLEL_TOOL_CALLS = 'genai_devtools.request.parallel_tool_calls'
/** Tokens that the model may think for; -1 leaves it to the model (Gemini). */
export const ATTR_REQUEST_THINKING_BUDGET = 'genai_devtools.request.thinking_budget'
/** Tier that was asked for, where the wire is not OpenAI's. */
export const ATTR_REQUEST_SERVICE_TIER = 'genai_devtools.request.service_tier'

// What the answer counted. A count of 0 says nothing and gives no attribute.

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
/** The provider's total, where it is not the sum of input and output. */
export const ATTR_USAGE_TOTAL = 'genai_devtools.usage.total_tokens'
/** Parts of the tokens that the cache wrote, by how long it keeps them: 5 minutes, 1 hour. */
export const ATTR_USAGE_CACHE_WRITE_5M = 'genai_devtools.usage.cache_write_5m.input_tokens'
export const ATTR_USAGE_CACHE_WRITE_1H = 'genai_devtools.usage.cache_write_1h.input_tokens'
/** Part of the input that the provider's own tools added to the prompt. */
export const ATTR_USAGE_TOOL_INPUT = 'genai_devtools.usage.tool_use.input_tokens'
/** Parts by modality that the conventions have no name for. */
export const ATTR_USAGE_VIDEO_INPUT = 'genai_devtools.usage.video.input_tokens'
export const ATTR_USAGE_VIDEO_OUTPUT = 'genai_devtools.usage.video.output_tokens'
export const ATTR_USAGE_VIDEO_CACHE_READ = 'genai_devtools.usage.video.cache_read.input_tokens'
export const ATTR_USAGE_DOCUMENT_INPUT = 'genai_devtools.usage.document.input_tokens'
export const ATTR_USAGE_DOCUMENT_OUTPUT = 'genai_devtools.usage.document.output_tokens'
export const ATTR_USAGE_DOCUMENT_CACHE_READ = 'genai_devtools.usage.document.cache_read.input_tokens'
export const ATTR_USAGE_AUDIO_SECONDS = 'genai_devtools.usage.audio.input_seconds'
/** Parts of the output: tokens of a predicted output, or of a draft model, that were taken, and those that were not. */
export const ATTR_USAGE_ACCEPTED_PREDICTION = 'genai_devtools.usage.accepted_prediction.output_tokens'
export const ATTR_USAGE_REJECTED_PREDICTION = 'genai_devtools.usage.rejected_prediction.output_tokens'
export const ATTR_USAGE_CITATION = 'genai_devtools.usage.citation_tokens'
/** How large the context was at the end of a loop that the provider ran. */
export const ATTR_USAGE_CONTEXT_INPUT = 'genai_devtools.usage.context.input_tokens'
export const ATTR_USAGE_CONTEXT_OUTPUT = 'genai_devtools.usage.context.output_tokens'
/** Tokens of the provider's tool that makes pictures. */
export const ATTR_USAGE_IMAGE_GENERATION_INPUT = 'genai_devtools.usage.image_generation.input_tokens'
export const ATTR_USAGE_IMAGE_GENERATION_OUTPUT = 'genai_devtools.usage.image_generation.output_tokens'
/** How often the provider's own tools ran. */
export const ATTR_USAGE_WEB_SEARCHES = 'genai_devtools.usage.web_search_requests'
export const ATTR_USAGE_WEB_FETCHES = 'genai_devtools.usage.web_fetch_requests'
export const ATTR_USAGE_CODE_EXECUTIONS = 'genai_devtools.usage.code_execution_requests'
export const ATTR_USAGE_TOOL_SEARCHES = 'genai_devtools.usage.tool_search_requests'
export const ATTR_USAGE_SERVER_TOOLS = 'genai_devtools.usage.server_tool_requests'
export const ATTR_USAGE_SOURCES = 'genai_devtools.usage.sources_used'
/** What the provider says the call costs, in its own unit (OpenRouter's credits and Perplexity's prices are US dollars); 0 is told too. */
export const ATTR_USAGE_COST = 'genai_devtools.usage.cost'
export const ATTR_USAGE_COST_INPUT = 'genai_devtools.usage.cost.input'
export const ATTR_USAGE_COST_OUTPUT = 'genai_devtools.usage.cost.output'
export const ATTR_USAGE_COST_REQUEST = 'genai_devtools.usage.cost.request'
export const ATTR_USAGE_COST_UPSTREAM = 'genai_devtools.usage.cost.upstream'
/** xAI's unit: 10,000,000,000 are one US dollar. */
export const ATTR_USAGE_COST_TICKS = 'genai_devtools.usage.cost.usd_ticks'
/** GitHub Copilot's unit. */
export const ATTR_USAGE_COST_NANO_AIU = 'genai_devtools.usage.cost.nano_aiu'
/** Whether the router used the caller's own key of the upstream provider. */
export const ATTR_USAGE_BYOK = 'genai_devtools.usage.byok'

// How long the provider says it took, in seconds.

export const ATTR_PROVIDER_TOTAL_TIME = 'genai_devtools.provider.total_time'
/** Waiting for a place. */
export const ATTR_PROVIDER_QUEUE_TIME = 'genai_devtools.provider.queue_time'
/** Loading the model. */
export const ATTR_PROVIDER_LOAD_TIME = 'genai_devtools.provider.load_time'
/** Reading the prompt. */
export const ATTR_PROVIDER_PROMPT_TIME = 'genai_devtools.provider.prompt_time'
/** Writing the answer. */
export const ATTR_PROVIDER_COMPLETION_TIME = 'genai_devtools.provider.completion_time'

// Who answered, and how it ended.

/** The provider behind a router, in the router's word. */
export const ATTR_UPSTREAM_PROVIDER = 'genai_devtools.upstream.provider'
/** The reasons in the word of the provider behind a router, one a choice; empty where it gave none. */
export const ATTR_NATIVE_FINISH_REASONS = 'genai_devtools.response.native_finish_reasons'
/** Tier that served the call, where the wire is not OpenAI's. */
export const ATTR_RESPONSE_SERVICE_TIER = 'genai_devtools.response.service_tier'
export const ATTR_RESPONSE_SPEED = 'genai_devtools.response.speed'
/** Where the model ran (Anthropic). */
export const ATTR_RESPONSE_INFERENCE_GEO = 'genai_devtools.response.inference_geo'
/** How much of the web a search model was given (Perplexity). */
export const ATTR_RESPONSE_SEARCH_CONTEXT = 'genai_devtools.response.search_context_size'
/** The stop sequence that ended the answer; only one that the request named, so that no word of an answer gets here. */
export const ATTR_RESPONSE_STOP_SEQUENCE = 'genai_devtools.response.stop_sequence'
/** The token that ended the answer, by its number (vLLM, SGLang). */
export const ATTR_RESPONSE_STOP_TOKEN = 'genai_devtools.response.stop_token_id'
/** True where the model, or the provider for it, refused in words or by its reason. */
export const ATTR_RESPONSE_REFUSED = 'genai_devtools.response.refused'
/** What kind of request was refused, in the provider's word. */
export const ATTR_RESPONSE_REFUSAL_CATEGORY = 'genai_devtools.response.refusal.category'
/** What filters said of the answer, `<category>: <level>`, without those that found nothing. */
export const ATTR_RESPONSE_SAFETY = 'genai_devtools.response.safety_ratings'
/** Categories for which a filter held the answer back. */
export const ATTR_RESPONSE_FILTERED = 'genai_devtools.response.filtered_categories'
/** The same of the prompt. */
export const ATTR_PROMPT_SAFETY = 'genai_devtools.prompt.safety_ratings'
export const ATTR_PROMPT_FILTERED = 'genai_devtools.prompt.filtered_categories'
/** Why the provider refused the prompt, in its own word. */
export const ATTR_PROMPT_BLOCK_REASON = 'genai_devtools.prompt.block_reason'
/** Values that are too long or too many for the attributes above, and were left out. */
export const ATTR_LEFT_OUT = 'genai_devtools.response.left_out_values'
/** Model calls that one answer of an agent took. */
export const ATTR_STEPS = 'genai_devtools.response.steps'

// What the provider says of its prompt cache, compared with an earlier call.

/** `cache_hit`, `cache_miss`, `pending`, `unavailable`, or that the earlier call was not found, in the provider's word. */
export const ATTR_CACHE_DIAGNOSIS = 'genai_devtools.cache.diagnosis'
/** What changed: `tools_changed`, `model_changed`, ... */
export const ATTR_CACHE_MISS_REASON = 'genai_devtools.cache.miss_reason'
/** Input tokens, by the provider's estimate, that would have come from the cache. */
export const ATTR_CACHE_MISSED_TOKENS = 'genai_devtools.cache.missed_tokens'
/** Tokens of the earlier call that could have been used again. */
export const ATTR_CACHE_REUSABLE_TOKENS = 'genai_devtools.cache.reusable_tokens'

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
