import { expect, test } from 'vitest'
import { wordsOfCrowd } from '../../../panel/store/crowd-words.ts'

test.each([
  [
    { live: 500_000, ofFiles: 0, wouldGo: 312_345 },
    'beside 500,000 live spans: making room lets about 310,000 of them go, the oldest first.',
  ],
  [{ live: 1, ofFiles: 0, wouldGo: 1 }, 'beside 1 live span: making room lets it go.'],
  [{ live: 20, ofFiles: 400, wouldGo: 420 }, 'beside 20 live spans and 400 of other files: making room lets all of them go.'],
  [{ live: 0, ofFiles: 9_000, wouldGo: 80 }, 'beside 9,000 spans of other files: making room lets about 80 of them go, the oldest first.'],
])('%j', (crowd, words) => expect(wordsOfCrowd(crowd)).toBe(words))
