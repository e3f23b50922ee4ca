/** Answers that are left alone until the page touches them: whichever way it takes, all of the body is told, once. */
import { afterEach, describe, expect, test } from 'vitest'
import { captureFetch } from '../../../sdk/capture/fetch.ts'
import { useLoopback } from '../../support/loopback.ts'

const ANSWER = '{"a":"zwei ü"}'
let undo = (): void => undefined

const server = useLoopback((request, response) => {
  response.writeHead(request.url === '/none' ? 204 : 200, { 'content-type': 'application/json' })
  if (request.url === '/none') return void response.end()
  if (request.url === '/broken') return void response.write('{"a":', () => response.destroy())
  response.end(request.url === '/text' ? 'no JSON' : ANSWER)
})
afterEach(() => undo())
/** What the observer was told, in order. `takesWhole`: it takes a body that is asked for as one in the place of its chunks. */
function listen(takesWhole: boolean): string[] {
  const told: string[] = []
  const decoder = new TextDecoder()
  undo = captureFetch(() => ({
    whenTouched: true,
    failed: () => void told.push('failed'),
    response: () => ({
      ...(takesWhole && {
        whole: (body) =>
          void told.push(body === 'no JSON' ? body : 'json' in body ? `json ${JSON.stringify(body.json)}` : `text ${body.text}`),
      }),
      chunk: (bytes) => void told.push(`bytes ${decoder.decode(bytes)}`),
      end: () => void told.push('end'),
      error: () => void told.push('error'),
      cancel: () => void told.push('cancel'),
    }),
  }))
  return told
}

const read = async (stream: ReadableStream<Uint8Array> | null): Promise<string> => {
  let text = ''
  const decoder = new TextDecoder()
  const reader = stream?.getReader()
  for (let result = await reader?.read(); result?.done === false; result = await reader?.read()) text += decoder.decode(result.value)
  return text
}
const decode = (buffer: ArrayBuffer | Uint8Array): string => new TextDecoder().decode(buffer)

type Way = readonly [name: string, take: (response: Response) => Promise<unknown>]
const WAYS: readonly Way[] = [
  ['text()', (response) => response.text()],
  ['json()', async (response) => JSON.stringify(await response.json())],
  ['arrayBuffer()', async (response) => decode(await response.arrayBuffer())],
  ['blob()', async (response) => (await response.blob()).text()],
  ['body.getReader()', (response) => read(response.body)],
  ['body.tee()', (response) => read(response.body?.tee()[1] ?? null)],
  ['body.pipeThrough()', (response) => read(response.body?.pipeThrough(new TransformStream()) ?? null)],
  ['clone().text()', (response) => response.clone().text()],
  ['clone() and itself', async (response) => [await response.clone().text(), await response.text()][1]],
  ['new Response(body)', (response) => new Response(response.body).text()],
]

const WHOLE = new Set(['text()', 'json()'])
/** Node writes its methods in JavaScript: they are taken for a library's, which are read through. In browsers `test/e2e/own-route` looks. */
const isNative = Function.prototype.toString.call(Response.prototype.text).includes('[native code]')

describe.each([true, false])('taken as a whole where it is asked for as one: %s', (takesWhole) => {
  test.each(WAYS)('%s', async (name, take) => {
    const told = listen(takesWhole)
    expect(await take(await fetch(`${server.origin}/`))).toBe(ANSWER)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told.at(-1)).toBe('end')
    expect(told.slice(0, -1).join('')).toBe(isNative && takesWhole && WHOLE.has(name) ? `${name.slice(0, 4)} ${ANSWER}` : `bytes ${ANSWER}`)
  })
})

test('one that is not touched says nothing, and neither does one that has no body', async () => {
  const told = listen(true)
  const response = await fetch(`${server.origin}/`)
  expect([response.ok, response.bodyUsed, response.headers.get('content-type')]).toEqual([true, false, 'application/json'])
  expect(await (await fetch(`${server.origin}/none`)).text()).toBe('')
  expect(told.filter((word) => word !== 'end' && word !== 'text ')).toEqual([])
})

test('what the page is refused it is refused as ever, and nothing is told twice', async () => {
  const told = listen(true)
  const response = await fetch(`${server.origin}/`)
  await response.json()
  await expect(response.json()).rejects.toThrow(TypeError)
  await expect((await fetch(`${server.origin}/text`)).json()).rejects.toThrow(SyntaxError)
  await expect((await fetch(`${server.origin}/broken`)).text()).rejects.toThrow(TypeError)
  expect(told.filter((word) => word === 'end' || word === 'error')).toEqual(isNative ? ['end'] : ['end', 'end', 'error'])
})
