/**
 * Stage directions: how a request shall be answered, said in its own path, so that one page's fault never meets another's request:
 * `/with/<direction>[,<direction>...]/openai/v1/chat/completions`.
 */

/** What goes wrong. The last three let two chunks through before. */
export type Fault = '400' | '429' | '500' | 'malformed' | 'drop' | 'stream-error'

export interface Hold {
  readonly key: string
  /** Position of the exchange in its job. */
  readonly step: number
  /** The stream waits once this many chunks are sent. */
  readonly chunk: number
}

export interface Directions {
  readonly fault?: Fault
  /** 100 ms between chunks, whatever the server's speed. */
  readonly slow: boolean
  readonly hold?: Hold
  /** The first request that names this word is answered 429, later ones are not. */
  readonly once?: string
}

const isFault = (word: string): word is Fault => ['400', '429', '500', 'malformed', 'drop', 'stream-error'].includes(word)

/** @param value `key.step.chunk` */
function readHold(value: string): Hold | undefined {
  const [key = '', step = '0', chunk = '1'] = value.split('.')
  return key === '' ? undefined : { key, step: Number(step), chunk: Number(chunk) }
}

function readDirections(list: string): Directions {
  const words = list.split(',')
  const valueOf = (name: string): string | undefined => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
  const fault = words.find(isFault)
  const hold = readHold(valueOf('hold') ?? '')
  const once = valueOf('once')
  return {
    slow: words.includes('slow'),
    ...(fault === undefined ? {} : { fault }),
    ...(hold === undefined ? {} : { hold }),
    ...(once === undefined ? {} : { once }),
  }
}

/** Takes the directions off a path. */
export function splitPath(path: string): { readonly directions: Directions; readonly path: string } {
  const [, list = '', rest = path] = /^\/with\/([^/]+)(\/.*)$/.exec(path) ?? []
  return { directions: readDirections(decodeURIComponent(list)), path: rest }
}
