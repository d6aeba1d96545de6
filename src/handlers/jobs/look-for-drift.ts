import type { Finding, Unread } from '../../mesh/drift/finding.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { JobDependencies } from './job-dependencies.ts';

export interface SeenDrift {
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
  /** By finding: when it was first seen, epoch seconds. */
  readonly since: ReadonlyMap<string, number>;
}

/** Differences at one producer, each with when it was first seen. Where something could not be read, nothing is taken for gone. */
export async function lookForDrift(
  { sightings }: Pick<JobDependencies, 'sightings'>,
  mesh: Mesh,
  owner: string,
): Promise<SeenDrift> {
  const findings: Finding[] = [];
  const unread: Unread[] = [];
  for await (const line of mesh.drift({ owner })) {
    if (line.kind === 'unread') {
      unread.push(line);
    } else {
      findings.push(line);
    }
  }
  const since = await sightings.see(
    `drift#${owner}`,
    findings.map(({ id }) => id),
    { isPart: unread.length > 0 },
  );
  return { findings, unread, since };
}
