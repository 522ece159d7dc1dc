import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { HostDetail } from '#contract/host';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { ago } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './EngineFacts.module.css';
import { clockText, diskText, gpuTexts, memoryText } from './engine-facts.ts';

/** Milliseconds between two looks: nothing here changes by the second. */
const again = 30_000;

/** What the engine is, what room it has, and what it warns of in its own words. */
export function EngineFacts({ name }: { readonly name: string }) {
  const client = useClient();
  const now = useNow(5000);
  const looked = useQuery({
    queryKey: ['host', name],
    queryFn: ({ signal }) => client.hosts.show({ name }, { signal }),
    refetchInterval: again,
  });
  const { data, error, refetch } = looked;
  return (
    <Section title="Engine" note={data ? `looked at ${ago(data.at, now)}` : error ? undefined : 'looking…'}>
      {error && <Failure of={error} again={() => void refetch()} />}
      {data && <Facts of={data} />}
    </Section>
  );
}

function Facts({ of: { engine, clock, disk, available, gpus } }: { readonly of: HostDetail }) {
  const { version, api, system, kernel, architecture, cpus, memory, root, storage, cgroup } = engine;
  return (
    <>
      <dl className={classes.facts}>
        <Fact name="Engine">{`${version}, API ${api}`}</Fact>
        <Fact name="System">{`${system}, kernel ${kernel}`}</Fact>
        <Fact name="Processors">{`${cpus} × ${architecture}`}</Fact>
        <Fact name="Memory" isWarning={available !== null && available < memory / 20}>
          {memoryText(memory, available)}
        </Fact>
        <Fact name="Disk" isWarning={disk !== null && disk.free < 2e9}>
          {diskText(disk)}
        </Fact>
        <Fact name="Data">{`${root}, ${storage}`}</Fact>
        <Fact name="GPUs">
          {gpuTexts(gpus).map((text) => (
            <span key={text} className={classes.line}>
              {text}
            </span>
          ))}
        </Fact>
        <Fact name="Runtimes">{engine.runtimes.join(', ')}</Fact>
        <Fact name="Control groups">{`version ${cgroup || '1'}`}</Fact>
        <Fact name="Security">{engine.security.join(', ') || 'none'}</Fact>
        <Fact name="Clock" isWarning={Math.abs(clock) > 30_000}>
          {clockText(clock)}
        </Fact>
        <Fact name="Live-restore">
          {engine.liveRestore ? 'on' : 'off: while the engine restarts, its services are away'}
        </Fact>
      </dl>
      {engine.warnings.length > 0 && (
        <div className={classes.warnings}>
          <h3>The engine warns</h3>
          <ul>
            {engine.warnings.map((one) => (
              <li key={one} className="mono">
                <bdi>{one}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

type FactProps = { readonly name: string; readonly isWarning?: boolean; readonly children: ReactNode };

function Fact({ name, isWarning = false, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isWarning ? classes.warning : undefined}>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}
