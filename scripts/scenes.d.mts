import type { Page } from 'puppeteer'

export interface Scene {
  /** Of the panel's page in development. */
  readonly query: string
  readonly steps?: readonly ((page: Page) => Promise<unknown>)[]
  /** Only for a wide panel. */
  readonly wide?: boolean
  /** What its steps opened: around it all is as in another scene. */
  readonly part?: string
}

export const SCENES: { readonly [name: string]: Scene }
