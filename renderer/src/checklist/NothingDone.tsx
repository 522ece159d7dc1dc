import { Failure } from '../ui/Failure.tsx';
import { Status } from '../ui/Status.tsx';
import { type Fixing, NothingToSet } from './useFix.ts';

/** Why a fix did not become a draft: there was nothing to set, or it went wrong. */
export function NothingDone({ fixing: { error } }: { readonly fixing: Fixing }) {
  if (error === null) return null;
  if (!(error instanceof NothingToSet)) return <Failure of={error} />;
  return (
    <div className="band" role="alert">
      <Status kind="idle" word="nothing to set" />
      <bdi>{error.message}</bdi>
    </div>
  );
}
