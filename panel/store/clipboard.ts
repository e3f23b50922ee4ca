/**
 * The way to the clipboard that works everywhere. `navigator.clipboard` is refused to a frame of another origin within DevTools, which nobody gave the
 * policy `clipboard-write`; a copy that the document itself is told to make is not: https://w3c.github.io/clipboard-apis/#the-copy-action
 */

/** Within a click or a key press, or up to some seconds after it. @returns whether it is there */
export function copyText(text: string): boolean {
  let isSet = false
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    // The panel's own listener would copy the row.
    event.stopImmediatePropagation()
    isSet = event.clipboardData !== null
  }
  window.addEventListener('copy', give, { capture: true, once: true })
  try {
    return document.execCommand('copy') && isSet
  } finally {
    window.removeEventListener('copy', give, { capture: true })
  }
}
