/** Words of a row while what was said is hidden: that there are some, and nothing of them. */
import type { SpanWords } from '../trace/span-words.ts'

/** The same for the same words: a row that says the same is not drawn anew. */
const made = new WeakMap<SpanWords, SpanWords>()

export function bareWords(words: SpanWords): SpanWords {
  const known = made.get(words)
  if (known !== undefined) return known
  const { asked, input, output, ...rest } = words
  const isSaid = [asked, input, output].some((text) => text !== '')
  const bare = { ...rest, asked: '', input: isSaid ? 'hidden' : '', output: '' }
  made.set(words, bare)
  return bare
}
