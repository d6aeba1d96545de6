import type { References } from './jobs/job-dependencies.ts';

/**
 * Says something once in so many seconds. It is marked as said only after it was: what throws, or tells with `false` that it was not taken, is said
 * by whoever comes next. Who dies between both says it twice.
 */
export async function sayOnce(
  references: Pick<References, 'onceIn' | 'wasSaid'>,
  { seconds, what, job }: { readonly seconds: number; readonly what: string; readonly job: string },
  say: () => Promise<boolean>,
): Promise<void> {
  if (!(await references.wasSaid(what)) && (await say())) {
    await references.onceIn(seconds, what, job);
  }
}
