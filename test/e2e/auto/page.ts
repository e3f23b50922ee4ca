import { handle } from '../../../sdk/auto.ts'
import { ask } from './client.ts'

declare global {
  interface Window {
    auto?: { readonly ask: () => Promise<string>; readonly status: () => unknown }
  }
}

window.auto = { ask, status: () => handle.status() }
