/** Patterns → a function over texts. */
import type { Pattern } from './filter.ts'

export type TextTest = (text: string) => boolean

/** Whether one of them fits. */
export function testOf(patterns: readonly Pattern[]): TextTest {
  const tests = patterns.map(oneTest)
  const [only] = tests
  return tests.length === 1 && only !== undefined ? only : (text) => tests.some((test) => test(text))
}

/** Of texts that come again and again, one after the other, such as names of models: each is looked at once. */
export function remembering(test: TextTest): TextTest {
  let [last, answer]: [string | undefined, boolean] = [undefined, false]
  return (text) => {
    if (text !== last) [last, answer] = [text, test(text)]
    return answer
  }
}

function oneTest({ type, text, flags = '' }: Pattern): TextTest {
  const wanted = text.toLowerCase()
  switch (type) {
    case 'part':
      return (each) => each.toLowerCase().includes(wanted)
    case 'whole':
      return (each) => each.toLowerCase() === wanted
    case 'glob':
      return tester(globSource(text), 'is')
    case 'regex':
      return tester(text, flags)
  }
}

function tester(source: string, flags: string): TextTest {
  const pattern = new RegExp(source, flags)
  return (text) => pattern.test(text)
}

function globSource(glob: string): string {
  const parts = glob.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return `^${parts.join('.*')}$`
}
