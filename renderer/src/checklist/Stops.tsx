import { Button } from '@mantine/core';
import type { Finding } from '#contract/checklist';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { doingWords } from './doing.ts';
import { standingOf } from './standing.ts';
import { readOf } from './words.ts';
import classes from './XrayPage.module.css';

type Props = { readonly findings: readonly Finding[]; readonly onOpen: (id: string) => void };

/** What would keep a deployment of it from going ahead, each as a card. */
export function Stops({ findings, onOpen }: Props) {
  const stops = findings.filter((one) => standingOf(one) === 'stop');
  if (stops.length === 0) return null;
  const open = (id: string) => {
    onOpen(id);
    document.getElementById(`finding-${id}`)?.scrollIntoView({ block: 'center' });
  };
  return (
    <Section
      title={stops.length === 1 ? '1 stop' : `${stops.length} stops`}
      note="would keep a deployment of this from going ahead"
    >
      <ul className={classes.stops}>
        {stops.map((one) => (
          <li key={one.id} className={classes.stop}>
            <Status kind="fail" word="stop" />
            <bdi className="medium">{one.title}</bdi>
            <bdi className="second small">{readOf(one) || one.detail}</bdi>
            <Button
              size="xs"
              onClick={() => open(one.id)}
              aria-label={`${doingWords('show', one.remedy?.minutes)}: ${one.title}`}
            >
              {doingWords('show', one.remedy?.minutes)}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
