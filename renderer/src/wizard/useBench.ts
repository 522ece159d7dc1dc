import { useState } from 'react';
import type { Probing } from '#contract/probes';
import type { Adapter, SampleContent, SampleReport } from '#contract/rows';
import { useClient } from '../app/session.ts';
import { type Hardening, useHardening } from './useHardening.ts';
import { type Run, useRun } from './useRun.ts';

export type SampleAsked = {
  readonly text: string;
  readonly content: SampleContent;
  /** To a candidate, or to what serves where the draft is that; else it is only compared. */
  readonly send: boolean;
};
type AdapterAsked = Omit<SampleAsked, 'send'> & { readonly language: Adapter['language'] };

export type Sampling = {
  /** The file that was chosen here: it is kept by the page and nowhere else. */
  readonly content: SampleContent | null;
  readonly choose: (content: SampleContent) => void;
  readonly check: Run<SampleAsked, SampleReport>;
  readonly adapter: Run<AdapterAsked, Adapter | null>;
};

/** What is tried with a draft, kept by its page: it goes on while another area is looked at. */
export type Bench = {
  readonly hardening: Hardening;
  readonly sampling: Sampling;
  /** By the draft's text. */
  readonly probing: Run<string, Probing>;
};

export function useBench(host: string): Bench {
  const client = useClient();
  const [content, choose] = useState<SampleContent | null>(null);
  const subject = (text: string) => ({ kind: 'file', file: { name: 'slipway.yaml', text } }) as const;
  return {
    hardening: useHardening(host),
    sampling: {
      content,
      choose,
      check: useRun(async ({ text, ...asked }, signal) => {
        const { report } = await client.rows.check({ subject: subject(text), host, ...asked }, { signal });
        return report;
      }),
      adapter: useRun(async ({ text, content, language }, signal) => {
        const asked = { subject: subject(text), host, content, adapter: language };
        return (await client.rows.check(asked, { signal })).adapter;
      }),
    },
    probing: useRun((text, signal) => client.probes.run({ subject: subject(text), host }, { signal })),
  };
}
