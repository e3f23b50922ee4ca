/** What is looked for, as a regular expression; or what is wrong with it. */
export interface Sought {
  readonly text: string
  readonly regex: boolean
  readonly matchCase: boolean
}

export type FindPattern = { readonly pattern: RegExp } | { readonly problem: string } | undefined

/** `undefined` where nothing is asked. */
export function findPattern({ text, regex, matchCase }: Sought): FindPattern {
  if (text === '') return undefined
  const source = regex ? text : text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  try {
    return { pattern: new RegExp(source, matchCase ? '' : 'i') }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
