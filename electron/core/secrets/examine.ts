import type { Diagnosis } from '#contract/doctor';
import { Problem } from '#contract/problem';
import type { Vault } from './vault.ts';

type Finding = Diagnosis['problems'][number];

/** How the secrets are kept, and what is wrong with it. Nothing where there are none and nothing is wrong. */
export function examineSecrets(vault: Vault): Finding[] {
  const where = 'secrets';
  const secrets = vault.list();
  const { place } = vault.keeper;
  const broken = brokenKey(vault);
  const weakness = vault.keeper.weakness();
  const shut = secrets.filter(({ opens }) => !opens).map(({ name }) => name);
  return [
    ...(broken ? [{ severity: 'warning', where, what: broken.message, hint: broken.hint } as const] : []),
    ...(shut.length > 0 ? [cannotBeOpened(shut, place)] : []),
    ...(weakness
      ? [
          {
            severity: 'warning',
            where,
            what: `the key file ${place} is ${weakness}`,
            hint: `Close it: chmod 600 ${place}`,
          } as const,
        ]
      : []),
    ...(secrets.length > 0
      ? [
          {
            severity: 'advice',
            where,
            what: `secrets are sealed with ${vault.keeper.described()}, not with the platform's keyring`,
            hint: 'Who can read this folder can open them. Back the file up apart from the record: without it they must be set again.',
          } as const,
        ]
      : []),
  ];
}

function brokenKey({ keeper }: Vault): Problem | null {
  try {
    keeper.read();
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const cannotBeOpened = (names: readonly string[], place: string): Finding => ({
  severity: 'warning',
  where: 'secrets',
  what: `${names.join(', ')} cannot be opened: the key in ${place} is not the one they were sealed with, or it is gone`,
  hint: 'Put the key file back, or set them again: slipway secrets set NAME. What runs keeps its own copy.',
});
