/**
 * What waits to be read and taken into the trace, document by document. Each has its turn, and between slices the main thread is anybody's: the panel
 * paints on it. What may wait longer is done when nothing else is. Pure but for its clock, which is given.
 *
 *     lane of document A   ▮▮▮▮▮▮▮▮     slice: A B A B ‖ macrotask ‖ slice: A A A ...
 *     lane of document B   ▮▮
 */

/** What a slice takes of the main thread at most, but for the one thing that it is at. */
export const SLICE_MS = 8
/** What a document takes of a slice before it is another one's turn. */
export const TURN_MS = 2
/** For so long after a slice that was too short it counts as behind: of a flood the next part comes when the last one was answered, and what is painted in between delays it. */
export const BEHIND_MS = 100
/** Characters that wait, of all documents. A document that has less than its share of them always finds room. */
export const MAX_WAITING = 134_217_728

export interface Clock {
  /** Milliseconds. */
  now(): number
  /** In a turn of its own, as soon as there is one; by no timer and no frame, which a hidden page has few or none of. */
  soon(run: () => void): void
}

/** Goes on with some work while `hasTime` says so, and does at least a part of it. @returns whether it is done */
export type Work = (hasTime: () => boolean) => boolean

/** One document's: what is added first is done first. */
export interface Lane {
  /** @returns false where there is no room for so many characters: then it is not done */
  add(characters: number, work: Work): boolean
  /** Gives up all that waits. */
  empty(): void
}

interface Job {
  readonly characters: number
  readonly work: Work
}

interface Line {
  jobs: Job[]
  characters: number
}

export class Intake {
  readonly #clock: Clock
  /** Those that have something to do; who is first has the next turn. */
  readonly #busy = new Set<Line>()
  readonly #rest: Work | undefined
  #characters = 0
  #isDue = false
  #behindUntil = Number.NEGATIVE_INFINITY
  /** Something was done since the rest was. */
  #hasRest = false

  /** `rest`: what there is to do once nothing waits. */
  constructor(clock: Clock, rest?: Work) {
    this.#clock = clock
    this.#rest = rest
  }

  /** Something waits, or more came a moment ago than a slice could take. */
  get isBehind(): boolean {
    return this.#busy.size > 0 || this.#clock.now() < this.#behindUntil
  }

  lane(): Lane {
    const line: Line = { jobs: [], characters: 0 }
    return {
      add: (characters, work) => this.#add(line, { characters, work }),
      empty: () => this.#empty(line),
    }
  }

  #add(line: Line, job: Job): boolean {
    const share = MAX_WAITING / (this.#busy.size + (this.#busy.has(line) ? 0 : 1))
    const isTooMuch = this.#characters + job.characters > MAX_WAITING && line.characters + job.characters > share
    if (isTooMuch && job.characters > 0) return false
    line.jobs.push(job)
    this.#weigh(line, job.characters)
    this.#busy.add(line)
    this.#schedule()
    return true
  }

  #empty(line: Line): void {
    this.#weigh(line, -line.characters)
    line.jobs = []
    this.#busy.delete(line)
  }

  #weigh(line: Line, characters: number): void {
    line.characters += characters
    this.#characters += characters
  }

  #schedule(): void {
    if (this.#isDue || (this.#busy.size === 0 && !this.#hasRest)) return
    this.#isDue = true
    this.#clock.soon(() => {
      this.#isDue = false
      try {
        const end = this.#clock.now() + SLICE_MS
        if (this.#busy.size > 0) this.#slice(end)
        else this.#doRest(end)
      } finally {
        this.#schedule()
      }
    })
  }

  #doRest(end: number): void {
    // What fails is not tried again.
    this.#hasRest = false
    this.#hasRest = this.#rest?.(() => this.#clock.now() < end) === false
  }

  #slice(end: number): void {
    let now = this.#clock.now()
    for (; now < end; now = this.#clock.now()) {
      const [line] = this.#busy
      if (line === undefined) return
      this.#turn(line, Math.min(end, now + TURN_MS))
    }
    if (this.#busy.size > 0) this.#behindUntil = now + BEHIND_MS
  }

  #turn(line: Line, end: number): void {
    const hasTime = (): boolean => this.#clock.now() < end
    this.#hasRest = this.#rest !== undefined
    this.#busy.delete(line)
    this.#busy.add(line)
    do {
      const [job] = line.jobs
      if (job === undefined) break
      // What fails is not tried again.
      let isDone = true
      try {
        isDone = job.work(hasTime)
      } finally {
        if (isDone) this.#remove(line, job)
      }
    } while (hasTime())
  }

  #remove(line: Line, job: Job): void {
    // It may have emptied the lane itself.
    if (line.jobs[0] === job) {
      line.jobs.shift()
      this.#weigh(line, -job.characters)
    }
    if (line.jobs.length === 0) this.#busy.delete(line)
  }
}
