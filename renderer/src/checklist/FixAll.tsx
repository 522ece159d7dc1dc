import { Button } from '@mantine/core';
import type { Finding } from '#contract/checklist';
import { fixesIn } from './doing.ts';
import type { Fixing } from './useFix.ts';

type Props = { readonly findings: readonly Finding[]; readonly fixing: Fixing; readonly disabled: boolean };

/** All that fields of the service file mend, by what it costs; shown as a plan before anything is done. */
export function FixAll({ findings, fixing, disabled }: Props) {
  const { live, recreate } = fixesIn(findings);
  const all = (them: readonly Finding[]) => fixing.begin(them.map(({ id }) => id));
  const standing = (them: readonly Finding[]) => {
    const isTheirs = fixing.fixesAll(them.map(({ id }) => id));
    return { loading: isTheirs, disabled: disabled || (fixing.isPending && !isTheirs) };
  };
  return (
    <>
      {recreate.length > 0 && (
        <Button {...standing(recreate)} onClick={() => all(recreate)} title={titles(recreate)}>
          Fix {recreate.length} with new containers
        </Button>
      )}
      {live.length > 0 && (
        <Button variant="filled" {...standing(live)} onClick={() => all(live)} title={titles(live)}>
          Fix {live.length} without a restart
        </Button>
      )}
    </>
  );
}

const titles = (findings: readonly Finding[]): string => findings.map(({ title }) => title).join('\n');
