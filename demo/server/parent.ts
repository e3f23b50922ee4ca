/** Ends with the process that started us: nothing of a demo may outlive an `npm start` that was killed. */

const EVERY_MILLISECONDS = 1000

/** Calls `gone` once the parent process is no longer there. @returns a function that stops watching. */
export function whenParentGone(gone: () => void): () => void {
  const parent = process.ppid
  const timer = setInterval(() => {
    // An orphan is handed to another parent.
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, EVERY_MILLISECONDS)
  timer.unref()
  return () => clearInterval(timer)
}
