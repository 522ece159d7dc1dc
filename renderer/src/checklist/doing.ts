import type { Finding, Remedy } from '#contract/checklist';

/** What one press does about a finding: set fields, open the question that it asks, put a command on the clipboard, or show how it is done. */
export type Doing = 'fix' | 'answer' | 'copy' | 'show';

type Open = Pick<Finding, 'verdict' | 'stale' | 'question'> & {
  readonly remedy: Pick<Remedy, 'set' | 'command'> | null;
};

export function doingOf({ remedy, verdict, stale, question }: Open): Doing {
  const isWrong = (verdict === 'fail' || verdict === 'warn') && stale === null;
  if (isWrong && remedy && remedy.set.length > 0) return 'fix';
  if (question !== null && (isWrong || stale !== null)) return 'answer';
  return isWrong && remedy?.command !== undefined ? 'copy' : 'show';
}

/** "2 min", "" where nobody knows. */
export const minutesWords = (minutes: number | null | undefined): string => (minutes == null ? '' : `${minutes} min`);

/** "Fix, 2 min". */
export function doingWords(doing: Doing, minutes: number | null | undefined): string {
  const verbs = { fix: 'Fix', answer: 'Answer', copy: 'Copy', show: 'How' } as const;
  return [verbs[doing], minutesWords(minutes)].filter(Boolean).join(', ');
}

/** What a change takes, in words for who did not write the file. */
export const changeWords = { live: 'without a restart', recreate: 'with new containers' } as const;

export type Fixes = { readonly live: readonly Finding[]; readonly recreate: readonly Finding[] };

/** Pure: what the fields of the service file would mend, by what that takes. */
export function fixesIn(findings: readonly Finding[]): Fixes {
  const fixes = findings.filter((one) => doingOf(one) === 'fix');
  return {
    live: fixes.filter(({ remedy }) => remedy?.change === 'live'),
    recreate: fixes.filter(({ remedy }) => remedy?.change !== 'live'),
  };
}

/** The command as it is typed on a machine that reaches the host; `name` is the container's. Null for what no shell should see. */
export function commandFor(command: string, name: string, url: string): string | null {
  if (!/^[a-zA-Z0-9][\w.-]*$/.test(name) || !/^[\w.:/@%+[\]~-]+$/.test(url)) return null;
  const engine = url === usual ? 'docker' : `docker --host ${url}`;
  return `${command.replace(/^docker\b/, engine)} ${name}`;
}

const usual = 'unix:///var/run/docker.sock';

/** Pure: what mends findings while the container runs, by their ids. */
export function commandsFor(findings: readonly Finding[], name: string, url: string): ReadonlyMap<string, string> {
  return new Map(
    findings.flatMap((finding) => {
      const command = finding.remedy?.command;
      const whole = doingOf(finding) === 'copy' && command !== undefined ? commandFor(command, name, url) : null;
      return whole === null ? [] : [[finding.id, whole] as const];
    }),
  );
}
