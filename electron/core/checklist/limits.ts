import * as z from 'zod';

const days = z.number().int().min(1).max(3_650);
const share = z.number().min(0).max(1);

/** The thresholds that verdicts are found by, each shown beside its verdict. */
export const limitsSchema = z.strictObject({
  /** Share of the host's memory that the replicas of one service may take. */
  hostMemory: share.default(0.85),
  /** Processes in one container. */
  pidsLimit: z.number().int().min(16).default(4096),
  /** Restarts of a replica after which it counts as a crash loop. */
  restarts: z.number().int().min(1).default(3),
  /** Milliseconds until a hang is found by the health command, well and at most. */
  detectionWell: z.number().int().default(60_000),
  detectionMost: z.number().int().default(120_000),
  imageAgeWell: days.default(90),
  imageAgeMost: days.default(180),
  rollbackAge: days.default(90),
  rollbackMs: z.number().int().default(300_000),
  recoverMs: z.number().int().default(60_000),
  logLines: z.number().int().default(1),
  seriesHours: z.number().int().default(24),
  highVulnerabilities: z.number().int().default(5),
  /** Days after which nothing passes by what a scanner knows: as long as a scan itself lasts. */
  vulnerabilityDataDays: days.default(7),
  /** Days from when it was found until it is to be mended: CISA BOD 19-02. */
  mendCriticalDays: days.default(15),
  mendHighDays: days.default(30),
  memoryWell: share.default(0.75),
  memoryMost: share.default(0.9),
});
export type Limits = z.output<typeof limitsSchema>;

/** The setting `checklist.limits` as JSON changes some of them; one that cannot be understood changes none. */
export function limitsFrom(setting: string | null): Limits {
  const given = limitsSchema.safeParse(parsed(setting));
  return given.success ? given.data : limitsSchema.parse({});
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}
