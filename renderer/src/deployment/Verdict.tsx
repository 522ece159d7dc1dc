import { Button } from '@mantine/core';
import type { Deployment, Following } from '#contract/deployment';
import { useInventory } from '../app/session.ts';
import { Refused } from '../service/Refused.tsx';
import { type Acting, useAct } from '../service/useAct.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { StatusShape } from '../ui/Status.tsx';
import { deploymentShape, releaseWords } from '../ui/words.ts';
import { BreakIfSample } from '../wizard/BreakSample.tsx';
import classes from './Verdict.module.css';

type Problem = NonNullable<Following['ended']>['problem'];
type Props = {
  readonly of: Deployment;
  readonly problem: Problem;
  readonly over: boolean;
  readonly reason: string | null;
};

/** One sentence on how it went, the way back beside it. */
export function Verdict({ of: one, problem, over, reason }: Props) {
  const acting = useAct(one.host);
  if (!over) return <NotYet of={one} />;
  const { title, detail } = verdictOf(one, problem, reason);
  return (
    <>
      <div className={classes.verdict} role="status">
        <StatusShape kind={deploymentShape[one.state]} word={one.state} />
        <div>
          <p className={classes.title}>{title}</p>
          {detail.map((text) => (
            <p key={text} className="second">
              <bdi>{text}</bdi>
            </p>
          ))}
        </div>
        <div className={classes.acts}>
          <GoBack of={one} acting={acting} />
          <LinkButton to="/service/$host/$service" params={{ host: one.host, service: one.service }}>
            Try it
          </LinkButton>
          {one.state === 'succeeded' && one.from === null && <BreakIfSample host={one.host} service={one.service} />}
        </div>
      </div>
      <Refused acting={acting} />
    </>
  );
}

function NotYet({ of: { state, from } }: { readonly of: Deployment }) {
  return (
    <div className={classes.verdict}>
      <StatusShape kind="idle" />
      <div>
        <p className={classes.title}>
          {state === 'watching' ? 'It serves. The verdict comes after watching.' : 'No verdict yet.'}
        </p>
        <p className="second">
          {from
            ? `If the new release answers wrongly or does worse than ${releaseWords(from)}, traffic goes back by itself.`
            : 'Nobody is sent to it before it has answered right.'}
        </p>
      </div>
    </div>
  );
}

function GoBack({ of: one, acting }: { readonly of: Deployment; readonly acting: Acting }) {
  const { inventory } = useInventory();
  const { from, to, host, service, state, evidence } = one;
  const serves = inventory?.hosts
    .find(({ name }) => name === host)
    ?.served.find((it) => it.service === service)?.release;
  const possible = state === 'succeeded' && from && to && from.release !== to.release && serves?.release === to.release;
  if (!possible) return null;
  const ms = evidence.wayBack?.coldMs ?? evidence.wayBack?.warmMs ?? null;
  return (
    <Button
      onClick={() => acting.begin({ kind: 'rollback', service, to: from.release, exact: false })}
      loading={acting.isPending}
      title={`Return to ${releaseWords(from)}`}
    >
      Go back{ms === null ? '' : ` (${`${Math.max(1, Math.ceil(ms / 1000))} s`})`}
    </Button>
  );
}

function verdictOf(one: Deployment, problem: Problem, reason: string | null): { title: string; detail: string[] } {
  const { state, from, to, kind, evidence } = one;
  const because = [...new Set([one.reason, reason, problem?.message].filter((it): it is string => Boolean(it)))].slice(
    0,
    1,
  );
  const hint = problem?.hint ? [problem.hint] : [];
  switch (state) {
    case 'succeeded': {
      const failed = evidence.traffic.reduce((sum, { errors }) => sum + errors, 0);
      const requests = evidence.traffic.reduce((sum, it) => sum + it.requests, 0);
      const right = evidence.golden.filter(({ ok }) => ok).length;
      const served = to ? `${releaseWords(to)} serves` : 'Done';
      const counted = requests > 0 ? `; ${failed} of ${requests.toLocaleString('en-US')} requests failed.` : '.';
      const asked = evidence.golden.length > 0 ? [`${right} of ${evidence.golden.length} golden answers right.`] : [];
      const title = kind === 'retire' ? 'Retired. Nothing of it runs any more.' : `${served}${counted}`;
      return { title, detail: [...asked, ...evidence.findings.slice(0, 3)] };
    }
    case 'taken-back':
      return {
        title: from ? `Refused: ${releaseWords(from)} serves as before.` : 'Refused: nothing was put into service.',
        detail: [...because, ...hint],
      };
    case 'stopped':
      return { title: 'Stopped before anything was touched.', detail: [...because, ...hint] };
    case 'interrupted':
      return { title: 'Interrupted, and settled.', detail: [...because, ...hint] };
    case 'planned':
    case 'running':
    case 'watching':
      return { title: 'No verdict yet.', detail: [...because, ...hint] };
    case 'failed':
      return { title: 'It failed, and something needs a person.', detail: [...because, ...hint] };
  }
}
