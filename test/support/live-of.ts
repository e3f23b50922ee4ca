import type { LiveSpans } from '../../sdk/export/live.ts'

/** What the page's second half shows a panel. Throws where it is not there. */
export function liveOf({ shelf }: { readonly shelf: { readonly live: LiveSpans | undefined } }): LiveSpans {
  if (shelf.live === undefined) throw new Error("the SDK's second half is not there")
  return shelf.live
}
