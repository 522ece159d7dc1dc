import * as z from 'zod';

export const diagnosis = z.object({
  ok: z.boolean(),
  problems: z.array(
    z.object({
      severity: z.enum(['blocker', 'warning', 'advice']),
      where: z.string(),
      what: z.string(),
      hint: z.string(),
    }),
  ),
});
export type Diagnosis = z.infer<typeof diagnosis>;

export const paths = z.object({ home: z.string(), database: z.string(), logs: z.string(), schema: z.string() });
export type Paths = z.infer<typeof paths>;
