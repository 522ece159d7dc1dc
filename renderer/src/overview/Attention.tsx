import type { ListedHost, ListedService } from '#contract/inventory';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { serviceShape } from '../ui/words.ts';
import classes from './Attention.module.css';

type Inventory = { readonly hosts: readonly ListedHost[] };

/** What a person should look at, most urgent first; nothing at all where nothing is. */
export function Attention({ inventory: { hosts } }: { readonly inventory: Inventory }) {
  const away = hosts.filter(({ state }) => state === 'unreachable');
  const rank = { down: 0, degraded: 1 } as const;
  const troubled = hosts
    .filter(({ state }) => state === 'connected')
    .flatMap(({ served }) => served)
    .filter((one): one is ListedService & { state: keyof typeof rank } => one.state in rank)
    .toSorted((a, b) => rank[a.state] - rank[b.state]);
  const total = away.length + troubled.length;
  if (total === 0) return null;
  return (
    <Section title="Needs attention" note={total === 1 ? undefined : `${total}, most urgent first`}>
      <ul className={classes.list}>
        {troubled.map((one) => (
          <li key={`${one.host}/${one.service}`}>
            <Status kind={serviceShape[one.state]} word={one.state} />
            <b className="cut">{one.service}</b>
            <span className="cut">{one.reason ?? 'not every replica answers'}</span>
            <LinkButton size="xs" to="/service/$host/$service" params={{ host: one.host, service: one.service }}>
              Look
            </LinkButton>
          </li>
        ))}
        {away.map(({ name, reason }) => (
          <li key={name}>
            <Status kind="down" word="unreachable" />
            <b className="cut">{name}</b>
            <span className="cut">{reason ?? 'the engine does not answer'}</span>
            <LinkButton size="xs" to="/host/$host" params={{ host: name }}>
              Look
            </LinkButton>
          </li>
        ))}
      </ul>
    </Section>
  );
}
