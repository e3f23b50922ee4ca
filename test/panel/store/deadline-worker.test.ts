import { expect, test } from 'vitest'
import { DeadlineWorker, type AnsweringWorker } from '../../../panel/store/deadline-worker.ts'

/** Answers `even`, `never` for what is never answered, or fails. */
class FakeWorker {
  static started = 0
  static ended = 0
  onmessage: AnsweringWorker['onmessage'] = null
  onerror: AnsweringWorker['onerror'] = null

  constructor(isBroken = false) {
    FakeWorker.started++
    queueMicrotask(() => (isBroken ? this.#fail() : this.#say('started')))
  }

  postMessage(question: unknown): void {
    if (question === 'fail') queueMicrotask(() => this.#fail())
    else if (question !== 'never') queueMicrotask(() => this.#say(`answer to ${String(question)}`))
  }

  terminate(): void {
    FakeWorker.ended++
  }

  #say(data: string): void {
    this.onmessage?.call(this as never, { data } as MessageEvent<string>)
  }

  #fail(): void {
    this.onerror?.call(this as never, { message: 'broken' } as ErrorEvent)
  }
}

test('an answer that does not come ends the worker, and the next question gets a new one', async () => {
  FakeWorker.started = FakeWorker.ended = 0
  const asker = new DeadlineWorker<string, string>({ start: () => new FakeWorker() as AnsweringWorker, deadline: 5 })
  const answers = await Promise.all(['a', 'never', 'b', 'fail', 'c'].map((question) => asker.ask(question)))
  expect(answers).toEqual([{ value: 'answer to a' }, 'late', { value: 'answer to b' }, 'failed', { value: 'answer to c' }])
  expect([FakeWorker.started, FakeWorker.ended]).toEqual([3, 2])
})

test('a worker that does not start fails its question, and is started anew for the next', async () => {
  let starts = 0
  const asker = new DeadlineWorker<string, string>({ start: () => new FakeWorker(starts++ === 0) as AnsweringWorker, deadline: 5 })
  expect(await asker.ask('a')).toBe('failed')
  expect(await asker.ask('a')).toEqual({ value: 'answer to a' })
})
