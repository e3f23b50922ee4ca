import type { ComponentChildren, JSX } from 'preact'

interface BlockProps {
  readonly title: ComponentChildren
  readonly part?: string
  readonly children: ComponentChildren
}

/** A part of a message with a title of its own. */
export function Block({ title, part, children }: BlockProps): JSX.Element {
  return (
    <div class="block" data-part={part}>
      <div class="block-title">{title}</div>
      <div class="block-body">{children}</div>
    </div>
  )
}
