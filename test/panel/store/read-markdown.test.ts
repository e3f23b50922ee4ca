import { describe, expect, test } from 'vitest'
import { readMarkdown } from '../../../panel/store/read-markdown.ts'

const words = (text: string) => ({ type: 'text', text })

describe('markdown as a tree', () => {
  test('has each kind of block and of words', () => {
    expect(readMarkdown('# Title\n\nOne *two* **three** ~~four~~ `five`\nsix')).toEqual([
      { type: 'heading', level: 1, inside: [words('Title')] },
      {
        type: 'paragraph',
        inside: [
          words('One '),
          { type: 'em', inside: [words('two')] },
          words(' '),
          { type: 'strong', inside: [words('three')] },
          words(' '),
          { type: 'del', inside: [words('four')] },
          words(' '),
          { type: 'code', text: 'five' },
          words('\nsix'),
        ],
      },
    ])
    expect(readMarkdown('```ts\nlet a\n```\n\n---\n\n> said')).toEqual([
      { type: 'code', language: 'ts', text: 'let a' },
      { type: 'rule' },
      { type: 'quote', blocks: [{ type: 'paragraph', inside: [words('said')] }] },
    ])
  })

  test('has lists with their first number, and tasks', () => {
    expect(readMarkdown('3. a\n4. b\n\n- [x] done\n- [ ] open')).toEqual([
      {
        type: 'list',
        first: 3,
        items: [
          { checked: undefined, blocks: [{ type: 'words', inside: [words('a')] }] },
          { checked: undefined, blocks: [{ type: 'words', inside: [words('b')] }] },
        ],
      },
      {
        type: 'list',
        first: undefined,
        items: [
          { checked: true, blocks: [{ type: 'words', inside: [words('done')] }] },
          { checked: false, blocks: [{ type: 'words', inside: [words('open')] }] },
        ],
      },
    ])
  })

  test('has tables with the side of each column', () => {
    expect(readMarkdown('| a | b |\n|---|--:|\n| 1 | *2* |')).toEqual([
      {
        type: 'table',
        head: [
          { align: undefined, inside: [words('a')] },
          { align: 'right', inside: [words('b')] },
        ],
        rows: [
          [
            { align: undefined, inside: [words('1')] },
            { align: 'right', inside: [{ type: 'em', inside: [words('2')] }] },
          ],
        ],
      },
    ])
  })

  test('keeps HTML as text, and addresses of links and pictures as they are', () => {
    expect(readMarkdown('<script>alert(1)</script>')).toEqual([{ type: 'plain', text: '<script>alert(1)</script>' }])
    expect(readMarkdown('a <b onclick=x>c</b> [d](javascript:e) ![f](https://g/h.png)')).toEqual([
      {
        type: 'paragraph',
        inside: [
          words('a '),
          words('<b onclick=x>'),
          words('c'),
          words('</b>'),
          words(' '),
          { type: 'link', address: 'javascript:e', inside: [words('d')] },
          words(' '),
          { type: 'image', address: 'https://g/h.png', alt: 'f' },
        ],
      },
    ])
  })
})

describe('a text that is made to harm', () => {
  test('5,000 nested quotes are no tree where the stack ends, else one of few levels', () => {
    const tree = JSON.stringify(readMarkdown('>'.repeat(5000) + ' deep')) ?? ''
    expect(tree.match(/"quote"/g)?.length ?? 0).toBeLessThan(30)
  })

  test('what lies deep is shown as it stands', () => {
    const tree = JSON.stringify(readMarkdown(`${'> '.repeat(60)}deep`))
    expect(tree.match(/"quote"/g)?.length).toBeLessThan(30)
    expect(tree).toContain('"plain"')
    expect(tree).toContain('deep')
  })

  test('too many pieces are no tree', () => {
    expect(readMarkdown('*a* '.repeat(20_000))).toBeUndefined()
  })
})
