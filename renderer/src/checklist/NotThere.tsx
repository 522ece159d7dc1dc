import { LinkButton } from '../ui/LinkButton.tsx';

type Props = { readonly title: string; readonly says: string; readonly host: string | null };

/** An address that leads to nothing, and the nearest place that is there. */
export function NotThere({ title, says, host }: Props) {
  return (
    <div className="page">
      <div className="head">
        <h1>
          <bdi className="cut">{title}</bdi>
        </h1>
      </div>
      <div className="empty">
        <p>{says}</p>
        {host === null ? (
          <LinkButton to="/">All services</LinkButton>
        ) : (
          <LinkButton to="/host/$host" params={{ host }}>
            What is on {host} now
          </LinkButton>
        )}
      </div>
    </div>
  );
}
