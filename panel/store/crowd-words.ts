/** In words: what is here, and what would go for the rest of a file. */
import { formatCount } from '../trace/format.ts'
import type { Crowd } from '../trace/model.ts'

/** `beside 500,000 live spans: making room lets about 310,000 of them go, the oldest first.` */
export function wordsOfCrowd({ live, ofFiles, wouldGo }: Crowd): string {
  const here = [
    ...(live > 0 ? [`${formatCount(live)} live ${live === 1 ? 'span' : 'spans'}`] : []),
    ...(ofFiles > 0
      ? [live > 0 ? `${formatCount(ofFiles)} of other files` : `${formatCount(ofFiles)} ${ofFiles === 1 ? 'span' : 'spans'} of other files`]
      : []),
  ]
  const others = live + ofFiles
  const going = wouldGo >= others ? (others === 1 ? 'it' : 'all of them') : `about ${formatCount(rounded(wouldGo))} of them`
  return `beside ${here.join(' and ')}: making room lets ${going} go${wouldGo >= others ? '' : ', the oldest first'}.`
}

/** Two digits of an estimate tell what it knows. */
function rounded(count: number): number {
  return Number(count.toPrecision(2))
}
