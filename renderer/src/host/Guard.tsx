import { useMutation } from '@tanstack/react-query';
import type { SafeMode, Safety } from '#contract/host';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import { Seg } from '../ui/Seg.tsx';
import { Toggle } from '../ui/Toggle.tsx';
import { useAgreeing } from './agreeing.ts';
import classes from './Guard.module.css';
import { modeWords, saysOf } from './guard.ts';

type Props = Safety & { readonly name: string };

/** What this console asks before it changes the host, and whether it shows it as one of production. */
export function Guard({ name, mode, production }: Props) {
  const client = useClient();
  const agreeing = useAgreeing();
  const set = useMutation({
    mutationFn: (wanted: Partial<Safety>) => agreeing((agreed) => client.hosts.guard({ name, ...wanted, ...agreed })),
  });
  // What was chosen shows at once; the inventory says it a moment later.
  const now = set.isPending ? { mode, production, ...set.variables } : { mode, production };
  return (
    <Section title="Guard" note="what this console asks before it changes this host">
      <div className={classes.guard}>
        <Seg<SafeMode>
          label="Before a change"
          value={now.mode}
          choices={modeWords}
          onChange={(next) => set.mutate({ mode: next })}
        />
        <Toggle
          on={now.production}
          onChange={(on) => set.mutate({ production: on })}
          title="Its name is shown in the colour of production wherever it stands"
        >
          Production
        </Toggle>
        <p className="second">{saysOf(now.mode)}</p>
      </div>
      {set.error !== null && <Failure of={set.error} />}
    </Section>
  );
}
