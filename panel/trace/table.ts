/**
 * Columns of numbers in segments of 64k rows: plain data, which another realm can read and a thread hand over. A table grows without moving what it holds, a row
 * keeps its number for as long as it is used, and a row that is given back is used again.
 *
 *     column "start"   [ 65,536 numbers ][ 65,536 numbers ][ … ]
 *     row 70,000        segment 1, place 4,464
 */

/** Stands in a column of whole numbers for "none". */
export const NONE = -1

const BITS = 16
const SEGMENT = 1 << BITS
const MASK = SEGMENT - 1
/** Rows of the first segment before it is full size: most traces are small. */
const FIRST = 256

export type F64 = Float64Array[]
export type F32 = Float32Array[]
export type I32 = Int32Array[]
export type U32 = Uint32Array[]
export type U8 = Uint8Array[]

export interface Layout {
  /** NaN in a new row. */
  readonly f64?: readonly string[]
  /** NaN in a new row. */
  readonly f32?: readonly string[]
  /** {@link NONE} in a new row. */
  readonly i32?: readonly string[]
  /** 0 in a new row. */
  readonly u32?: readonly string[]
  /** 0 in a new row. */
  readonly u8?: readonly string[]
}

type Names<N extends readonly string[] | undefined> = N extends readonly string[] ? N[number] : never

export type Columns<L extends Layout> = { readonly [N in Names<L['f64']>]: F64 } & { readonly [N in Names<L['f32']>]: F32 } & {
  readonly [N in Names<L['i32']>]: I32
} & {
  readonly [N in Names<L['u32']>]: U32
} & { readonly [N in Names<L['u8']>]: U8 }

export interface Table<L extends Layout> {
  readonly columns: Columns<L>
  /** Rows that were ever used: numbers run from 0 to one below it. */
  length: number
  /** Rows in use. */
  used: number
  readonly free: number[]
  readonly all: readonly Column[]
}

interface Column {
  readonly parts: (Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array)[]
  readonly make: (length: number) => Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array
  readonly blank: number
}

export function createTable<const L extends Layout>(layout: L): Table<L> {
  const columns: { [name: string]: Column['parts'] } = {}
  const all: Column[] = []
  const add = (names: readonly string[] | undefined, blank: number, make: Column['make']): void => {
    for (const name of names ?? []) {
      const parts: Column['parts'] = []
      columns[name] = parts
      all.push({ parts, make, blank })
    }
  }
  add(layout.f64, Number.NaN, (length) => new Float64Array(length))
  add(layout.f32, Number.NaN, (length) => new Float32Array(length))
  add(layout.i32, NONE, (length) => new Int32Array(length))
  add(layout.u32, 0, (length) => new Uint32Array(length))
  add(layout.u8, 0, (length) => new Uint8Array(length))
  return { columns: columns as unknown as Columns<L>, length: 0, used: 0, free: [], all }
}

/** Number of a new, blank row. */
export function addRow(table: Table<Layout>): number {
  table.used++
  const again = table.free.pop()
  if (again !== undefined) {
    for (const { parts, blank } of table.all) {
      const part = parts[again >>> BITS]
      if (part !== undefined) part[again & MASK] = blank
    }
    return again
  }
  if (table.length === capacityOf(table)) for (const column of table.all) grow(column)
  return table.length++
}

/** The row may be used again. */
export function freeRow(table: Table<Layout>, row: number): void {
  table.used--
  table.free.push(row)
}

export function bytesOf(table: Table<Layout>): number {
  return table.all.reduce((sum, { parts }) => sum + parts.reduce((bytes, part) => bytes + part.byteLength, 0), 0)
}

function capacityOf({ all }: Table<Layout>): number {
  const parts = all[0]?.parts ?? []
  return parts.length === 0 ? 0 : (parts.length - 1) * SEGMENT + (parts.at(-1)?.length ?? 0)
}

/** The first segment doubles until it is full size; then segments of that size follow. */
function grow({ parts, make, blank }: Column): void {
  const [only] = parts
  const doubles = parts.length === 1 && only !== undefined && only.length < SEGMENT
  const part = make(parts.length === 0 ? FIRST : doubles ? only.length * 2 : SEGMENT)
  if (blank !== 0) part.fill(blank)
  if (!doubles) parts.push(part)
  else {
    part.set(only)
    parts[0] = part
  }
}

// One function a kind of array: shared, they would be compiled for all kinds at once, and cost three times as much.

export function f64(column: F64, row: number): number {
  return column[row >>> BITS]?.[row & MASK] ?? Number.NaN
}

export function setF64(column: F64, row: number, value: number): void {
  const part = column[row >>> BITS]
  if (part !== undefined) part[row & MASK] = value
}

export function f32(column: F32, row: number): number {
  return column[row >>> BITS]?.[row & MASK] ?? Number.NaN
}

export function setF32(column: F32, row: number, value: number): void {
  const part = column[row >>> BITS]
  if (part !== undefined) part[row & MASK] = value
}

export function i32(column: I32, row: number): number {
  return column[row >>> BITS]?.[row & MASK] ?? NONE
}

export function setI32(column: I32, row: number, value: number): void {
  const part = column[row >>> BITS]
  if (part !== undefined) part[row & MASK] = value
}

export function u32(column: U32, row: number): number {
  return column[row >>> BITS]?.[row & MASK] ?? 0
}

export function setU32(column: U32, row: number, value: number): void {
  const part = column[row >>> BITS]
  if (part !== undefined) part[row & MASK] = value
}

export function u8(column: U8, row: number): number {
  return column[row >>> BITS]?.[row & MASK] ?? 0
}

export function setU8(column: U8, row: number, value: number): void {
  const part = column[row >>> BITS]
  if (part !== undefined) part[row & MASK] = value
}
