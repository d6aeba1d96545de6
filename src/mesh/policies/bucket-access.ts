import { awsPrincipals, isDeletedPrincipal, type PolicyDocument, texts } from './policy-document.ts';

/** What the ids of our statements on tables begin with. */
export const READ = 'AwsDataMeshTables-';

export interface BucketPlace {
  readonly partition: string;
  readonly bucket: string;
}

/** Who may read which prefixes of the bucket, as our statements say. */
export type Access = ReadonlyMap<string, ReadonlySet<string>>;

export function readAccess({ statements }: PolicyDocument, place: BucketPlace): Access {
  const access = new Map<string, Set<string>>();
  const base = `arn:${place.partition}:s3:::${place.bucket}/`;
  for (const statement of statements) {
    if (!statement.Sid?.startsWith(READ)) {
      continue;
    }
    const prefixes = texts(statement.Resource).map((arn) => arn.slice(base.length).replace(/\/?\*$/, ''));
    for (const principal of awsPrincipals(statement).filter((name) => !isDeletedPrincipal(name))) {
      access.set(principal, new Set([...(access.get(principal) ?? []), ...prefixes]));
    }
  }
  return access;
}

/** Whether all that lies under `prefix` lies under `entry`. */
export function covers(entry: string, prefix: string): boolean {
  return entry === '' || entry === prefix || prefix.startsWith(`${entry}/`);
}

/** A prefix below another one adds nothing. */
export function withoutCovered(prefixes: readonly string[]): readonly string[] {
  const different = [...new Set(prefixes)].sort();
  return different.filter((prefix) => !different.some((other) => other !== prefix && covers(other, prefix)));
}

export function groups(access: Access): ReadonlyMap<string, readonly string[]> {
  const byPrefixes = new Map<string, string[]>();
  for (const [principal, prefixes] of access) {
    const key = JSON.stringify([...prefixes].sort());
    byPrefixes.set(key, [...(byPrefixes.get(key) ?? []), principal].sort());
  }
  return byPrefixes;
}

const parent = (prefix: string) => (prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '');

/** Whether joining prefixes can still save room. */
export function canBeCoarser(access: Access): boolean {
  return [...access.values()].some((prefixes) => prefixes.size > 1);
}

/** Joins the deepest prefixes of the principal that has most of them. */
export function coarser(access: Access): Access {
  const [principal, prefixes] = [...access].reduce((most, entry) =>
    entry[1].size > most[1].size ? entry : most,
  );
  const depth = (prefix: string) => prefix.split('/').length;
  const deepest = Math.max(...[...prefixes].map(depth));
  const joined = [...prefixes].map((prefix) => (depth(prefix) === deepest ? parent(prefix) : prefix));
  return new Map([...access, [principal, new Set(withoutCovered(joined))]]);
}
