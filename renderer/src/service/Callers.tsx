import type { ServiceDetail } from '#contract/service';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Section } from '../ui/Section.tsx';
import classes from './Callers.module.css';
import { callersOf } from './callers.ts';
import { Sheet } from './Sheet.tsx';

type Props = { readonly detail: ServiceDetail; readonly disabled: boolean };

/** How it is called, from where and with what, as one page for other teams too. */
export function Callers({ detail: { status, file }, disabled }: Props) {
  const { service, host, address } = status;
  const { places, keys, tls } = callersOf(file, service, address);
  return (
    <Section title="Callers">
      <ul className={classes.places} aria-label="Where it answers">
        {places.map(({ url, from }) => (
          <li key={url}>
            <bdi className="mono">{url}</bdi>
            <p className="second small">
              <bdi>{from}</bdi>
            </p>
          </li>
        ))}
      </ul>
      <dl className={classes.facts}>
        <dt>Keys</dt>
        <dd>
          {keys.length === 0 ? (
            <span className="second">none is asked for</span>
          ) : (
            <>
              <bdi>{keys.join(', ')}</bdi> <span className="dim small">as x-api-key, or Bearer</span>
            </>
          )}
        </dd>
        <dt>Speaks</dt>
        <dd>{tls ? 'TLS, with the certificate of its file' : 'plain HTTP'}</dd>
      </dl>
      <div className="row">
        <Sheet service={service} host={host} disabled={disabled} />
        <LinkButton
          size="xs"
          to="/service/$host/$service/update"
          params={{ host, service }}
          search={{ area: 'integration' }}
        >
          Change
        </LinkButton>
      </div>
    </Section>
  );
}
