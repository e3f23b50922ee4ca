/** What the user chose, kept by the browser for this panel. */
const PREFIX = 'genai-devtools.'

export function readSetting(name: string): number | undefined {
  const value = Number(readText(name) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

export function writeSetting(name: string, value: number): void {
  writeText(name, String(value))
}

export function readText(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    // A browser that blocks site data throws on the mere mention of localStorage.
    return undefined
  }
}

export function writeText(name: string, text: string): void {
  try {
    localStorage.setItem(PREFIX + name, text)
  } catch {
    // As above, or full; a choice that is not remembered is no loss.
  }
}
