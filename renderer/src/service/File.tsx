import { lazy, Suspense } from 'react';
import { Copy } from '../ui/Copy.tsx';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Section } from '../ui/Section.tsx';
import classes from './ServicePage.module.css';

// The editor weighs as much as the page around it, and the text can be read without.
const YamlText = lazy(() => import('../ui/YamlText.tsx').then(({ YamlText }) => ({ default: YamlText })));

/** The file of what serves, as it was written. */
export function File({ text }: { readonly text: string }) {
  return (
    <Section title="The file" note="as it serves" more={<Copy text={text} label="Copy" />}>
      <div className={classes.file}>
        <Suspense
          fallback={
            <Scrolls as="pre" className="code">
              {text}
            </Scrolls>
          }
        >
          <YamlText text={text} label="slipway.yaml of what serves" />
        </Suspense>
      </div>
    </Section>
  );
}
