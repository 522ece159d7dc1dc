import type { Underway } from '#contract/inventory';
import { span } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { changeWords } from '../ui/words.ts';

/** A deployment that goes on, in one line; one of another console cannot be watched from here and says so. */
export function UnderwayBand({ of: one }: { readonly of: Underway }) {
  const now = useNow();
  const { id, service, host, step, operator, startedAt } = one;
  return (
    <div className="band">
      <Status kind="busy" word="deploying" />
      <span>
        <b>{service}</b> {host}
      </span>
      <span className="second">{changeWords(one)}</span>
      <span className="second cut">
        {step ? `step ${step.n} of ${step.of}, ${step.do}` : `by ${operator}, in another console`}
      </span>
      <span className="push dim">{span(Math.max(0, now - Date.parse(startedAt)) / 1000)}</span>
      {id && (
        <LinkButton size="xs" to="/deployment/$id" params={{ id }}>
          Watch
        </LinkButton>
      )}
    </div>
  );
}
