import { LateModule } from '../../sdk/late-module.ts'

/** What a test says of parts that are there. */
export interface Gate {
  areThere: boolean
  /** How often one was asked for. */
  asked: number
}

/** A part that seems to be missing as long as the test says so, and is never loaded by itself. */
export class GatedPart<T extends object> extends LateModule<T> {
  readonly #part: LateModule<T>
  readonly #gate: Gate

  constructor(part: LateModule<T>, gate: Gate) {
    super()
    this.#part = part
    this.#gate = gate
  }

  override get module(): T | undefined {
    return this.#gate.areThere ? this.#part.module : undefined
  }

  override use(load: (() => Promise<T>) | T): void {
    this.#part.use(load)
  }

  override want(): void {
    this.#gate.asked++
  }
}
