import type { ComponentChildren, JSX } from 'preact'

interface SectionProps {
  readonly name: string
  readonly role: string
  readonly note?: ComponentChildren
  readonly children: ComponentChildren
}

/** A part of the Messages tab under a title of its own. */
export function Section({ name, role, note, children }: SectionProps): JSX.Element {
  return (
    <section class="section" data-role={role}>
      <h3>
        {name}
        <span class="push" />
        {note}
      </h3>
      {children}
    </section>
  )
}
