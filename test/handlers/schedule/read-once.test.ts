import { expect, it } from '@jest/globals';
import type { JobDependencies } from '../../../src/handlers/jobs/job-dependencies.ts';
import { readingOnce } from '../../../src/handlers/schedule/read-once.ts';

/** Counts what is read; the first reading of `broken` fails. */
function counting() {
  const reads: string[] = [];
  const keptText = async (name: string) => {
    reads.push(name);
    if (name === 'broken' && reads.length === 1) {
      throw new Error('the ledger does not answer');
    }
    return name;
  };
  const describeTables = async (database: string, tables: readonly string[]) => {
    reads.push(`${database} ${tables}`);
    return [];
  };
  const dependencies = { meshAs: () => ({ keptText, describeTables }) } as unknown as JobDependencies;
  return { dependencies, reads };
}

const POLICY = { kind: 'app', part: 'policy' } as const;

it('reads the terms and the tables of a request once, however many checks ask', async () => {
  const { dependencies, reads } = counting();
  const once = readingOnce(dependencies);

  for (let check = 0; check < 3; check += 1) {
    const mesh = once.meshAs(POLICY);
    expect(await mesh.keptText('terms#one')).toBe('terms#one');
    await mesh.describeTables('sales', ['orders']);
  }
  await once.meshAs(POLICY).describeTables('sales', ['refunds']);

  expect(reads).toEqual(['terms#one', 'sales orders', 'sales refunds']);
});

it('asks again for what could not be read, and in the next pass for everything', async () => {
  const { dependencies, reads } = counting();
  const once = readingOnce(dependencies);

  await expect(once.meshAs(POLICY).keptText('broken')).rejects.toThrow('does not answer');
  expect(await once.meshAs(POLICY).keptText('broken')).toBe('broken');
  await readingOnce(dependencies).meshAs(POLICY).keptText('broken');

  expect(reads).toHaveLength(3);
});
