/** The bytes of many items of a file, read in few slices: one for all that stand near each other. */
import type { FileItem } from '../trace/file-rows.ts'
import { bytesAt } from './source-pieces.ts'

/** So many bytes between two items are read along with them: cheaper than a slice more. */
const MAX_GAP = 64 * 1024
const MAX_SLICE = 4 * 1024 * 1024
/** Slices that are on their way at once. */
const AT_ONCE = 16

interface Slice {
  readonly from: number
  to: number
  readonly items: FileItem[]
}

/**
 * @returns the bytes of each item; fewer than its size where the file ends before it.
 * @throws UnreadableError where the file changed, or is gone.
 */
export async function bytesOfItems(source: Blob, items: readonly FileItem[]): Promise<ReadonlyMap<FileItem, Uint8Array>> {
  const slices = slicesFor(items)
  const bytes = new Map<FileItem, Uint8Array>()
  for (let at = 0; at < slices.length; at += AT_ONCE) await Promise.all(slices.slice(at, at + AT_ONCE).map(read))
  return bytes

  async function read({ from, to, items: inside }: Slice): Promise<void> {
    const slice = await bytesAt(source, from, to - from)
    for (const item of inside) bytes.set(item, slice.subarray(item.offset - from, item.offset - from + item.size))
  }
}

function slicesFor(items: readonly FileItem[]): readonly Slice[] {
  const slices: Slice[] = []
  for (const item of items.toSorted((a, b) => a.offset - b.offset)) {
    const end = item.offset + item.size
    const last = slices.at(-1)
    if (last !== undefined && item.offset - last.to <= MAX_GAP && end - last.from <= MAX_SLICE) {
      last.to = Math.max(last.to, end)
      last.items.push(item)
    } else slices.push({ from: item.offset, to: end, items: [item] })
  }
  return slices
}
