import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Judgement, Report } from '#contract/checklist';
import type { Draft } from '#contract/draft';
import { useClient } from '../app/session.ts';
import { withEdits } from './fields.ts';
import { type Keeping, keeping, type Writing } from './keeping.ts';

/** What is being kept of drafts that were just left: who opens one again waits for it. */
const leaving = new Set<Promise<unknown>>();

/**
 * The drafts that were left, newest first. Whoever looks asks anew: one that is opened as it once was would be kept like
 * that.
 */
export function useDrafts(lookingFor: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['drafts', lookingFor],
    queryFn: async ({ signal }) => {
      await Promise.allSettled([...leaving]);
      const { drafts } = await client.draft.list(undefined, { signal });
      return drafts.toSorted((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
    },
    gcTime: 0,
    staleTime: 0,
  });
}

export type Desk = {
  readonly keeping: Keeping;
  readonly writing: Writing;
  /** The fields as they are typed. */
  readonly fields: unknown;
};

/** A draft that is written on: kept after every change, and once more when it is left. */
export function useDesk(draft: Draft): Desk {
  const client = useClient();
  const [desk] = useState(() => keeping(client.draft, draft));
  const writing = useSyncExternalStore(desk.subscribe, desk.now);
  useEffect(() => {
    const leave = () => {
      const settled = desk.settle().catch(() => undefined);
      leaving.add(settled);
      void settled.finally(() => leaving.delete(settled));
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [desk]);
  const { text } = writing;
  const { data: read, isPlaceholderData } = useQuery({
    queryKey: ['draft-fields', text],
    queryFn: ({ signal }) => client.draft.read({ text }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
  // Until a text is read that edits were written into, they are shown as they were typed: without them a field, and what is
  // kept beside it, would go for a moment.
  const shown = useRef<unknown>(undefined);
  const fields = withEdits(isPlaceholderData ? shown.current : read?.fields, writing.pending);
  useEffect(() => {
    shown.current = fields;
  });
  return { keeping: desk, writing, fields };
}

/** What was last there of something that may be gone again: a look that failed takes nothing away that is being read. */
function useLast<T>(data: T | undefined): T | undefined {
  const last = useRef(data);
  useEffect(() => {
    if (data !== undefined) last.current = data;
  }, [data]);
  return data ?? last.current;
}

/** Milliseconds without a change until the host is asked too. */
const pause = 400;

export type Judged = {
  readonly judgement: Judgement | null;
  /** The whole checklist of the draft, which comes after the judgement and may be of the text before. */
  readonly report: Report | null;
  /** The checklist is of this very text. */
  readonly agrees: boolean;
  /** The host has not been asked about this very text yet. */
  readonly waits: boolean;
  /** It is looked at closer, for the checklist. */
  readonly looks: boolean;
  readonly at: number;
  readonly failure: unknown;
  readonly again: () => void;
};

type Judging = Pick<Writing, 'text' | 'host' | 'pending'>;

/**
 * What is thought of a draft: what the file alone tells at once, also of what is only typed yet; the whole of it once the
 * host was asked; and then its checklist.
 */
export function useJudgement({ text, host, pending }: Judging): Judged {
  const client = useClient();
  const [settled] = useDebouncedValue(text, pause);
  const local = useQuery({
    queryKey: ['judge-local', host, text, pending],
    queryFn: async ({ signal }) => {
      const typed = pending.length === 0 ? { text } : await client.draft.edit({ text, set: [...pending] }, { signal });
      return client.checklist.judge({ text: typed.text, host, local: true }, { signal });
    },
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const whole = useQuery({
    queryKey: ['judge', host, settled],
    queryFn: ({ signal }) => client.checklist.judge({ text: settled, host }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const isWhole = settled === text && pending.length === 0 && whole.data !== undefined && !whole.isPlaceholderData;
  const canBeRead = isWhole && (whole.data.problem === null || whole.data.problem.stop !== undefined);
  const checked = useQuery({
    queryKey: ['report-file', host, settled],
    queryFn: ({ signal }) =>
      client.checklist.run(
        { subject: { kind: 'file', file: { name: 'slipway.yaml', text: settled } }, host },
        { signal },
      ),
    enabled: canBeRead,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 10_000,
    refetchOnWindowFocus: false,
  });
  const report = useLast(checked.data) ?? null;
  return {
    judgement: isWhole ? whole.data : combined(local.data, whole.data),
    report,
    agrees: canBeRead && checked.data !== undefined && !checked.isPlaceholderData,
    waits: !isWhole,
    looks: checked.isFetching,
    at: whole.dataUpdatedAt,
    failure: whole.error ?? (whole.data ? checked.error : local.error),
    again: () => {
      void whole.refetch();
      if (canBeRead) void checked.refetch();
    },
  };
}

/** What the file tells now, and beside it what the host told of the text before this one. */
function combined(local: Judgement | undefined, before: Judgement | undefined): Judgement | null {
  if (!local) return before ?? null;
  const known = new Set(local.findings.filter(({ verdict }) => verdict !== 'unchecked').map(({ id }) => id));
  const kept = (before?.findings ?? []).filter(({ id }) => !known.has(id));
  const ids = new Set(kept.map(({ id }) => id));
  return {
    problem: local.problem,
    findings: local.problem ? local.findings : [...local.findings.filter(({ id }) => !ids.has(id)), ...kept],
    plan: before?.plan ?? null,
    aboutMs: before?.aboutMs ?? null,
  };
}
