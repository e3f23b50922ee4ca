import { describe, expect, test } from 'vitest'
import { isCallable, isNativeCode, Patches } from '../../../sdk/capture/patch.ts'

const makeOwner = (): { greet: (name: string) => string; alias: (name: string) => string } => {
  const greet = (name: string): string => `hello ${name}`
  return { greet, alias: greet }
}

const shout: Parameters<Patches['method']>[2] = (native, self, args) => `${String(Reflect.apply(native, self, args))}!`

describe('Patches', () => {
  test('keeps name, length and descriptor; restores the very function', () => {
    const owner = makeOwner()
    const { greet } = owner
    Object.defineProperty(owner, 'greet', { enumerable: false })
    const patches = new Patches()
    patches.method(owner, 'greet', shout)
    expect(owner.greet('you')).toBe('hello you!')
    expect([owner.greet.name, owner.greet.length]).toEqual(['greet', 1])
    expect(Object.getOwnPropertyDescriptor(owner, 'greet')).toMatchObject({ enumerable: false, writable: true, configurable: true })
    patches.restore()
    expect(owner.greet).toBe(greet)
  })

  test('one function under two names stays one', () => {
    const owner = makeOwner()
    const patches = new Patches()
    patches.method(owner, 'greet', shout)
    patches.method(owner, 'alias', shout)
    expect(owner.greet).toBe(owner.alias)
  })

  test('sleeps under a later patch, and lets it be', () => {
    const owner = makeOwner()
    const patches = new Patches()
    patches.method(owner, 'greet', shout)
    const ours = owner.greet
    const later = (name: string): string => `(${ours(name)})`
    owner.greet = later
    patches.restore()
    expect(owner.greet).toBe(later)
    expect(owner.greet('you')).toBe('(hello you)')
  })

  test('a frozen owner is left alone, the next one is not', () => {
    const [frozen, open] = [Object.freeze(makeOwner()), makeOwner()]
    const patches = new Patches()
    patches.method(frozen, 'greet', shout)
    patches.method(open, 'greet', shout)
    patches.method(undefined, 'greet', shout)
    patches.method(open, 'missing', shout)
    expect([frozen.greet('a'), open.greet('a')]).toEqual(['hello a', 'hello a!'])
  })

  test('native code is told from a library', () => {
    const native: unknown = Reflect.get(Object.prototype, 'hasOwnProperty')
    if (!isCallable(native)) throw new Error('no function')
    expect(isNativeCode(native)).toBe(true)
    expect(isNativeCode(new Proxy(native, {}))).toBe(true)
    expect(isNativeCode(() => 1)).toBe(false)
  })
})
