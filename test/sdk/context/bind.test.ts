import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { A, B, here, manager } from './support.ts'

describe('bind', () => {
  test('a function: context, this, arguments, length', () => {
    const receiver = {}
    const target = function (this: object, a: number): unknown[] {
      return [this === receiver, a, here()]
    }
    const bound = manager.bind(A, target)
    expect(bound.length).toBe(1)
    expect(bound.call(receiver, 7)).toEqual([true, 7, 'A'])
  })

  test('an event target: functions and objects, removed again', () => {
    const log: unknown[] = []
    const target = manager.bind(A, new EventTarget())
    const listener = (): unknown => log.push(here())
    const object = { handleEvent: () => log.push(['object', here()]) }
    target.addEventListener('x', listener)
    target.addEventListener('x', object)
    target.dispatchEvent(new Event('x'))
    target.removeEventListener('x', listener)
    target.removeEventListener('x', object)
    target.dispatchEvent(new Event('x'))
    expect(log).toEqual(['A', ['object', 'A']])
  })

  test('an emitter of Node: once and off', () => {
    const log: unknown[] = []
    const emitter = manager.bind(A, new EventEmitter())
    expect(manager.bind(B, emitter)).toBe(emitter)
    const listener = (): unknown => log.push(here())
    emitter.once('x', listener)
    emitter.on('y', listener)
    emitter.emit('x')
    emitter.emit('x')
    emitter.emit('y')
    emitter.off('y', listener)
    emitter.once('z', listener)
    emitter.off('z', listener)
    emitter.emit('y')
    emitter.emit('z')
    expect(log).toEqual(['A', 'A'])
  })

  test('anything else is untouched', () => {
    for (const value of [1, null, 'text', {}]) expect(manager.bind(A, value)).toBe(value)
  })
})
