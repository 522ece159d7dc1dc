import type { ListedHost } from '#contract/inventory';
import { HostName } from '../host/HostName.tsx';
import { bytes, count } from '../ui/figures.ts';
import { Measure } from '../ui/Measure.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { Choose, ChooseHead } from './Choose.tsx';

type Props = {
  readonly hosts: readonly ListedHost[];
  /** Names of those that have the image already. */
  readonly having: readonly string[];
  readonly busy: string | null;
  readonly choose: (host: string) => void;
};

/** Where it is to run: what each host has, and whether the image is there. */
export function HostChoice({ hosts, having, busy, choose }: Props) {
  return (
    <Section title="Hosts" note="where it is to run">
      <table className="table" aria-label="Hosts">
        <thead>
          <tr>
            <th>Host</th>
            <th>State</th>
            <th className="number">Processors</th>
            <th className="number">Memory</th>
            <th className="number">Services</th>
            <th>Image</th>
            <ChooseHead />
          </tr>
        </thead>
        <tbody>
          {hosts.map(({ name, state, engine, served, reason }) => (
            <tr key={name}>
              <td className="medium">
                <HostName name={name} />
              </td>
              <td title={reason}>
                {state === 'connected' ? (
                  <Status kind="serving" word="connected" />
                ) : (
                  <Status kind={state === 'unreachable' ? 'down' : 'unchecked'} word={state} />
                )}
              </td>
              <td className="number">{engine ? count(engine.cpus) : '–'}</td>
              <td className="number">{engine ? <Measure of={bytes(engine.memory)} /> : '–'}</td>
              <td className="number">{served.filter((one) => one.state !== 'retired').length}</td>
              <td className="second">{having.includes(name) ? 'is there' : 'is fetched'}</td>
              <Choose name={name} busy={busy === name} disabled={state !== 'connected'} choose={choose} />
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
