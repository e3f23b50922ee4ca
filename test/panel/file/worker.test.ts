/** The worker and the panel's side of it: the worker waits for the panel, and ends with it. */
import { afterEach, expect, test, vi } from 'vitest'
import type { FileMessage, FileRequest } from '../../../panel/file/file-messages.ts'
import { prepareReader, readFile } from '../../../panel/file/read-file.ts'
import { drawnFile } from '../../support/drawn-file.ts'
import { until } from '../../support/until.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

const file = new Blob([...drawnFile({ spans: 40_000, format: 'protobuf' })])

interface Scope {
  onmessage: (event: { readonly data: FileRequest }) => void
  postMessage(message: FileMessage, options: { readonly transfer: readonly ArrayBuffer[] }): void
}

async function startWorker(postMessage: Scope['postMessage']): Promise<Scope> {
  const scope: Scope = { onmessage: () => {}, postMessage }
  vi.stubGlobal('self', scope)
  await import('../../../panel/file/file-reader.worker.ts')
  return scope
}

test('two batches are on the way at most, whose columns are handed over and not copied', async () => {
  const messages: FileMessage[] = []
  const transfers: number[] = []
  const scope = await startWorker((message, { transfer }) => {
    messages.push(message)
    if (message.type === 'spans') transfers.push(transfer.length)
  })
  const batches = (): number => messages.filter(({ type }) => type === 'spans').length
  scope.onmessage({ data: { type: 'open', file } })
  await until('two batches came', () => batches() === 2)
  // Whoever would not wait had the whole file read by then.
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(batches()).toBe(2)
  scope.onmessage({ data: { type: 'taken' } })
  await until('a third one came', () => batches() === 3)
  const over = (): boolean => messages.at(-1)?.type === 'end'
  while (!over()) {
    scope.onmessage({ data: { type: 'taken' } })
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(messages.at(-1)).toMatchObject({ type: 'end', spans: 40_000, skipped: [] })
  expect(new Set(transfers)).toEqual(new Set([17]))
})

/** Stands for the browser's: what the panel says is kept, and what the worker says is said by the test. */
class FakeWorker {
  static last: FakeWorker | undefined
  readonly said: string[] = []
  isOver = false
  onmessage: (event: { readonly data: unknown }) => void = () => {}
  onerror: (event: { readonly message: string }) => void = () => {}

  constructor() {
    FakeWorker.last = this
  }

  postMessage({ type }: FileRequest): void {
    this.said.push(type)
  }

  terminate(): void {
    this.isOver = true
  }
}

test('the panel says of each batch that it was taken, and the worker ends with the file', async () => {
  vi.stubGlobal('Worker', FakeWorker)
  const messages = readFile(file)
  const first = messages.next()
  const worker = FakeWorker.last
  expect(worker?.said).toEqual(['open'])
  const batch = { type: 'spans', batch: { length: 1 } }
  for (const data of [batch, { type: 'progress', read: 1, of: 2 }, batch, { type: 'end' }]) worker?.onmessage({ data })
  expect((await first).value).toBe(batch)
  expect(worker?.said).toEqual(['open'])
  const rest: unknown[] = []
  for await (const { type } of messages) rest.push(type)
  expect(rest).toEqual(['progress', 'spans', 'end'])
  expect(worker?.said).toEqual(['open', 'taken', 'taken'])
  expect(worker?.isOver).toBe(true)
})

test('a worker that does not start is a file that could not be read; one that nobody listens to any more is ended', async () => {
  vi.stubGlobal('Worker', FakeWorker)
  const messages = readFile(file)
  const first = messages.next()
  FakeWorker.last?.onerror({ message: '' })
  expect((await first).value).toEqual({ type: 'failed', error: 'The file could not be read: its reader did not start' })
  const left = readFile(file)
  const one = left.next()
  FakeWorker.last?.onmessage({ data: { type: 'progress', read: 1, of: 2 } })
  await one
  expect(FakeWorker.last?.isOver).toBe(false)
  await left.return()
  expect(FakeWorker.last?.isOver).toBe(true)
})

test('one that was started before there was a file reads the next one; one that did not start reads none', async () => {
  vi.stubGlobal('Worker', FakeWorker)
  prepareReader()
  const prepared = FakeWorker.last
  prepareReader()
  expect(FakeWorker.last).toBe(prepared)
  expect(prepared?.said).toEqual(['prepare'])
  const messages = readFile(file)
  const first = messages.next()
  expect([FakeWorker.last === prepared, prepared?.said]).toEqual([true, ['prepare', 'open']])
  prepared?.onmessage({ data: { type: 'failed', error: 'no' } })
  expect((await first).value).toEqual({ type: 'failed', error: 'no' })
  await messages.return()
  prepareReader()
  const broken = FakeWorker.last
  broken?.onerror({ message: '' })
  const others = readFile(file)
  const other = others.next()
  expect(FakeWorker.last).not.toBe(broken)
  FakeWorker.last?.onmessage({ data: { type: 'end' } })
  await other
  await others.return()
})

test('what a worker reads to be ready is told to nobody', async () => {
  const messages: FileMessage[] = []
  const scope = await startWorker((message) => void messages.push(message))
  scope.onmessage({ data: { type: 'prepare' } })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(messages).toEqual([])
  scope.onmessage({ data: { type: 'open', file: new Blob([...drawnFile({ spans: 3, format: 'json' })]) } })
  await until('the file is read', () => messages.at(-1)?.type === 'end')
  expect(messages.at(-1)).toMatchObject({ type: 'end', spans: 3 })
})
