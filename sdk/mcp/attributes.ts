/** MCP facts → span attributes by the conventions for MCP clients and servers. */
import type { RequestSnapshot } from '../capture/exchange.ts'
import { scrubUrl } from '../content/credentials.ts'
import type { Attributes } from '../protocol/records.ts'
import { factsOf, type McpAsked } from './messages.ts'
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_CLIENT_PORT,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_JSONRPC_PROTOCOL_VERSION,
  ATTR_JSONRPC_REQUEST_ID,
  ATTR_MCP_METHOD_NAME,
  ATTR_MCP_PROTOCOL_VERSION,
  ATTR_MCP_RESOURCE_URI,
  ATTR_MCP_SESSION_ID,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_NETWORK_TRANSPORT,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '../semconv.ts'
import { present } from '../otel-attributes.ts'
import { addressOf, portOf } from '../span/attributes.ts'

/** Who asked: the page is the client of what it asks, and the server of what it is asked. */
export type Side = 'client' | 'server'

/** Where a message went or came from. */
export interface Place {
  readonly url: URL
  /** The request that carried it, or whose answer did: its credentials are taken out of what a failure says. */
  readonly request: Pick<RequestSnapshot, 'url' | 'header' | 'headerNames' | 'body'>
  readonly sessionId?: string
  readonly protocolVersion?: string
}

/** `tools/call search`; a resource's URI stays out: a name has to be of low cardinality. */
export function spanName(message: McpAsked): string {
  const { toolName, promptName } = factsOf(message)
  const target = toolName ?? promptName
  return target === undefined ? message.method : `${message.method} ${target}`
}

export function askedAttributes(message: McpAsked, { url, sessionId, protocolVersion }: Place, side: Side): Attributes {
  const facts = factsOf(message)
  const [address, port] = side === 'client' ? [ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT] : [ATTR_CLIENT_ADDRESS, ATTR_CLIENT_PORT]
  return present({
    [ATTR_MCP_METHOD_NAME]: message.method,
    // "SHOULD be set to execute_tool when the operation describes a tool call and SHOULD NOT be set otherwise."
    [ATTR_GEN_AI_OPERATION_NAME]: message.method === 'tools/call' ? 'execute_tool' : undefined,
    [ATTR_GEN_AI_TOOL_NAME]: facts.toolName,
    [ATTR_GEN_AI_PROMPT_NAME]: facts.promptName,
    [ATTR_MCP_RESOURCE_URI]: facts.resourceUri === undefined ? undefined : scrubUrl(facts.resourceUri),
    [ATTR_JSONRPC_REQUEST_ID]: message.kind === 'request' ? message.id : undefined,
    [ATTR_JSONRPC_PROTOCOL_VERSION]: message.version,
    [ATTR_MCP_SESSION_ID]: sessionId,
    [ATTR_MCP_PROTOCOL_VERSION]: protocolVersion ?? facts.protocolVersion,
    [ATTR_NETWORK_PROTOCOL_NAME]: 'http',
    [address]: addressOf(url),
    [port]: portOf(url),
  })
}

/**
 * What the browser says of the connection, asked when the call is over: `nextHopProtocol` is there for the same origin and for servers that allow it
 * (Timing-Allow-Origin). Without it only plain HTTP is sure to be TCP.
 */
export function connectionAttributes(url: URL): Attributes {
  const spoken = nextHopProtocol(url)
  const version = spoken === undefined ? undefined : /^(?:h(?=\d)|http\/)(\d(?:\.\d)?)/.exec(spoken)?.[1]
  const transport = version === '3' ? 'quic' : version !== undefined || url.protocol === 'http:' ? 'tcp' : undefined
  return present({ [ATTR_NETWORK_TRANSPORT]: transport, [ATTR_NETWORK_PROTOCOL_VERSION]: version })
}

function nextHopProtocol(url: URL): string | undefined {
  const last: unknown = globalThis.performance?.getEntriesByName(url.href, 'resource').at(-1)
  if (typeof last !== 'object' || last === null || !('nextHopProtocol' in last)) return undefined
  const { nextHopProtocol: spoken } = last
  return typeof spoken === 'string' && spoken !== '' ? spoken : undefined
}
