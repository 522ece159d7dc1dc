import { useInventory } from '../app/session.ts';
import { Section } from '../ui/Section.tsx';
import { AddHost } from './AddHost.tsx';
import { EngineList } from './EngineList.tsx';
import classes from './FirstRun.module.css';
import { TrySample } from './TrySample.tsx';

/** Where a console begins: the engines of this machine, and a model to begin with for those who have none. */
export function FirstRun() {
  const { inventory } = useInventory();
  const hosts = inventory?.hosts ?? [];
  const there = hosts.filter(({ state }) => state === 'connected');
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>Hosts</h1>
          <p>Docker engines on which this console puts models into service. Nothing is installed on them beforehand</p>
        </div>
      </div>
      <div className={`columns ${classes.columns}`}>
        <div className="stack">
          <EngineList />
          <Section title="Another one" note="by its address">
            <AddHost />
          </Section>
        </div>
        <TrySample hosts={there} />
      </div>
    </div>
  );
}
