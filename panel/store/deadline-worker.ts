/** Asks a worker, and ends it where its answer is late: what a page says may be made so that reading it never ends. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'

/** As much of a Worker as is used here. Its first message says that it has started, each further one is an answer. */
export type AnsweringWorker = Pick<Worker, 'onmessage' | 'onerror' | 'postMessage' | 'terminate'>

export type Answer<A> = { readonly value: A } | 'late' | 'failed'

interface Options {
  readonly start: () => AnsweringWorker
  /** From the question to the answer; the time that the worker takes to start is not counted. */
  readonly deadline: Milliseconds
}

/** One question at a time, the others wait. */
export class DeadlineWorker<Q, A> {
  readonly #options: Options
  #worker: Promise<AnsweringWorker> | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
  }

  ask(question: Q): Promise<Answer<A>> {
    const answer = this.#last.then(() => this.#ask(question))
    this.#last = answer
    return answer
  }

  async #ask(question: Q): Promise<Answer<A>> {
    let worker: AnsweringWorker
    try {
      worker = await (this.#worker ??= started(this.#options.start))
    } catch {
      this.#worker = undefined
      return 'failed'
    }
    const answer = await answered<A>(worker, question, this.#options.deadline)
    if (typeof answer === 'string') {
      worker.terminate()
      this.#worker = undefined
    }
    return answer
  }
}

function started(start: () => AnsweringWorker): Promise<AnsweringWorker> {
  return new Promise((resolve, reject) => {
    const worker = start()
    worker.onmessage = () => resolve(worker)
    worker.onerror = ({ message }) => reject(new Error(message))
  })
}

function answered<A>(worker: AnsweringWorker, question: unknown, deadline: Milliseconds): Promise<Answer<A>> {
  return new Promise((resolve) => {
    let last: ReturnType<typeof setTimeout>
    const end = (answer: Answer<A>): void => {
      clearTimeout(last)
      resolve(answer)
    }
    // Where this thread was busy meanwhile, the answer may have come and wait for its turn: it gets one.
    last = setTimeout(() => (last = setTimeout(() => end('late'))), deadline)
    worker.onmessage = ({ data }: MessageEvent<A>) => end({ value: data })
    worker.onerror = () => end('failed')
    worker.postMessage(question)
  })
}
