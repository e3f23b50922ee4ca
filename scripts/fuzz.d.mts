/** Types of `fuzz.mjs`. */
export interface FuzzOptions {
  readonly inputs: number
  readonly seed: number
  /** Threads. Default 1. */
  readonly workers?: number
  /** Number of the first input. Default 0. */
  readonly first?: number
  /** Names of inputs far beyond what a provider sends; `*`: all of them. Default none. */
  readonly giants?: readonly string[]
  /** Where recordings lie, if anywhere. */
  readonly wire?: string
}

export interface FuzzFailure {
  readonly index: number
  readonly name: string
  readonly input: string
  readonly why: string
}

export interface FuzzShare {
  readonly inputs: number
  readonly slowest: { readonly index: number; readonly milliseconds: number }
  readonly heldBytes: number
}

export interface FuzzResult {
  readonly failed: number
  readonly failures: readonly FuzzFailure[]
  readonly results: readonly FuzzShare[]
  readonly seconds: number
}

export declare const HANG_MS: number
export declare const MAX_HEAP_MIB: number
export declare function fuzz(options: FuzzOptions): Promise<FuzzResult>
