/** The chunked lists against plain arrays. */
import { expect, test } from 'vitest'
import { finish, IdIndex, mix } from '../../../panel/trace/id-index.ts'
import { RowOrder } from '../../../panel/trace/row-order.ts'
import { SortedRows } from '../../../panel/trace/sorted-rows.ts'
import { NONE } from '../../../panel/trace/table.ts'
import { random } from './drawing.ts'

function createOrder(): RowOrder {
  const chunks = new Map<number, number>()
  return new RowOrder({ get: (item) => chunks.get(item) ?? NONE, set: (item, chunk) => void chunks.set(item, chunk) })
}

function itemsOf(order: RowOrder): readonly number[] {
  const items: number[] = []
  order.forEach(0, order.length, (item) => void items.push(item))
  return items
}

test('rows are added, moved and taken out as in an array', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const next = random(seed)
    const below = (count: number): number => Math.floor(next() * count)
    const order = createOrder()
    let model: number[] = []
    // A number below 0 is a trace's row: the two kinds are held alike.
    const name = (number: number): number => (number % 5 === 0 ? ~number : number)
    for (let step = 0; step < 3_000; step++) {
      const dice = next()
      const item = name(step)
      if (model.length === 0 || dice < 0.3) {
        order.append(item)
        model.push(item)
      } else if (dice < 0.9) {
        const at = below(model.length)
        const beside = model[at] ?? 0
        if (next() < 0.5) {
          order.insertAfter(item, beside)
          model.splice(at + 1, 0, item)
        } else {
          order.insertBefore(item, beside)
          model.splice(at, 0, item)
        }
      } else if (dice < 0.97) {
        const from = below(model.length)
        const count = 1 + below(Math.min(model.length - from, next() < 0.3 ? 1_500 : 20))
        const moved = model.slice(from, from + count)
        const rest = [...model.slice(0, from), ...model.slice(from + count)]
        const after = next() < 0.1 || rest.length === 0 ? undefined : rest[below(rest.length)]
        const [first = 0] = moved
        order.moveAfter(first, count, after)
        rest.splice(after === undefined ? 0 : rest.indexOf(after) + 1, 0, ...moved)
        model = rest
      } else {
        const from = below(model.length)
        const count = 1 + below(Math.min(model.length - from, 60))
        order.remove(model[from] ?? 0, count)
        model.splice(from, count)
      }
      if (step % 50 > 0) continue
      const at = below(model.length)
      const here = model[at] ?? 0
      expect([order.length, order.at(at), order.placeOf(here)], `seed ${seed}, step ${step}`).toEqual([model.length, here, at])
      if (at + 1 < model.length) expect([order.isNext(here, model[at + 1] ?? 0), order.isNext(here, here)]).toEqual([true, false])
    }
    expect(itemsOf(order), `seed ${seed}`).toEqual(model)
    const [from, count] = [below(model.length), below(1_200)]
    expect([...order.slice(from, count)], `seed ${seed}`).toEqual(model.slice(from, from + count))
    expect([order.at(-1), order.at(model.length)]).toEqual([undefined, undefined])
  }
})

test('a row is found among sorted ones, and what stands beside it, whatever order they come in', () => {
  const next = random(5)
  const keys = Array.from({ length: 4_000 }, () => Math.floor(next() * 500))
  const isBefore = (a: number, b: number): boolean => (keys[a] ?? 0) < (keys[b] ?? 0) || (keys[a] === keys[b] && a < b)
  const compare = (a: number, b: number): number => (isBefore(a, b) ? -1 : 1)
  const rows = new SortedRows(isBefore)
  const model: number[] = []
  for (let row = 0; row < keys.length; row++) {
    const before = rows.add(row)
    model.push(row)
    model.sort(compare)
    expect(before).toBe(model[model.indexOf(row) - 1] ?? NONE)
    if (row % 3 > 0) continue
    const gone = model[Math.floor(next() * model.length)] ?? 0
    rows.delete(gone)
    model.splice(model.indexOf(gone), 1)
  }
  expect([...rows]).toEqual(model)
  expect(model.map((row) => rows.after(row))).toEqual([...model.slice(1), NONE])
  expect(rows.first).toBe(model[0])
})

test('rows are found by what they are told by, also where hashes are equal and others went', () => {
  const next = random(9)
  const keys: number[] = []
  // Few hashes: most rows share theirs with others.
  const hash = (key: number): number => finish(mix(0, key % 50))
  const index = new IdIndex((row) => hash(keys[row] ?? 0))
  const find = (key: number): number => index.find(hash(key), (row) => keys[row] === key)
  const model = new Map<number, number>()
  for (let row = 0; row < 5_000; row++) {
    const key = Math.floor(next() * 1_000)
    const known = model.get(key)
    expect(find(key)).toBe(known ?? NONE)
    if (known === undefined) {
      keys[row] = key
      index.add(row)
      model.set(key, row)
    } else {
      index.delete(known)
      model.delete(key)
    }
  }
})
