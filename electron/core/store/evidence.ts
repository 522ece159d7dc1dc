import type { Finding, TakenFrom } from '#contract/checklist';
import type { Connection } from './connection.ts';

export type KeptEvidence = { readonly finding: Finding; readonly taken: TakenFrom };

/** The newest finding with evidence of each check of a service, with what it was taken from. */
export type EvidenceStore = {
  /** Replaces what was kept of the same checks. */
  keep(of: { readonly host: string; readonly service: string }, all: readonly KeptEvidence[]): void;
  /** Of all hosts on which a service of that name was checked. */
  list(service: string): KeptEvidence[];
};

type Row = { readonly finding: string; readonly taken: string };

export const evidenceIn = (connection: Connection): EvidenceStore => {
  const put = connection.prepare(`
    INSERT OR REPLACE INTO evidence (host, service, id, at, finding, taken)
    VALUES (@host, @service, @id, @at, @finding, @taken)`);
  const list = connection.prepare<Row>(
    'SELECT finding, taken FROM evidence WHERE service = @service ORDER BY id, at DESC',
  );
  return {
    keep: ({ host, service }, all) =>
      connection.atomically(() => {
        for (const { finding, taken } of all) {
          const at = finding.evidence?.at ?? '';
          const row = { host, service, id: finding.id, at };
          put.run({ ...row, finding: JSON.stringify(finding), taken: JSON.stringify(taken) });
        }
      }),
    list: (service) =>
      list.all({ service }).map(({ finding, taken }) => ({
        finding: JSON.parse(finding) as Finding,
        taken: JSON.parse(taken) as TakenFrom,
      })),
  };
};
