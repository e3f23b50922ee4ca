/** What the user chose and dragged, kept by the browser for this panel. */
const PREFIX = 'genai-devtools.'

export function readSetting(name: string): number | undefined {
  try {
    const value = Number(localStorage.getItem(PREFIX + name) ?? Number.NaN)
    return Number.isFinite(value) ? value : undefined
  } catch {
    // A browser that blocks site data throws on the mere mention of localStorage.
    return undefined
  }
}

export function writeSetting(name: string, value: number): void {
  try {
    localStorage.setItem(PREFIX + name, String(value))
  } catch {
    // As above, or full; a size that is not remembered is no loss.
  }
}

export function readText(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

/** `undefined` forgets it. */
export function writeText(name: string, text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, text)
  } catch {
    // As above.
  }
}
