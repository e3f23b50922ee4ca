import type { ComponentChildren, JSX } from 'preact'
import { CopyButton } from './copy-button.tsx'
import { offerValue } from './offer.ts'

interface CopyableProps {
  /** What it is called in "Copy …". */
  readonly what: string
  /** Made when it is asked for. */
  readonly text: () => string
  /** What the value is called where it stands. */
  readonly name?: string | undefined
  readonly children: ComponentChildren
}

/** With a button and a menu that copy it. */
export function Copyable({ what, text, name, children }: CopyableProps): JSX.Element {
  return (
    <div class="copyable" onContextMenu={(event) => offerValue(event, { what, text, name })}>
      {children}
      <CopyButton what={what} text={text} />
    </div>
  )
}
