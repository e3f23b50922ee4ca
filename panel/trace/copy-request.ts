/** A request as the wire had it → a command for a shell, or code for a console, that makes it again. A key is `$API_KEY`: the page gives out none. */
import { TAKEN_OUT, type RawRequest } from '../../sdk/protocol/raw.ts'

/** For a POSIX shell; `API_KEY` is a variable of it. */
export function asCurl({ method, url, headers, keys, body }: RawRequest): string {
  const lines = [`curl ${shellQuoted(url)}`]
  if (method !== (body === undefined ? 'GET' : 'POST')) lines.push(`-X ${shellQuoted(method)}`)
  for (const [name, value] of Object.entries(headersOf(headers, keys, body))) lines.push(`-H ${shellQuoted(`${name}: ${value}`)}`)
  if (body !== undefined) lines.push(`--data-raw ${shellQuoted(body)}`)
  return lines.join(' \\\n  ')
}

/** For a console or a module; `$API_KEY` is a variable of it. */
export function asFetch({ method, url, headers, keys, body }: RawRequest): string {
  const all = headersOf(headers, keys, body)
  const names = Object.entries(all).map(([name, value]) => `    ${JSON.stringify(name)}: ${scriptQuoted(value)},\n`)
  const code = [
    `await fetch(${scriptQuoted(url)}, {\n  method: ${scriptQuoted(method)},\n`,
    names.length === 0 ? '' : `  headers: {\n${names.join('')}  },\n`,
    body === undefined ? '' : `  body: ${scriptQuoted(body)},\n`,
    '})',
  ].join('')
  return code.includes('$API_KEY') ? `const $API_KEY = ''\n${code}` : code
}

/** What cURL and `fetch` would set otherwise than the page's own call did. */
function headersOf(headers: RawRequest['headers'], keys: readonly string[], body: string | undefined): RawRequest['headers'] {
  const type = body === undefined || 'content-type' in headers ? {} : { 'content-type': 'text/plain;charset=UTF-8' }
  // The browser's own jar sends these.
  const given = keys.filter((key) => !/^(?:set-)?cookie\b/i.test(key)).map((key) => key.split(': '))
  return {
    ...headers,
    ...type,
    ...Object.fromEntries(given.map(([name = '', scheme]) => [name, scheme === undefined ? TAKEN_OUT : `${scheme} ${TAKEN_OUT}`])),
  }
}

/** Within single quotes a shell reads nothing but their end. */
function shellQuoted(text: string): string {
  const pieces = text.split(TAKEN_OUT).map((piece) => (piece === '' ? '' : `'${piece.replaceAll("'", "'\\''")}'`))
  return pieces.join('"$API_KEY"') || "''"
}

function scriptQuoted(text: string): string {
  const pieces = text.split(TAKEN_OUT).map((piece) => (piece === '' ? '' : JSON.stringify(piece)))
  const all = pieces.flatMap((piece, index) => (index === 0 ? [piece] : ['$API_KEY', piece])).filter((piece) => piece !== '')
  return all.join(' + ') || '""'
}
