import type { MeshPorts } from '../ports.ts';
import type { Finding } from './finding.ts';

/** Puts the LF-tag back with which a table was published; another value of the same key gives way to it. Throws as `TagGrants.put`. */
export async function tagAgain(
  { producer }: Pick<MeshPorts, 'producer'>,
  { owner, database, table = '', tag }: Finding,
): Promise<void> {
  const { tagGrants } = await producer(owner, database);
  if (tag) {
    await tagGrants.put(database, table, { [tag.key]: [tag.value] });
  }
}
