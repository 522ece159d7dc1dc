import { Button, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ListedHost } from '#contract/inventory';
import { useClient } from '../app/session.ts';
import { pictureIn } from '../service/picture.ts';
import { Failure } from '../ui/Failure.tsx';
import { span } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Picture } from '../ui/Picture.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { serviceShape } from '../ui/words.ts';
import { BreakSample } from '../wizard/BreakSample.tsx';
import { valueAt } from '../wizard/fields.ts';
import { useSampleOn } from '../wizard/useSample.ts';
import classes from './FirstRun.module.css';

type Props = { readonly hosts: readonly ListedHost[] };

/** A model for those who have none: from here to a served, answering one in two presses. */
export function TrySample({ hosts }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const host = hosts.find(({ name }) => name === chosen) ?? hosts[0];
  return (
    <Section title="The sample model" note="reads handwritten digits">
      <div className={classes.sample}>
        <p>
          It comes with Slipway: no download, two versions, and a fault for each way in which a release can fail. Put it
          into service, ask it, update it, and see a bad version being refused.
        </p>
        {host && <Digits host={host.name} />}
        {hosts.length > 1 && (
          <Select
            label="On"
            data={hosts.map(({ name }) => name)}
            value={host?.name ?? null}
            onChange={setChosen}
            allowDeselect={false}
          />
        )}
        {host ? <OnHost host={host} /> : <p className="dim">It needs a host that answers.</p>}
      </div>
    </Section>
  );
}

/** What it is asked: the pictures in its own golden requests. */
function Digits({ host }: { readonly host: string }) {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['sample', host],
    queryFn: async ({ signal }) => {
      const { text } = await client.sample.file({ host }, { signal });
      return client.draft.read({ text }, { signal });
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const golden = valueAt(data?.fields, ['golden']);
  const pictures = Array.isArray(golden) ? golden.map((one) => pictureIn(valueAt(one, ['request', 'body']))) : [];
  return (
    <div className={classes.digits}>
      {pictures.map((one) => one && <Picture key={one.greys.join()} of={one} size={72} />)}
    </div>
  );
}

function OnHost({ host }: { readonly host: ListedHost }) {
  const served = useSampleOn(host);
  if (!served) return <Begin host={host.name} />;
  const params = { host: host.name, service: served.service };
  return (
    <>
      <Status kind={serviceShape[served.state]} word={served.state}>
        <span>
          <bdi>{served.service}</bdi> {served.state}
          {served.address && <> at {served.address}</>}
        </span>
      </Status>
      <div className="row">
        <LinkButton variant="filled" to="/service/$host/$service" params={params}>
          Try it
        </LinkButton>
        <BreakSample {...params} />
      </div>
    </>
  );
}

function Begin({ host }: { readonly host: string }) {
  const client = useClient();
  const navigate = useNavigate();
  const begin = useMutation({
    mutationFn: async (since: number) => {
      await client.sample.prepare({ host });
      const { text } = await client.sample.file({ host });
      return client.draft.save({ id: `sample-${since}`, host, text });
    },
    onSuccess: ({ id }) => navigate({ to: '/deploy/$draft', params: { draft: id } }),
  });
  return (
    <>
      {begin.error && <Failure of={begin.error} />}
      <div className="row">
        <Button variant="filled" loading={begin.isPending} onClick={() => begin.mutate(Date.now())}>
          Try the sample model
        </Button>
        {begin.isPending && <Making since={begin.variables} />}
      </div>
    </>
  );
}

function Making({ since }: { readonly since: number }) {
  const now = useNow();
  return <Status kind="busy" word={`making its images, ${span(Math.max(0, now - since) / 1000)}`} />;
}
