/** One reader's fault is not the next one's, and not the bridge's: it is reported once everybody has been told. */
export function tell(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
