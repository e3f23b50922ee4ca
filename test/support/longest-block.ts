/** How long the panel's thread, which the devtools page shares, was taken at a stretch. */
import type { Frame } from 'puppeteer'

declare global {
  interface Window {
    genaiBlocked?: number
  }
}

/** From now on. */
export async function watchBlocks(panel: Frame): Promise<void> {
  await panel.evaluate(() => {
    let last = performance.now()
    setInterval(() => {
      const now = performance.now()
      window.genaiBlocked = Math.max(window.genaiBlocked ?? 0, now - last)
      last = now
    }, 5)
  })
}

/** The longest time in which a timer of 5 ms did not run, in milliseconds, since the last time that it was asked for. */
export async function takeLongestBlock(panel: Frame): Promise<number> {
  return panel.evaluate(() => {
    const longest = window.genaiBlocked ?? 0
    window.genaiBlocked = 0
    return longest
  })
}
