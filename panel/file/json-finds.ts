/** What stands between a scan and whoever reads what it finds. */

/** What a scan finds, told in the order of the bytes. */
export interface Finds {
  /** A value at the outermost level, or one in a list there, begins: on which line, as far as line breaks stand between values. */
  root(line: number, isObject: boolean): void
  /** A field of it, of any name. */
  rootKey(key: string): void
  /** It ended. */
  rootEnd(): void
  /** A list at the outermost level ended. */
  list(items: number): void
  /** A list of resources begins. */
  signal(isLogs: boolean): void
  beginGroup(): void
  /** The bytes of a resource. False: they are no JSON. */
  resource(bytes: Uint8Array): boolean
  beginScope(): void
  scope(bytes: Uint8Array): boolean
  endScope(): void
  endGroup(): void
  /** Reads an item from its brace on. The position after it; any negative number: {@link whole} is to be told, with all of its bytes. */
  item(isLog: boolean, bytes: Uint8Array, at: number, end: number, offset: number): number
  whole(isLog: boolean, bytes: Uint8Array, offset: number): void
  /** An item of more than {@link MAX_ITEM} bytes. */
  tooLarge(isLog: boolean, offset: number, size: number): void
  /** A name of the nesting that is no list, or one of before 2022. */
  oddField(key: string): void
  metrics(groups: number): void
}

export interface Fault {
  readonly offset: number
  readonly expected: string
}

/** Bytes of one item that are held at once, where pieces cut it: about as many as the largest text of a browser has characters. */
export const MAX_ITEM = 256 * 1024 * 1024
