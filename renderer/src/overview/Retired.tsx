import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Inventory, ListedService } from '#contract/inventory';
import { Section } from '../ui/Section.tsx';
import { ServiceTable } from './ServiceTable.tsx';

/** Services that are there, and those that were taken away. */
export function byRetired(
  all: readonly ListedService[],
): readonly [present: ListedService[], retired: ListedService[]] {
  return [all.filter(({ state }) => state !== 'retired'), all.filter(({ state }) => state === 'retired')];
}

/** Out of the way until they are asked for: each can be deployed again. */
export function Retired({
  services,
  hosts,
}: {
  readonly services: readonly ListedService[];
  readonly hosts: Inventory['hosts'];
}) {
  const [shown, setShown] = useState(false);
  return (
    <Section
      title="Retired"
      note={`${services.length}; what ${services.length === 1 ? 'it was' : 'they were'} is kept on the host`}
      more={
        <Button size="xs" onClick={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? 'Hide' : 'Show'}
        </Button>
      }
    >
      {shown && <ServiceTable services={services} hosts={hosts} />}
    </Section>
  );
}
