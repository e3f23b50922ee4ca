/**
 * Whether a request may be a model's, an agent's or an MCP server's, by its text alone. It lets through whatever any wire recognises, and some that none
 * does: the wires have the last word. Pure.
 */

/** What the signs stand in. */
interface Request {
  readonly method: string
  readonly body?: string | undefined
  header(name: string): string | null
}

/** The last segments of the paths that the wires know. */
const POSTED =
  /\/(?:completions|v1\/complete|v1\/messages|responses|embeddings|runs\/(?:stream|wait)|interactions|conversations(?:\/[^/]+){0,2}|v2\/chat|api\/(?:chat|generate|embed))\/*$|(?::|%3a)(?:generateContent|streamGenerateContent|embedContent|batchEmbedContents|predict|rawPredict|streamRawPredict)$/i
/** Answers that are fetched again, and streams that are joined. */
const FETCHED = /\/responses\/(?:resp[_-][^/]+|[^/]*\d[^/]*)\/*$|\/interactions\/[^/]+\/*$|\/threads\/[^/]+\/runs\/[^/]+\/stream\/*$/i

/** Keys that one of every wire's requests has: an application's own JSON without any of them is not parsed. */
const TELLING_KEY = /"(?:messages|contents|prompt|inputs?|jsonrpc|assistant_id)"\s*:/

export const hasTellingKey = (body: string): boolean => TELLING_KEY.test(body)

const MCP_HEADERS = ['mcp-session-id', 'mcp-protocol-version', 'mcp-method']

/** Of requests that carry no message. */
export const hasMcpHeader = (request: Pick<Request, 'header'>): boolean => MCP_HEADERS.some((name) => request.header(name) !== null)

/** The longest body that is looked into, in characters: beyond it the page would notice the parsing. */
export const MAX_REQUEST_CHARACTERS = 50_000_000

/** What an address says by itself. */
export interface PlaceSigns {
  /** A path at which models and agents are asked. */
  readonly posted: boolean
  /** A path at which an answer is fetched again, or a stream joined. */
  readonly fetched: boolean
  /** Where an agent presents itself; `agent.json` up to 0.2 of the Agent2Agent protocol. */
  readonly card: boolean
  readonly web: boolean
}

/** A page asks the same few addresses over and over, and capture gives one URL for one address: to ask it for its parts takes longer than all else. */
const places = new WeakMap<URL, PlaceSigns>()

export function signsOf(url: URL): PlaceSigns {
  const known = places.get(url)
  if (known !== undefined) return known
  const { pathname, protocol } = url
  const signs: PlaceSigns = {
    posted: POSTED.test(pathname),
    fetched: FETCHED.test(pathname),
    card: /\/\.well-known\/agent(?:-card)?\.json\/*$/.test(pathname),
    web: /^https?:$/.test(protocol),
  }
  places.set(url, signs)
  return signs
}

/** Without MCP's, which {@link mayBeMcp} tells. */
export function mayAskModel({ method, body }: Pick<Request, 'method' | 'body'>, signs: PlaceSigns): boolean {
  if (method === 'GET') return signs.fetched || signs.card
  if (method !== 'POST') return false
  return signs.posted || (body !== undefined && body.length <= MAX_REQUEST_CHARACTERS && hasTellingKey(body))
}

export function mayBeMcp(request: Request): boolean {
  const { method, body } = request
  if (method === 'POST') return body?.includes('"jsonrpc"') === true
  return (method === 'GET' || method === 'DELETE') && hasMcpHeader(request)
}

/** Whether an MCP message asks for something: a bare reply, the end of a session and what takes a request back are told in their order. */
export const asksMcp = ({ method, body = '' }: Pick<Request, 'method' | 'body'>): boolean =>
  method === 'POST' && body.includes('"method"') && body.includes('"id"') && !body.includes('notifications/cancelled')

const MAY_ASK: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH'])

/** Whose answer may be a model's: a resumed stream comes by GET, a proxy asks in its own way. JSON-RPC says itself what it is. */
export function mayTellLater({ method, body }: Pick<Request, 'method' | 'body'>, { web }: PlaceSigns): boolean {
  return web && MAY_ASK.has(method) && (method !== 'POST' || body?.includes('"jsonrpc"') !== true)
}
