/** The option `endpoints`: an application's own routes that speak a wire we know. */
import type { RequestSnapshot } from './capture/exchange.ts'
import type { Endpoint } from './options.ts'
import { APIS, type Api } from './recognition/apis.ts'

export interface KnownEndpoint {
  readonly api: Api
  readonly provider: string | undefined
}

/** The first endpoint that a request is for. */
export type Endpoints = (request: Pick<RequestSnapshot, 'method' | 'url' | 'header'>) => KnownEndpoint | undefined

/** Reads the option once. A wrong one throws a TypeError that says how to put it right. */
export function readEndpoints(endpoints: readonly Endpoint[] = []): Endpoints {
  if (!Array.isArray(endpoints))
    throw new TypeError(`endpoints must be a list such as [{ match: '/api/chat', api: 'ai-sdk-ui' }], not ${show(endpoints)}`)
  const known = endpoints.map(readEndpoint)
  return (request) => (known.length > 0 && asksForAnswer(request) ? known.find(({ matches }) => matches(request.url)) : undefined)
}

/** A GET of the same route mostly loads something else; one that asks for an event stream goes on with an answer. */
function asksForAnswer({ method, header }: Parameters<Endpoints>[0]): boolean {
  if (method === 'GET') return (header('accept') ?? '').includes('text/event-stream')
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

function readEndpoint(endpoint: unknown, at: number): KnownEndpoint & { readonly matches: (url: URL) => boolean } {
  const name = `endpoints[${at}]`
  if (typeof endpoint !== 'object' || endpoint === null)
    throw new TypeError(`${name} must be an object such as { match: '/api/chat', api: 'ai-sdk-ui' }`)
  const wrong = Object.keys(endpoint).find((key) => !KEYS.includes(key))
  if (wrong !== undefined) throw new TypeError(`${name} has no option ${show(wrong)}: it takes match, api and provider`)
  const { match, api, provider }: { readonly match?: unknown; readonly api?: unknown; readonly provider?: unknown } = endpoint
  return { matches: matcherOf(match, name), api: apiOf(api, name), provider: providerOf(provider, name) }
}

const KEYS = ['match', 'api', 'provider']

function matcherOf(match: unknown, name: string): (url: URL) => boolean {
  if (match instanceof RegExp) {
    // `g` and `y` make a RegExp remember where it stopped, so that every second request would be missed.
    const pattern = new RegExp(match.source, match.flags.replace(/[gy]/g, ''))
    return (url) => pattern.test(url.href)
  }
  if (typeof match !== 'string' || /^[\s/]*$/.test(match)) {
    throw new TypeError(
      `${name}.match must be a part of the URL such as '/api/chat' or 'https://api.example.com/v1/chat', or a RegExp, not ${show(match)}`,
    )
  }
  if (/[?#]/.test(match))
    throw new TypeError(
      `${name}.match is compared with the URL up to its query: leave out what follows ${show(match.split(/[?#]/)[0])}, or use a RegExp`,
    )
  if (match.includes('*')) throw new TypeError(`${name}.match knows no wildcards: use a RegExp, such as ${wildcardPattern(match)}`)
  return (url) => standsIn(`${url.origin}${url.pathname}`, match)
}

/** As whole segments: `/api/chat` stands in `https://a.example/api/chat/7`, not in `/api/chatter` or `/my-api/chat`. */
function standsIn(place: string, match: string): boolean {
  const text = `${place}/`
  const part = `${match.replace(/\/+$/, '')}/`
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (at === 0 || part.startsWith('/') || text[at - 1] === '/') return true
  }
  return false
}

function wildcardPattern(match: string): string {
  const source = match.replace(/[.+^${}()|[\]\\/]/g, '\\$&').replace(/\*+/g, '[^/]*')
  return `/${source}/`
}

function apiOf(api: unknown, name: string): Api {
  const known = APIS.find((one) => one === api)
  if (known !== undefined) return known
  const near = typeof api === 'string' ? nearest(api) : undefined
  const proposal = near === undefined ? `one of ${APIS.join(', ')}` : `${show(near)} (one of ${APIS.join(', ')})`
  throw new TypeError(`${name}.api is ${show(api)}, which is no wire that is known; write ${proposal}`)
}

/** The name that begins alike: people write the vendor (`openai`), or spell it their way (`AI_SDK_UI`). */
function nearest(api: string): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const wanted = plain(api)
  if (wanted === '') return undefined
  return APIS.find((one) => plain(one) === wanted) ?? APIS.find((one) => plain(one).startsWith(wanted) || wanted.startsWith(plain(one)))
}

function providerOf(provider: unknown, name: string): string | undefined {
  if (provider === undefined || (typeof provider === 'string' && provider.trim() !== '')) return provider
  throw new TypeError(`${name}.provider must be a name such as 'openai', or be left out, not ${show(provider)}`)
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
