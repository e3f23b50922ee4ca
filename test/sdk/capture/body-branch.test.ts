import { describe, expect, test } from 'vitest'
import type { BodyObserver } from '../../../sdk/capture/exchange.ts'
import { Branch } from '../../../sdk/capture/body-branch.ts'

function listen(signal?: AbortSignal): { readonly branch: Branch; readonly heard: string[] } {
  const heard: string[] = []
  const observer: BodyObserver = {
    chunk: (bytes) => void heard.push(new TextDecoder().decode(bytes)),
    end: () => void heard.push('<end>'),
    error: (reason) => void heard.push(`<error ${String(reason)}>`),
    cancel: (reason) => void heard.push(`<cancel ${String(reason)}>`),
  }
  return { heard, branch: Branch.root(observer, signal, () => void heard.push('<over>')) }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a branch', () => {
  test('tells every chunk and one last word', () => {
    const { branch, heard } = listen()
    branch.feed(bytes('ab'))
    branch.feed(bytes('c'))
    branch.end()
    branch.end()
    branch.error('late')
    branch.cancel('late')
    branch.feed(bytes('late'))
    expect(heard).toEqual(['ab', 'c', '<end>', '<over>'])
  })

  test('tells nothing more to who wants no more, and is over', () => {
    const heard: string[] = []
    const observer: BodyObserver = {
      chunk(piece) {
        heard.push(new TextDecoder().decode(piece))
        return false
      },
      end: () => void heard.push('<end>'),
      error: () => void heard.push('<error>'),
      cancel: () => void heard.push('<cancel>'),
    }
    const branch = Branch.root(observer, undefined, () => void heard.push('<over>'))
    branch.feed(bytes('ab'))
    branch.feed(bytes('cd'))
    branch.end()
    expect(heard).toEqual(['ab', '<over>'])
  })

  test('tells nothing twice over two branches, whichever is ahead', () => {
    const { branch, heard } = listen()
    branch.feed(bytes('ab'))
    const [left, right] = branch.fork()
    left.feed(bytes('cd'))
    right.feed(bytes('c'))
    right.feed(bytes('def'))
    left.feed(bytes('efg'))
    expect(heard.join('')).toBe('abcdefg')
    expect(heard).toEqual(['ab', 'cd', 'ef', 'g'])
  })

  test('is cancelled when the last of its branches is', () => {
    const { branch, heard } = listen()
    const [left, right] = branch.fork()
    const [first, second] = right.fork()
    left.cancel('a')
    left.cancel('again')
    left.end()
    first.cancel('b')
    expect(heard).toEqual([])
    second.cancel('c')
    expect(heard).toEqual(['<cancel c>', '<over>'])
  })

  test('ends though a sibling was cancelled', () => {
    const { branch, heard } = listen()
    const [left, right] = branch.fork()
    left.cancel('a')
    right.feed(bytes('x'))
    right.end()
    expect(heard).toEqual(['x', '<end>', '<over>'])
  })

  test('forked after its own cancel stays cancelled', () => {
    const { branch, heard } = listen()
    branch.cancel('a')
    const [left] = branch.fork()
    left.end()
    expect(heard).toEqual(['<cancel a>', '<over>'])
  })

  test('survives an observer that throws', () => {
    const over: string[] = []
    const broken = (): never => {
      throw new Error('ours')
    }
    const branch = Branch.root({ chunk: broken, end: broken, error: broken, cancel: broken }, undefined, () => void over.push('over'))
    branch.feed(bytes('a'))
    branch.end()
    expect(over).toEqual(['over'])
  })
})
