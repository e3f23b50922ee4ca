/** Names of our own, for what the conventions have no word for. All under `genai_devtools.`. */

/** How a span ended: {@link SpanEnd}. */
export const ATTR_END = 'genai_devtools.end'
/** The name that a client gave its own span before ours. */
export const ATTR_CLIENT_SPAN_NAME = 'genai_devtools.client.span_name'
/** Number of this attempt of a call, from 1 for the first retry on; absent on first attempts. */
export const ATTR_RETRY_ATTEMPT = 'genai_devtools.retry.attempt'
/** One HTTP attempt of a call whose span belongs to its client: event name and attributes. */
export const EVENT_ATTEMPT = 'genai_devtools.attempt'
export const ATTR_HTTP_STATUS = 'genai_devtools.http.status_code'
/** True where tokens were estimated, because the provider did not count them for us. */
export const ATTR_USAGE_ESTIMATED = 'genai_devtools.usage.estimated'
/** Notifications in the answer to an MCP request that got no span of their own: there were too many. */
export const ATTR_MCP_LEFT_OUT = 'genai_devtools.mcp.notifications_left_out'

/**
 * `completed`: all of the answer came. `incomplete`: the body ended without the wire's terminal event. `error`: the provider, the network or the
 * page's code failed. `aborted`: the page's signal. `cancelled`: the page cancelled or left the stream. `unread`: the page did not read the
 * body (on) for longer than a limit of ours. `handed_over`: the client ended its own span when it gave the response away unread.
 * `page_hidden`, `shutdown`: nobody will ever tell.
 */
export type SpanEnd = 'completed' | 'incomplete' | 'error' | 'aborted' | 'cancelled' | 'unread' | 'handed_over' | 'page_hidden' | 'shutdown'
