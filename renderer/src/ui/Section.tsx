import { type ReactNode, useId } from 'react';

type Props = {
  readonly title: string;
  readonly note?: ReactNode;
  readonly more?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page with its heading; `note` says how much or since when, `more` leads on. */
export function Section({ title, note, more, children }: Props) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <h2>
        <span id={id}>{title}</span>
        {note !== undefined && <small>{note}</small>}
        {more !== undefined && <span className="push">{more}</span>}
      </h2>
      {children}
    </section>
  );
}
